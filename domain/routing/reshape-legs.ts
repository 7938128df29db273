import { LegSplit, LegsMerged } from '../fulfillment/events.ts';
import type { Leg, LegLine } from '../fulfillment/leg.ts';
import { wayBack } from '../fulfillment/take-back.ts';
import type { LegId } from '../id.ts';
import { deliveredLines } from '../order/bundle.ts';
import { because, type Change, type Context } from '../order/change.ts';
import type { Line, Order } from '../order/order.ts';
import type { OrderRecord } from '../order/order-store.ts';
import { runningLegs } from './commit-plan.ts';
import type { Reshape } from './compensation.ts';
import type { Plan, PlanAnswer, UnroutableReason } from './plan.ts';
import { type PlanWish, partsOf, type WishFault } from './plan-wish.ts';
import type { Scope } from './replacement.ts';

/** What a wish makes of legs; null where it leaves their parcels to the planner. */
export const reshapeOf = ({ split, merge }: PlanWish): Reshape | null => {
  if (split) return 'SPLIT';
  return merge ? 'MERGE' : null;
};

const namedBy = ({ split, merge = [] }: PlanWish): LegId[] => (split ? [split.leg] : [...new Set(merge)]);

/** What cannot be asked of a leg, and the cure. */
const faultsOfLeg = (field: string, legId: LegId, legs: readonly Leg[]): WishFault[] => {
  const leg = legs.find((each) => each.legId === legId);
  const there = legs.filter((each) => ['RELEASE', 'RECALL'].includes(wayBack(each) ?? ''));
  const others = there.map((each) => each.legId).join(', ') || 'none';
  if (!leg) return [{ field, problem: `the order has no leg ${legId}; those that can be are ${others}` }];
  if (leg.parcel)
    return [
      {
        field,
        problem: `${legId} travels with other orders: take it out of ${leg.parcel.parcelId} first, POST /parcels`,
      },
    ];
  const way = wayBack(leg);
  if (way === 'INTERCEPT')
    return [
      { field, problem: `goods of ${legId} have left: intercept it with "nodes" or "from", or wait for its end` },
    ];
  if (way === null)
    return [{ field, problem: `${legId} has ended, waits for goods, or is a visit; those that can be are ${others}` }];
  return [];
};

const faultsOfSplit = ({ leg: legId, off }: NonNullable<PlanWish['split']>, legs: readonly Leg[]): WishFault[] => {
  const { lines = [] } = legs.find((each) => each.legId === legId) ?? {};
  const faults = off.flatMap(({ lineId, quantity }, index): WishFault[] => {
    const line = lines.find((each) => each.lineId === lineId);
    const field = `split.off.${index}`;
    if (off.findIndex((other) => other.lineId === lineId) < index)
      return [{ field, problem: `line ${lineId} is named twice: say once how many pieces go` }];
    if (!line) {
      const carried = lines.map((each) => each.lineId).join(', ');
      return [{ field, problem: `${legId} carries no line ${lineId}; it carries ${carried}` }];
    }
    if (quantity !== undefined && quantity > line.quantity)
      return [{ field, problem: `${legId} carries ${line.quantity} of line ${lineId}, not ${quantity}` }];
    return [];
  });
  if (faults.length > 0) return faults;
  const left = lines.some(
    ({ lineId, quantity }) => quantity > (piecesOff(off, lineId) ?? quantity) || !names(off, lineId),
  );
  return left ? [] : [{ field: 'split.off', problem: `nothing would be left of ${legId}: name fewer pieces` }];
};

type Off = NonNullable<PlanWish['split']>['off'];
const names = (off: Off, lineId: string): boolean => off.some((each) => each.lineId === lineId);
const piecesOff = (off: Off, lineId: string): number | undefined =>
  off.find((each) => each.lineId === lineId)?.quantity;

