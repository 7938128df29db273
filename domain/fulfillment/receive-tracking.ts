import type { ChannelCrypto, PushAnswer, PushRequest } from '../channel/channel.ts';
import type { Carrier, CarrierSecret, Tracking, TrackingReading, Verdict } from './carrier.ts';

export type TrackingReceived =
  | { readonly kind: 'PROBE'; readonly answer: PushAnswer }
  | { readonly kind: 'REFUSED'; readonly verdict: Extract<Verdict, { kind: 'REFUSED' }> }
  | { readonly kind: 'RECEIVED'; readonly message: string; readonly reading: TrackingReading };

/** What nobody can take apart is one complaint about the whole. */
export const readTracking = (carrier: Carrier, message: string): TrackingReading => {
  try {
    return carrier.read(message);
  } catch (error) {
    return { trackings: [], unreadable: [`${carrier.id}: ${(error as Error).message}`] };
  }
};

/**
 * A message that was received before, taken apart anew.
 * @param number the one parcel it was kept for; null: all of it
 * @returns its parcels, and why a part of it still cannot be used
 */
export const receivedAgain = (
  carrier: Carrier,
  message: string,
  number: string | null,
): { readonly trackings: readonly Tracking[]; readonly complaints: readonly string[] } => {
  const reading = readTracking(carrier, message);
  const trackings = reading.trackings.filter((tracking) => number === null || tracking.number === number);
  const rows = trackings.flatMap(({ unreadable }) => unreadable);
  if (trackings.length > 0) return { trackings, complaints: number === null ? [...reading.unreadable, ...rows] : rows };
  const nothing = number === null ? 'it tells of no parcel' : `it tells nothing of ${number} any more`;
  return { trackings, complaints: reading.unreadable.length > 0 ? reading.unreadable : [nothing] };
};

const openedBy = (carrier: Carrier, request: PushRequest, secret: CarrierSecret, crypto: ChannelCrypto) => {
  try {
    return carrier.open(request, secret, crypto);
  } catch {
    // Broken percent signs, keys of the wrong length: nothing that a stranger sends may look like our own fault.
    return null;
  }
};

/**
 * Verifies a carrier's call and takes it apart; any of the secrets will do. Never throws for anything a stranger can send. A call
 * heard twice is received twice: `recordAction` knows its rows.
 */
export const receiveTracking = (
  carrier: Carrier,
  request: PushRequest,
  secrets: readonly CarrierSecret[],
  crypto: ChannelCrypto,
): TrackingReceived => {
  const answer = carrier.probe?.(request, secrets, crypto);
  if (answer) return { kind: 'PROBE', answer };
  if (request.method !== 'POST')
    return { kind: 'REFUSED', verdict: { kind: 'REFUSED', status: 405, reason: 'METHOD' } };
  for (const secret of secrets) {
    const message = openedBy(carrier, request, secret, crypto);
    if (message !== null) return { kind: 'RECEIVED', message, reading: readTracking(carrier, message) };
  }
  return { kind: 'REFUSED', verdict: { kind: 'REFUSED', status: 401, reason: 'SIGNATURE' } };
};
