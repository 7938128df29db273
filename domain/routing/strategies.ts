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

type NodeOf = (id: string) => NetworkNode | undefined;

const ofSource = (node: NetworkNode | undefined): Strategy[] => [
  ...(node?.kind === 'STORE' || node?.kind === 'BONDED' ? [node.kind] : []),
  ...OWNER_TAGS.filter(([tag]) => node?.tags.includes(tag)).map(([, strategy]) => strategy),
];

const ofWay = ({ mode, via = [] }: PlanLeg, nodeOf: NodeOf): Strategy[] => {
  if (via.length === 0) return [];
  const modes = new Set([mode, ...via.map((hop) => hop.mode)]);
  return [
    'TRANSFER',
    ...(modes.size > 1 ? ['INTERMODAL' as const] : []),
    ...(via.some(({ node }) => nodeOf(node)?.kind === INSPECTING_KIND) ? ['PRE_INSPECTION' as const] : []),
  ];
};

/** What a plan is, in the order of `STRATEGIES`. */
export const strategiesOf = (legs: readonly PlanLeg[], nodeOf: NodeOf): Strategy[] => {
  const found = new Set<Strategy>(legs.flatMap((leg) => [...ofWay(leg, nodeOf), ...ofSource(nodeOf(leg.node))]));
  if (new Set(legs.map(({ node }) => node)).size > 1) found.add('PARALLEL');
  else if (legs.every(({ via }) => via === undefined)) found.add('DIRECT');
  if (legs.some(({ lines }) => lines.some(({ insteadOf }) => insteadOf !== undefined))) found.add('SUBSTITUTE');
  return STRATEGIES.filter((strategy) => found.has(strategy));
};