const faultsOfMerge = (merge: readonly LegId[], legs: readonly Leg[]): WishFault[] => {
  const field = 'merge';
  if (new Set(merge).size < 2) return [{ field, problem: 'name two legs or more' }];
  const nodes = new Set(legs.filter(({ legId }) => merge.includes(legId)).map(({ node }) => node));
  if (nodes.size < 2) return [];
  const problem = `their goods are at ${[...nodes].join(' and ')}: only legs of one node fit into one parcel; wish "together" to have them sent from one`;
  return [{ field, problem }];
};

/** What of a wish for other parcels cannot be meant. Empty: it can. */
export const reshapeFaults = (wish: PlanWish, legs: readonly Leg[]): WishFault[] => {
  const { split, merge } = wish;
  const others = partsOf(wish).filter(({ field }) => field !== 'split' && field !== 'merge');
  if (others.length > 0 || (split && merge)) {
    const field = split ? 'split' : 'merge';
    return [{ field, problem: 'is wished alone: ask for the rest once this has been carried out' }];
  }
  const ofLegs = namedBy(wish).flatMap((legId, index) =>
    faultsOfLeg(split ? 'split.leg' : `merge.${index}`, legId, legs),
  );
  if (ofLegs.length > 0) return ofLegs;
  return [...(split ? faultsOfSplit(split, legs) : []), ...(merge ? faultsOfMerge(merge, legs) : [])];
};

/** The pieces of each parcel that a wish asks for, as lines of the order with that many pieces of what is really sent. */
export type Parcel = readonly Line[];

/** Pieces of a leg as lines of its order. */
export const asSent = (order: Order, { lineId, sku, quantity }: LegLine): Line[] =>
  deliveredLines(order)
    .filter((line) => line.lineId === lineId)
    .map((line) => ({ ...line, sku, quantity }));

const together = (lines: readonly LegLine[]): LegLine[] =>
  [...Map.groupBy(lines, ({ lineId, sku }) => `${lineId} ${sku}`).values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, quantity: more.reduce((sum, { quantity }) => sum + quantity, first.quantity) }] : [],
  );

/** The parcels a wish makes of its legs. @param wish without faults */
export const parcelsOf = ({ order, legs }: OrderRecord, wish: PlanWish): Parcel[] => {
  const named = new Set(namedBy(wish));
  const lines = legs.filter(({ legId }) => named.has(legId)).flatMap((leg) => leg.lines);
  if (!wish.split) return [together(lines).flatMap((line) => asSent(order, line))];
  const { off } = wish.split;
  const goes = lines
    .filter(({ lineId }) => names(off, lineId))
    .map((line) => ({ ...line, quantity: piecesOff(off, line.lineId) ?? line.quantity }));
  const stays = lines.flatMap((line) => {
    const gone = goes.find(({ lineId }) => lineId === line.lineId)?.quantity ?? 0;
    return line.quantity > gone ? [{ ...line, quantity: line.quantity - gone }] : [];
  });
  return [stays, goes].map((parcel) => parcel.flatMap((line) => asSent(order, line)));
};

/** What is planned anew: the legs named and nothing else. Lines are those of the order, parcel by parcel. */
export const reshapeScope = (record: OrderRecord, wish: PlanWish, parcels: readonly Parcel[]): Scope => {
  const named = new Set(namedBy(wish));
  const movable = record.legs.filter(({ legId }) => named.has(legId));
  const lines = parcels.flat().map((line) => ({ ...line, sku: askedSku(record.order, line.lineId) ?? line.sku }));
  return { movable, standing: runningLegs(record.legs.filter((leg) => !movable.includes(leg))), lines };
};

/** The ways the legs go now, as a plan that a parcel may be confined to. */
export const waysOf = (legs: readonly Leg[], parcel: Parcel): Plan => ({
  planId: 'now',
  recommended: true,
  cost: 0,
  successProbability: 1,
  legs: legs.map(({ node, lane, carrier, mode, route = [], etaAt, etaLatestAt }) => ({
    ...{ node, lane, carrier, mode, cost: 0, successProbability: 1, etaAt, etaLatestAt },
    ...(route.length > 1 ? { via: route.slice(1) } : {}),
    lines: parcel.map(({ sku, quantity }) => ({ sku, quantity })),
  })),
  explanation: [],
});

