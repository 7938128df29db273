import { fromBase64, toHex, utf8 } from '../channel/bytes.ts';
import type { Carrier, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { dcsaTracking } from './dcsa-events.ts';
import { namedInAddress, namedParcel, signedBody } from './signed-body.ts';
import { fieldsOf, listOf, parcelsOf, parseMessage } from './tracking-rows.ts';

const read = (noted: string): TrackingReading => {
  const { parcel, message } = namedParcel(noted);
  const json = parseMessage(message);
  const events = Array.isArray(json) ? json : listOf(fieldsOf(json, '').events ?? json);
  return parcelsOf(events, (event, index) => dcsaTracking(event, `[${index}]`, 'dcsa', parcel));
};

/**
 * Container lines by the DCSA Track & Trace standard, versions 2 and 3: events of shipments, of means of transport, of containers.
 * Answered 204, as the standard asks.
 */
export const dcsa: Carrier = {
  id: 'dcsa',
  title: { en: 'Container lines (DCSA)', zh: '集装箱班轮（DCSA）' },
  ...namedInAddress(
    signedBody({
      id: 'dcsa',
      headers: ['notification-signature'],
      proof: (body, key, { hmacSha256 }) => `sha256=${toHex(hmacSha256(fromBase64(key) ?? utf8(key), body))}`,
    }),
  ),
  read,
  answer: statusAnswers({ status: 204, contentType: 'text/plain', body: '' }),
};
