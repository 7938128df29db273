import * as z from 'zod';
import { INSPECTING_KIND } from './inspection.ts';
import type { NetworkNode } from './network.ts';
import type { PlanLeg } from './plan.ts';

/** Ways of fulfilling an order that people tell apart; a plan may be several of them. */
export const STRATEGIES = [
  'DIRECT',
  'TRANSFER',
  'INTERMODAL',
  'PRE_INSPECTION',
  'PARALLEL',
  'CONSOLIDATION',
  'STORE',
  'BONDED',
  'THIRD_PARTY',
  'DROP_SHIP',
  'SUBSTITUTE',
] as const;
export const Strategy = z.enum(STRATEGIES);
export type Strategy = z.infer<typeof Strategy>;

export const STRATEGY_TITLES: Readonly<Record<Strategy, { readonly zh: string; readonly en: string }>> = {
  DIRECT: { zh: '直发', en: 'straight from one source' },
  TRANSFER: { zh: '中转', en: 'over another node' },
  INTERMODAL: { zh: '多式联运', en: 'by several modes' },
  PRE_INSPECTION: { zh: '伙伴站点预检', en: "inspected at a partner's station on the way" },
  PARALLEL: { zh: '多仓并行', en: 'parcels from several places at once' },
  CONSOLIDATION: { zh: '集货合包', en: 'parcels that meet on the way and go on as one' },
  STORE: { zh: '门店发货', en: 'from a store' },
  BONDED: { zh: '保税仓', en: 'from bonded stock' },
  THIRD_PARTY: { zh: '第三方仓', en: 'from a third party' },
  DROP_SHIP: { zh: '供应商直发', en: 'shipped by the supplier' },
  SUBSTITUTE: { zh: '替代品', en: 'with a substitute' },
};

/** Tags of a node that say whose it is; like all tags they may stand beside others. */
const OWNER_TAGS: readonly (readonly [string, Strategy])[] = [
  ['THIRD_PARTY', 'THIRD_PARTY'],
  ['SUPPLIER', 'DROP_SHIP'],
];

const bitOf = (strategy: Strategy): number => 1 << STRATEGIES.indexOf(strategy);
const BITS = Object.fromEntries(STRATEGIES.map((strategy) => [strategy, bitOf(strategy)])) as Record<Strategy, number>;

/** Plans are of few kinds: each list is made once. */
const known = new Map<number, Strategy[]>();
const listOf = (bits: number): Strategy[] => {
  const list = known.get(bits) ?? STRATEGIES.filter((strategy) => (bits & BITS[strategy]) !== 0);
  known.set(bits, list);
  return list;
};

type NodeOf = (id: string) => NetworkNode | undefined;

const ofSource = ({ kind, tags }: NetworkNode): number => {
  let bits = kind === 'STORE' || kind === 'BONDED' ? BITS[kind] : 0;
  for (const [tag, strategy] of OWNER_TAGS) if (tags.includes(tag)) bits |= BITS[strategy];
  return bits;
};

const ofWay = ({ mode, via = [] }: PlanLeg, nodeOf: NodeOf): number => {
  if (via.length === 0) return 0;
  const isInspected = via.some(({ node }) => nodeOf(node)?.kind === INSPECTING_KIND);
  return (
    BITS.TRANSFER |
    (via.some((hop) => hop.mode !== mode) ? BITS.INTERMODAL : 0) |
    (isInspected ? BITS.PRE_INSPECTION : 0)
  );
};

/** What a plan is, in the order of `STRATEGIES`. */
export const strategiesOf = (legs: readonly PlanLeg[], nodeOf: NodeOf): Strategy[] => {
  let bits = 0;
  for (const leg of legs) {
    const node = nodeOf(leg.node);
    bits |= ofWay(leg, nodeOf) | (node ? ofSource(node) : 0);
    if (leg.consolidatesAt !== undefined) bits |= BITS.CONSOLIDATION;
    if (leg.lines.some(({ insteadOf }) => insteadOf !== undefined)) bits |= BITS.SUBSTITUTE;
  }
  if (legs.some(({ node }) => node !== legs[0]?.node)) bits |= BITS.PARALLEL;
  else if ((bits & BITS.TRANSFER) === 0) bits |= BITS.DIRECT;
  return listOf(bits);
};
