import * as z from 'zod';
import { LegId } from '../id.ts';
import type { Line } from '../order/order.ts';
import { Instant } from '../time.ts';
import type { Plan } from './plan.ts';
import type { PreparedNetwork } from './prepared-network.ts';

const Name = z.string().min(1).max(64);
const Names = z.array(Name).min(1).max(50);
const Choice = z.strictObject({ wanted: Names, avoided: Names }).partial();

/**
 * What a person wants of a plan. Every part is hard: the rest is planned around it, and nothing of it gives way. Lines of one SKU are
 * wished together, because stock is kept by SKU.
 */
export const PlanWish = z.strictObject({
  /** A plan that was proposed for the order (`GET /orders/{id}/plans`): its nodes and lanes, at the figures of now. */
  planId: Name.optional(),
  /** These lines from this node. */
  from: z
    .array(z.strictObject({ lines: Names, node: Name }))
    .min(1)
    .max(50)
    .optional(),
  /** These lines in one parcel. */
  together: z.array(Name).min(2).max(50).optional(),
  carriers: Choice.optional(),
  modes: Choice.optional(),
  nodes: Choice.optional(),
  /** ISO 8601 with its zone: to be there by then. */
  deliverBy: z.iso
    .datetime({ offset: true, error: 'must be ISO 8601 with its zone, such as 2026-05-06T18:00:00+08:00' })
    .optional(),
  /** These pieces of a leg in a parcel of their own, from where it is; the rest stays together. Wished alone. */
  split: z
    .strictObject({
      leg: LegId,
      off: z
        .array(z.strictObject({ lineId: Name, quantity: z.number().int().min(1).max(100_000).optional() }))
        .min(1)
        .max(50),
    })
    .optional(),
  /** These legs of one node in one parcel. Wished alone. */
  merge: z.array(LegId).min(2).max(20).optional(),
});
export type PlanWish = z.infer<typeof PlanWish>;

/** What a person wished of an order's plans: kept by every plan of it until it is withdrawn, or another wish takes its place. */
export const StandingWish = z.object({ wish: PlanWish, by: z.string(), reason: z.string(), since: Instant });
export type StandingWish = z.infer<typeof StandingWish>;

export const isEmptyWish = (wish: PlanWish): boolean => partsOf(wish).length === 0;

/** One thing a person wants, in words, and the wish without it. */
export type WishPart = { readonly field: string; readonly says: string; readonly others: PlanWish };

const CHOICES = ['carriers', 'modes', 'nodes'] as const;

const choiceParts = (wish: PlanWish): WishPart[] =>
  CHOICES.flatMap((field) =>
    (['wanted', 'avoided'] as const).flatMap((which) => {
      const { [which]: names, ...rest } = wish[field] ?? {};
      if (names === undefined) return [];
      const says = `${which === 'wanted' ? 'only' : 'not'} ${names.join(', ')}`;
      return [{ field: `${field}.${which}`, says, others: { ...wish, [field]: rest } }];
    }),
  );

/** The wish taken apart: what can be given up alone. */
export const partsOf = (wish: PlanWish): WishPart[] => {
  const { planId, together, deliverBy, split, merge, from = [] } = wish;
  return [
    ...(planId === undefined ? [] : [{ field: 'planId', says: `plan ${planId}`, others: omit(wish, 'planId') }]),
    ...from.map(({ lines, node }, index) => ({
      field: `from.${index}`,
      says: `lines ${lines.join(', ')} from ${node}`,
      others: { ...wish, from: from.filter((_, other) => other !== index) },
    })),
    ...(together === undefined
      ? []
      : [{ field: 'together', says: `lines ${together.join(', ')} together`, others: omit(wish, 'together') }]),
    ...choiceParts(wish),
    ...(deliverBy === undefined
      ? []
      : [{ field: 'deliverBy', says: `there by ${deliverBy}`, others: omit(wish, 'deliverBy') }]),
    ...(split === undefined
      ? []
      : [{ field: 'split', says: `${split.leg} in two parcels`, others: omit(wish, 'split') }]),
    ...(merge === undefined
      ? []
      : [{ field: 'merge', says: `${merge.join(', ')} in one parcel`, others: omit(wish, 'merge') }]),
  ];
};

