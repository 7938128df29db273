import * as z from 'zod';
import { roundCost } from '../routing/describe-plan.ts';
import { ShadowVerdict } from '../routing/shadow-order.ts';
import { fromIso, type Instant, plusHours } from '../time.ts';

/** Half the width of a 95 % interval in standard errors. */
const Z95 = 1.96;

/** What orders of a kind come to: sums in major units, over those where both choices have a price. */
export const ShadowSum = z.object({
  /** All; and those that could be compared. */
  orders: z.number().int(),
  compared: z.number().int(),
  /** Orders whose choice the network cannot price, and orders it cannot route. */
  unpriced: z.number().int(),
  unroutable: z.number().int(),
  theirCost: z.number(),
  ourCost: z.number(),
  saving: z.number(),
  /** Saved per order on average, and the 95 % interval of that mean. */
  savingPerOrder: z.number(),
  savingFrom: z.number(),
  savingTo: z.number(),
  /** Of their cost. */
  savingShare: z.number(),
  theirParcels: z.number().int(),
  ourParcels: z.number().int(),
  /** Mean chance to arrive by the deadline, by the network's own times. */
  theirSuccess: z.number(),
  ourSuccess: z.number(),
  /** Of those that say when they arrived. */
  theirInTime: z.object({ orders: z.number().int(), inTime: z.number().int() }),
});
export type ShadowSum = z.infer<typeof ShadowSum>;

const Group = ShadowSum.extend({ name: z.string() });

export const ShadowReport = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  total: ShadowSum,
  regions: z.array(Group),
  channels: z.array(Group),
  /** What would have been saved most first. */
  orders: z.array(ShadowVerdict),
});
export type ShadowReport = z.infer<typeof ShadowReport>;

type Compared = ShadowVerdict & {
  readonly theirs: NonNullable<ShadowVerdict['theirs']>;
  readonly ours: NonNullable<ShadowVerdict['ours']>;
  readonly saving: number;
};

export const isCompared = (verdict: ShadowVerdict): verdict is Compared => verdict.saving !== null;

const sumOf = <Item>(items: readonly Item[], numberOf: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + numberOf(item), 0);
const meanOf = <Item>(items: readonly Item[], numberOf: (item: Item) => number): number =>
  items.length === 0 ? 0 : sumOf(items, numberOf) / items.length;

/** Of the mean; as wide as nothing while there are fewer than two. */
const halfWidth = (savings: readonly number[]): number => {
  if (savings.length < 2) return 0;
  const mean = meanOf(savings, (saving) => saving);
  const variance = sumOf(savings, (saving) => (saving - mean) ** 2) / (savings.length - 1);
  return Z95 * Math.sqrt(variance / savings.length);
};

export const shadowSum = (verdicts: readonly ShadowVerdict[]): ShadowSum => {
  const compared = verdicts.filter(isCompared);
  const theirCost = sumOf(compared, ({ theirs }) => theirs.cost);
  const saving = sumOf(compared, (each) => each.saving);
  const mean = meanOf(compared, (each) => each.saving);
  const half = halfWidth(compared.map((each) => each.saving));
  const arrived = verdicts.filter(({ told }) => told.inTime !== null);
  return {
    orders: verdicts.length,
    compared: compared.length,
    unpriced: verdicts.filter(({ theirs }) => theirs === null).length,
    unroutable: verdicts.filter(({ ours }) => ours === null).length,
    theirCost: roundCost(theirCost),
    ourCost: roundCost(theirCost - saving),
    saving: roundCost(saving),
    savingPerOrder: roundCost(mean),
    savingFrom: roundCost(mean - half),
    savingTo: roundCost(mean + half),
    savingShare: theirCost === 0 ? 0 : saving / theirCost,
    theirParcels: sumOf(compared, ({ theirs }) => theirs.parcels.length),
    ourParcels: sumOf(compared, ({ ours }) => ours.parcels.length),
    theirSuccess: meanOf(compared, ({ theirs }) => theirs.successProbability),
    ourSuccess: meanOf(compared, ({ ours }) => ours.successProbability),
    theirInTime: { orders: arrived.length, inTime: arrived.filter(({ told }) => told.inTime === true).length },
  };
};

/** The most orders first. */
export const sumsBy = (
  verdicts: readonly ShadowVerdict[],
  nameOf: (verdict: ShadowVerdict) => string,
): ShadowReport['regions'] => {
  const groups = new Map<string, ShadowVerdict[]>();
  for (const verdict of verdicts) {
    const group = groups.get(nameOf(verdict));
    if (group) group.push(verdict);
    else groups.set(nameOf(verdict), [verdict]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, ...shadowSum(members) }))
    .sort((a, b) => b.orders - a.orders || (a.name < b.name ? -1 : 1));
};

const Day = z.iso.date();
const Asked = z.strictObject({
  from: Day.optional(),
  to: Day.optional(),
  region: z.string().min(1).optional(),
  channel: z.string().min(1).optional(),
  order: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(0).max(1000).default(100),
  format: z.enum(['json', 'html']).optional(),
});

/** Days (UTC) on which the orders were placed, both included, 31 at most; today without them. */
export const AskShadow = Asked.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
  error: 'is after `to`: give an earlier day',
  path: ['from'],
});
export type AskShadow = z.infer<typeof AskShadow>;

const MOST_DAYS = 31;

/** The days asked for; a missing end follows from the other. */
export const shadowSpan = (
  { from, to }: Pick<AskShadow, 'from' | 'to'>,
  now: Instant,
): Pick<ShadowReport, 'from' | 'to'> => {
  const last = to ?? now.slice(0, 10);
  const midnight = fromIso(`${last}T00:00:00Z`);
  const earliest = plusHours(midnight, -24 * (MOST_DAYS - 1)).slice(0, 10);
  const [, first = last] = [earliest, from ?? last].toSorted();
  return { from: first, to: last };
};

export const shadowReport = (
  verdicts: readonly ShadowVerdict[],
  { region, channel, order, limit }: Pick<AskShadow, 'region' | 'channel' | 'order' | 'limit'>,
  span: Pick<ShadowReport, 'from' | 'to'>,
): ShadowReport => {
  const wanted = verdicts.filter(
    (each) =>
      (region === undefined || each.region.startsWith(region)) &&
      (channel === undefined || each.channel === channel) &&
      (order === undefined || each.orderId === order),
  );
  return {
    ...span,
    total: shadowSum(wanted),
    regions: sumsBy(wanted, (each) => each.region),
    channels: sumsBy(wanted, (each) => each.channel ?? '–'),
    orders: wanted.toSorted((a, b) => (b.saving ?? 0) - (a.saving ?? 0)).slice(0, limit),
  };
};
