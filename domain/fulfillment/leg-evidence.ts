import * as z from 'zod';
import type { BusEvent } from '../event.ts';
import { LegId, OrderId } from '../id.ts';
import { canonical } from '../order/merge.ts';
import type { Order } from '../order/order.ts';
import { hoursBetween, Instant } from '../time.ts';
import { Action } from './action.ts';
import { isLegEnded, type Leg, LegState, Waybill } from './leg.ts';
import { effectiveActions } from './project-actions.ts';
import { partiesOf, Route } from './route.ts';

export const CLAIM_CAUSES = ['LOST', 'DAMAGED', 'LATE'] as const;

/** What a claim for a leg rests on: facts with their sources, in the order they happened. No personal data. */
export const LegEvidence = z.object({
  legId: LegId,
  orderId: OrderId,
  /** Why a claim can be made; empty: by what is known, it cannot. */
  causes: z.array(z.enum(CLAIM_CAUSES)),
  state: LegState.nullable(),
  parties: z.array(z.string()),
  waybill: Waybill.nullable(),
  route: Route.optional(),
  /** What was promised to the customer, and what the plan had said when the leg was handed out. */
  promises: z.object({
    promiseAt: Instant.nullable(),
    plannedFrom: Instant.nullable(),
    plannedAt: Instant.nullable(),
    plannedLatestAt: Instant.nullable(),
    completedAt: Instant.nullable(),
    lateHours: z.number().nullable(),
  }),
  /** What the goods of the leg were sold for, in minor units of the order's currency: `paidMinor` its share of what each line came to. */
  goods: z.array(
    z.object({ lineId: z.string(), sku: z.string(), quantity: z.number().int(), paidMinor: z.number().int() }),
  ),
  currency: z.string(),
  valueMinor: z.number().int(),
  /** Everything that was reported, taken back or not. */
  actions: z.array(Action),
  /** Pictures that reports came with. */
  photos: z.array(z.object({ url: z.string(), actionId: z.string(), at: Instant, source: z.string() })),
  /** Deadlines told to be at risk or missed, with the event that told it. */
  deadlines: z.array(z.object({ eventId: z.string(), type: z.string(), at: Instant, data: z.unknown() })),
});
export type LegEvidence = z.infer<typeof LegEvidence>;

/** The answer of `GET /legs/{id}/evidence`. */
export const FrozenEvidence = z.object({
  evidence: LegEvidence,
  /** SHA-256 of the canonical JSON of `evidence`, in hex: what was sent to whom can be proved by it. */
  digest: z.string(),
  /** Since then it does not change; null while the leg is under way. */
  frozenAt: Instant.nullable(),
  /** Reports that came after it was frozen. */
  reportedSince: z.number().int().nonnegative(),
});
export type FrozenEvidence = z.infer<typeof FrozenEvidence>;

/** A line that goes in several legs is shared by quantity: rounded down, so that legs never claim more than the line. */
const goodsOf = (leg: Leg, { deliverables }: Order): LegEvidence['goods'] =>
  leg.lines.map(({ lineId, sku, quantity }) => {
    const line = deliverables.find((each) => each.lineId === lineId);
    const paidMinor = line && line.quantity > 0 ? Math.floor((line.totalMinor * quantity) / line.quantity) : 0;
    return { lineId, sku, quantity, paidMinor };
  });

const causesOf = (effective: readonly Action[], lateHours: number | null): LegEvidence['causes'] => [
  ...(effective.some(({ action }) => action === 'exception.lost') ? (['LOST'] as const) : []),
  ...(effective.some(({ action }) => action === 'exception.damaged') ? (['DAMAGED'] as const) : []),
  ...(lateHours !== null && lateHours > 0 ? (['LATE'] as const) : []),
];

const DEADLINES: readonly string[] = ['SlaAtRisk', 'SlaBreached'];

/** @param now a leg under way that is past its promise is late already */
export const evidenceOf = (
  order: Order,
  leg: Leg,
  reported: readonly Action[],
  events: readonly BusEvent[],
  now: Instant,
): LegEvidence => {
  const actions = reported
    .filter(({ legId }) => legId === leg.legId)
    .sort((a, b) =>
      a.occurredAt === b.occurredAt ? (a.actionId < b.actionId ? -1 : 1) : a.occurredAt < b.occurredAt ? -1 : 1,
    );
  const completedAt = leg.state === 'COMPLETED' ? leg.since : null;
  const dueAt = order.promiseAt ?? leg.planned?.etaLatestAt ?? null;
  const end = completedAt ?? (leg.state !== null && isLegEnded(leg.state) ? leg.since : now);
  const lateHours = dueAt === null ? null : Math.round(100 * Math.max(0, hoursBetween(dueAt, end))) / 100;
  const goods = goodsOf(leg, order);
  return {
    legId: leg.legId,
    orderId: order.orderId,
    causes: causesOf(effectiveActions(actions), lateHours),
    state: leg.state,
    parties: partiesOf(leg),
    waybill: leg.waybill,
    ...(leg.route ? { route: leg.route } : {}),
    promises: {
      promiseAt: order.promiseAt,
      plannedFrom: leg.planned?.from ?? null,
      plannedAt: leg.planned?.etaAt ?? null,
      plannedLatestAt: leg.planned?.etaLatestAt ?? null,
      completedAt,
      lateHours,
    },
    goods,
    currency: order.currency,
    valueMinor: goods.reduce((sum, { paidMinor }) => sum + paidMinor, 0),
    actions,
    photos: actions.flatMap(({ actionId, occurredAt, source, photos = [] }) =>
      photos.map((url) => ({ url, actionId, at: occurredAt, source })),
    ),
    deadlines: events
      .filter(({ type, detail }) => DEADLINES.includes(type) && (detail.data as { legId?: string }).legId === leg.legId)
      .map(({ type, detail }) => ({ eventId: detail.id, type, at: detail.at, data: detail.data })),
  };
};

/** The text that the digest is of: the same facts give the same text, whatever order their fields are in. */
export const digestText = (evidence: LegEvidence): string => canonical(evidence);
