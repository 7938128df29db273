import * as z from 'zod';
import type { ChannelCrypto, PlatformRequest } from '../channel/channel.ts';
import type { LegId } from '../id.ts';
import type { Instant } from '../time.ts';
import { Consignee } from './leg-brief.ts';

/** Who hands a parcel over, or gets it. Personal data: made at the moment of the call, and gone after it. */
export const Contact = Consignee.pick({
  name: true,
  phone: true,
  country: true,
  province: true,
  city: true,
  district: true,
  street: true,
  detail: true,
  postalCode: true,
});
export type Contact = z.infer<typeof Contact>;

/** An account at a booker: the secret `orderloom/carriers/<booker>/booking`. Nobody is booked while `endpoint` is empty. */
export const BookingAccount = z.object({
  /** `https://bspgw.sf-express.com`, without a slash at the end. */
  endpoint: z.string(),
  /** Where labels and intercepts are asked for, when not at `endpoint` (kuaidi100: `https://api.kuaidi100.com`). */
  labelEndpoint: z.string().optional(),
  /** What the booker issued, by the names its file states. */
  keys: z.record(z.string(), z.string()),
  /** Our carrier id → what is ordered there, in the booker's words: `jd`, `1`, `USPS/Priority`. */
  services: z.record(z.string(), z.string()),
  /** Nodes that want their parcels booked from here, and whom the courier finds there. A node that is not named books itself. */
  senders: z.record(z.string(), Contact),
  /** Where the booker pushes tracking, and the salt it signs that with; for bookers that subscribe with the order. */
  tracking: z.object({ url: z.string(), salt: z.string() }).optional(),
});
export type BookingAccount = z.infer<typeof BookingAccount>;

/** What is to be carried from whom to whom. */
export type Shipment = {
  readonly sender: Contact;
  readonly recipient: Contact;
  /** In kilograms. */
  readonly weightKg: number;
  readonly goods: readonly { readonly title: string; readonly quantity: number }[];
};

/** Everything one step at a booker is made of. The leg's id is the booker's order number: one waybill a leg, however often it is asked. */
export type BookingAsk = {
  readonly legId: LegId;
  /** Our id of the carrier, and what is ordered of the booker for it. */
  readonly carrier: string;
  readonly service: string;
  readonly account: BookingAccount;
  /** Null to CANCEL: nobody's data is needed to forget a parcel. */
  readonly shipment: Shipment | null;
  readonly reference: string | null;
  /** The waybill number, once there is one. */
  readonly number: string | null;
  /** Asked before: what the booker may have done already is looked for first. */
  readonly repeated: boolean;
  readonly at: Instant;
  /** A UUID that the same step of the same leg repeats. */
  readonly requestId: string;
  readonly crypto: ChannelCrypto;
};

export type BookerAnswer = { readonly status: number; readonly body: string };

export type BookingOutcome =
  | {
      readonly kind: 'DONE';
      readonly number: string | null;
      readonly reference: string | null;
      readonly labelUrl: string | null;
    }
  /** It will never be done: the reason names the field and the cure. */
  | { readonly kind: 'REFUSED'; readonly reason: string }
  /** Busy, down, or not known yet; `reference` where the booker took the order and has no number so far. */
  | { readonly kind: 'LATER'; readonly reason: string; readonly reference?: string };

export type BookerTurn =
  | { readonly kind: 'CALL'; readonly request: PlatformRequest; readonly at?: 'LABELS' }
  | BookingOutcome;

/** A talk with a booker: asked with the answers so far, oldest first, it says the next call, or what came of it. At most five calls. */
export type BookerTalk = (ask: BookingAsk, answers: readonly BookerAnswer[]) => BookerTurn;

/**
 * A party that takes orders for parcels. Pure: what varies is an argument. Adding one: `domain/fulfillment/x-booking.ts`, a line in
 * `bookers.ts`, its API in `test/simulators/carriers/x-api.ts`.
 */
export type Booker = {
  /** Kebab-case, the word in the secret's name. */
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** What `keys` of its account must hold. */
  readonly keys: readonly string[];
  readonly book: BookerTalk;
  readonly cancel: BookerTalk;
  /** Null: it has no such call, the carrier is to be asked by a person. */
  readonly intercept: BookerTalk | null;
};

export const done = (
  facts: {
    readonly number?: string | null;
    readonly reference?: string | null;
    readonly labelUrl?: string | null;
  } = {},
): BookingOutcome => ({
  kind: 'DONE',
  number: facts.number ?? null,
  reference: facts.reference ?? null,
  labelUrl: facts.labelUrl ?? null,
});

/** Province to door, as one line. */
export const addressLine = ({ province, city, district, street, detail }: Contact): string =>
  [...new Set([province, city, district, street, detail].filter((part) => part !== ''))].join('');
