import { text, utf8 } from '../channel/bytes.ts';
import type { ChannelCrypto } from '../channel/channel.ts';
import { asRecord } from '../channel/lossless-json.ts';
import type { Carrier } from './carrier.ts';
import { parseMessage } from './tracking-rows.ts';

export type SignedBody = {
  /** The carrier's id. */
  readonly id: string;
  /** Where its proof stands, in lower case; senders differ, so there may be several. */
  readonly headers: readonly [string, ...string[]];
  /** The proof over the raw body. @throws anything for a key that is none of the carrier's */
  readonly proof: (body: Uint8Array, key: string, crypto: ChannelCrypto) => string;
  /** What the proof may be written without or in another case: compared after this. @default as it is */
  readonly normal?: (proof: string) => string;
};

const asItIs = (proof: string): string => proof;

/** A body as the carrier wrote it, proven by a header over all its bytes: how most carriers outside China call. */
export const signedBody = ({
  id,
  headers,
  proof,
  normal = asItIs,
}: SignedBody): Pick<Carrier, 'open' | 'unwrap' | 'sign'> => ({
  unwrap: ({ body }) => text(body) || null,
  open: (request, { key }, crypto) => {
    if (key === '' || request.body.length === 0) return null;
    const expected = normal(proof(request.body, key, crypto));
    const isProven = headers.some((name) => crypto.equal(normal((request.headers[name] ?? '').trim()), expected));
    return isProven ? text(request.body) : null;
  },
  sign: (message, { key }, crypto) => ({
    method: 'POST',
    path: `/carriers/${id}/tracking`,
    query: {},
    headers: { 'content-type': 'application/json', [headers[0]]: proof(utf8(message), key, crypto) },
    body: utf8(message),
  }),
});

/** A message with the parcel that the address we registered names: `…/tracking?parcel=MSCU1234567`. */
const Named = 'parcel';

/**
 * For sources whose messages need not name the parcel (a retraction names the event only): the address we register for one shipment
 * does, and what is kept and read names both.
 */
export const namedInAddress = (call: Pick<Carrier, 'open' | 'unwrap' | 'sign'>): typeof call => {
  const named = (request: Parameters<Carrier['unwrap']>[0], body: string | null): string | null => {
    const parcel = request.query[Named];
    return parcel && body !== null ? JSON.stringify({ [Named]: parcel, message: body }) : body;
  };
  return {
    sign: call.sign,
    unwrap: (request) => named(request, call.unwrap(request)),
    open: (request, secret, crypto) => named(request, call.open(request, secret, crypto)),
  };
};

/** The parcel that the address named, '' for none, and what the source itself wrote. */
export const namedParcel = (message: string): { readonly parcel: string; readonly message: string } => {
  const plain = { parcel: '', message };
  if (!/^\s*\{/.test(message)) return plain;
  try {
    const fields = asRecord(parseMessage(message));
    const [parcel, inner] = [fields?.[Named], fields?.message];
    return typeof parcel === 'string' && typeof inner === 'string' ? { parcel, message: inner } : plain;
  } catch {
    return plain;
  }
};

/** What a tracking is called of which nobody said the number: kept, and placed by a person. */
export const NO_NUMBER = '-';