const omit = (wish: PlanWish, ...fields: readonly (keyof PlanWish)[]): PlanWish =>
  Object.fromEntries(Object.entries(wish).filter(([name]) => !fields.includes(name as keyof PlanWish)));

export type WishFault = { readonly field: string; readonly problem: string };

type Lines = readonly Pick<Line, 'lineId' | 'sku' | 'quantity'>[];

const lineFaults = (field: string, ids: readonly string[], lines: Lines): WishFault[] => {
  const unknown = ids.filter((id) => !lines.some(({ lineId }) => lineId === id));
  const skus = new Set(lines.filter(({ lineId }) => ids.includes(lineId)).map(({ sku }) => sku));
  const siblings = lines.filter(({ lineId, sku }) => skus.has(sku) && !ids.includes(lineId));
  return [
    ...unknown.map((id) => ({
      field,
      problem: `line ${id} is not to be planned: it is no line of the order, or its goods have left; the lines are ${lines.map(({ lineId }) => lineId).join(', ')}`,
    })),
    ...siblings.map(({ lineId, sku }) => ({ field, problem: `line ${lineId} is of the same SKU ${sku}: name it too` })),
  ];
};

const nameFaults = (wish: PlanWish, network: PreparedNetwork): WishFault[] => {
  const known = {
    carriers: new Set(network.lanes.map(({ carrier }) => carrier)),
    modes: new Set(network.lanes.map(({ mode }) => mode)),
    nodes: new Set(network.nodes.map(({ node }) => node)),
  };
  const named = [
    ...CHOICES.flatMap((field) =>
      Object.entries(wish[field] ?? {}).flatMap(([which, names]) =>
        names.map((name) => ({ field: `${field}.${which}`, kind: field, name })),
      ),
    ),
    ...(wish.from ?? []).map(({ node }, index) => ({
      field: `from.${index}.node`,
      kind: 'nodes' as const,
      name: node,
    })),
  ];
  return named
    .filter(({ kind, name }) => !known[kind].has(name))
    .map(({ field, kind, name }) => ({ field, problem: `the network has no ${kind.slice(0, -1)} ${name}` }));
};

const keyOf = ({ sku, quantity }: { readonly sku: string; readonly quantity: number }): string => `${sku}×${quantity}`;

const planFaults = ({ planId }: PlanWish, lines: Lines, chosen: Plan | null): WishFault[] => {
  if (planId === undefined) return [];
  if (chosen === null)
    return [{ field: 'planId', problem: 'no such plan was proposed for the order: GET /orders/{id}/plans lists them' }];
  const served = chosen.legs
    .flatMap((leg) => leg.lines.map(({ sku, quantity, insteadOf = sku }) => keyOf({ sku: insteadOf, quantity })))
    .sort();
  if (served.join(' ') === lines.map(keyOf).sort().join(' ')) return [];
  return [
    {
      field: 'planId',
      problem: `it was made for ${served.join(', ')}; to be planned are ${lines.map(keyOf).join(', ')}`,
    },
  ];
};

/** What of a wish cannot be meant: names nobody knows, lines that are not to be planned, lines wished to two places. */
export const wishFaults = (
  wish: PlanWish,
  lines: Lines,
  network: PreparedNetwork,
  chosen: Plan | null,
): WishFault[] => {
  const from = wish.from ?? [];
  const twice = from.flatMap(({ lines: ids }, index) =>
    ids
      .filter((id) => from.findIndex((other) => other.lines.includes(id)) < index)
      .map((id) => ({ field: `from.${index}.lines`, problem: `line ${id} is wished from two nodes` })),
  );
  return [
    ...from.flatMap(({ lines: ids }, index) => lineFaults(`from.${index}.lines`, ids, lines)),
    ...(wish.together ? lineFaults('together', wish.together, lines) : []),
    ...twice,
    ...nameFaults(wish, network),
    ...planFaults(wish, lines, chosen),
  ];
};
