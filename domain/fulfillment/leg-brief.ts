import * as z from 'zod';
import type { Person } from '../channel/person.ts';
import type { ClearRemark } from '../channel/remarks-read.ts';
import { LegId, OrderId } from '../id.ts';
import { deliveredLines } from '../order/bundle.ts';
import { Destination, type Order } from '../order/order.ts';
import { isLegEnded, Leg, ShownBooking, withoutLabel } from './leg.ts';
import { LegWish, wishesOf } from './leg-wishes.ts';

/** Who gets the goods and where, in the clear, or as the platform encrypts it. */
export const Consignee = z.object({
  name: z.string(),
  phone: z.string(),
  country: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  street: z.string(),
  detail: z.string(),
  postalCode: z.string(),
  /** `name`, `phone` and `detail` are the platform's ciphertext: print the label through the platform. */
  encrypted: z.boolean(),
  openAddressId: z.string(),
});
export type Consignee = z.infer<typeof Consignee>;

/** What the partner in charge of a leg is told: the answer of `GET /legs/{id}`. */
export const LegBrief = z.object({
  legId: LegId,
  orderId: OrderId,
  channel: z.string(),
  channelOrderId: z.string(),
  leg: Leg.omit({ legId: true, orderId: true, costMinor: true, planId: true }).extend({
    /** With its label while there is work to do with it; absent: the partner orders the carriage itself. */
    booking: ShownBooking.extend({ labelUrl: z.string().nullable().optional() }).optional(),
  }),
  lines: z.array(
    z.object({ lineId: z.string(), sku: z.string(), quantity: z.number().int(), title: z.string(), gift: z.boolean() }),
  ),
  /** What is to be minded in packing and delivery, as the channel and the remarks ask. */
  wishes: z.array(LegWish),
  /** The remarks are the buyer's and seller's own words, personal ones masked. */
  remarks: z.object({ buyer: z.string(), seller: z.string() }),
  destination: Destination.omit({ addressDigest: true }).nullable(),
  /** Null once the leg has ended: whoever no longer needs it is no longer told. */
  consignee: Consignee.nullable(),
  /** Attributes that only the customer's record keeps, such as a note with a present; those of lines under `lines`. Null as above. */
  personal: z.record(z.string(), z.unknown()).nullable(),
});
export type LegBrief = z.infer<typeof LegBrief>;

/** Personal data is told while there is work to do with it. */
export const mayKnowConsignee = ({ state }: Pick<Leg, 'state'>): boolean => state !== null && !isLegEnded(state);

/** What the customer's record adds to a leg. */
export type InTheClear = { readonly remarks?: readonly ClearRemark[]; readonly personal?: LegBrief['personal'] };

/** Only the fields of `LegBrief` leave the house. */
export const briefOf = (
  order: Order,
  leg: Leg,
  person: Person | null,
  { remarks = [], personal = null }: InTheClear = {},
): LegBrief =>
  LegBrief.parse({
    legId: leg.legId,
    orderId: order.orderId,
    channel: order.channel,
    channelOrderId: order.channelOrderId,
    leg: mayKnowConsignee(leg) ? leg : withoutLabel(leg),
    lines: leg.lines.map(({ lineId, sku, quantity }) => {
      const line = deliveredLines(order).find((each) => each.lineId === lineId);
      return { lineId, sku, quantity, title: line?.title ?? '', gift: line?.gift ?? false };
    }),
    wishes: wishesOf(order, mayKnowConsignee(leg) ? remarks : []),
    remarks: order.remarks,
    destination: order.destination,
    consignee: mayKnowConsignee(leg) ? person : null,
    personal: mayKnowConsignee(leg) ? personal : null,
  });