/** A parcel's plan has one leg; what serves it otherwise does not keep the wish. */
export const oneParcel = (answer: PlanAnswer): Plan | null =>
  'plans' in answer
    ? (answer.plans
        .toSorted((a, b) => Number(b.recommended) - Number(a.recommended))
        .find(({ legs }) => legs.length === 1) ?? null)
    : null;

/** Why a parcel has no plan. */
export const reasonsOf = (answers: readonly PlanAnswer[]): UnroutableReason[] => {
  const told = answers.flatMap((answer) => ('unroutable' in answer ? answer.unroutable : []));
  const reason = 'the pieces of a parcel cannot be sent in one: not every lane of its leg takes all of them';
  return told.length > 0 ? told : [{ code: 'CONSTRAINT_UNMET', sku: null, reason }];
};

const askedSku = (order: Order, lineId: string): string | undefined =>
  deliveredLines(order).find((line) => line.lineId === lineId)?.sku;

/** A parcel's line in a plan, two lines of one SKU apart; a substitute is sent in place of what was ordered. */
const planLine = (order: Order, { lineId, sku, quantity }: Line): Plan['legs'][number]['lines'][number] => {
  const asked = askedSku(order, lineId) ?? sku;
  return asked === sku ? { sku, quantity } : { sku, quantity, insteadOf: asked };
};

/** One plan of all parcels. @param answers what the planner says of each parcel, in order */
export const plannedTogether = (
  order: Order,
  parcels: readonly Parcel[],
  answers: readonly PlanAnswer[],
): PlanAnswer => {
  const plans = answers.map(oneParcel);
  const [first] = plans;
  if (!first || plans.includes(null)) return { orderId: order.orderId, unroutable: reasonsOf(answers) };
  const all = plans.flatMap((plan) => plan ?? []);
  const plan: Plan = {
    ...first,
    recommended: true,
    cost: all.reduce((sum, { cost }) => sum + cost, 0),
    successProbability: all.reduce((product, { successProbability }) => product * successProbability, 1),
    legs: all.flatMap(({ legs }, index) =>
      legs.map((leg) => ({ ...leg, lines: (parcels[index] ?? []).map((line) => planLine(order, line)) })),
    ),
    explanation: [
      `${all.length} parcels, as a person wishes`,
      ...new Set(all.flatMap(({ explanation }) => explanation)),
    ],
  };
  return { orderId: order.orderId, plans: [plan], rejected: [] };
};

export type Reshaped = { readonly change: Change; readonly old: readonly Leg[]; readonly added: readonly Leg[] };

/** Legs that became others, and those they became, each pointing to the other side; the first of these has their room at the node. */
export const withPointers = (
  change: Change,
  reshape: Reshape,
  { old, added }: Omit<Reshaped, 'change'>,
  context: Context,
): Reshaped => {
  const [from, into] = [old.map(({ legId }) => legId), added.map(({ legId }) => legId)];
  const [first, [leg]] = [old[0], added];
  if (!first || !leg) return { change, old, added };
  const inChargeOf = ({ legId, node, carrier }: Leg) => ({ legId, node, carrier });
  const roomy = added.map((each, index) => (index === 0 && first.slots ? { ...each, slots: first.slots } : each));
  if (reshape === 'SPLIT')
    return {
      change: because(change, LegSplit, { ...inChargeOf(first), into }, {}, context),
      old: old.map((each) => ({ ...each, splitInto: into })),
      added: roomy.map((each) => ({ ...each, splitFrom: first.legId })),
    };
  return {
    change: because(change, LegsMerged, { ...inChargeOf(leg), from }, {}, context),
    old: old.map((each) => ({ ...each, mergedInto: leg.legId })),
    added: roomy.map((each) => ({ ...each, mergedFrom: from })),
  };
};
