import { isLegEnded, type Leg } from '../fulfillment/leg.ts';
import { hasLeft } from '../fulfillment/withdraw-legs.ts';

/** What of an order somebody wants changed. */
export const CHANGE_KINDS = ['LINES', 'ADDRESS', 'TIME', 'CARRIER', 'WISHES', 'CANCEL'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How far a leg is, as far as changes go. */
export const LEG_STAGES = ['COMMITTED', 'HANDED_OUT', 'AT_WORK', 'LEFT', 'DELIVERED'] as const;
export type LegStage = (typeof LEG_STAGES)[number];

/**
 * `WITHDRAW`: the leg is taken back and what it carries is planned again. `INTERCEPT`: not by us; the carrier may still stop or redirect
 * it. `REFUSE`: too late, with what else there is.
 */
export type CutOff = { readonly does: 'WITHDRAW' | 'INTERCEPT' | 'REFUSE'; readonly zh: string; readonly en: string };

const withdraw = (en: string, zh: string): CutOff => ({ does: 'WITHDRAW', en, zh });
const intercept = (en: string, zh: string): CutOff => ({ does: 'INTERCEPT', en, zh });
const refuse = (en: string, zh: string): CutOff => ({ does: 'REFUSE', en, zh });

const STILL_HERE = {
  COMMITTED: withdraw('the leg is not handed out yet: it is planned again', '履约段尚未下发：重新规划'),
  HANDED_OUT: withdraw(
    'the partner has it in hand, goods have not left: it is taken back and planned again',
    '已下发、货物未出库：撤回并重新规划',
  ),
  AT_WORK: withdraw(
    'the partner is at work on it, goods have not left: it is taken back and planned again',
    '作业中、货物未出库：撤回并重新规划',
  ),
} as const;

const DELIVERED = refuse('it is delivered: request a return', '已签收：请走退换货');

/** Until when what can be changed: the rule for every kind of change at every stage of a leg it touches. */
export const CUT_OFFS: Readonly<Record<ChangeKind, Readonly<Record<LegStage, CutOff>>>> = {
  LINES: {
    ...STILL_HERE,
    LEFT: refuse(
      'the goods have left: request a return, or add what is wanted as a line of its own',
      '货物已出库：请走退货，或另加一行',
    ),
    DELIVERED,
  },
  ADDRESS: {
    ...STILL_HERE,
    LEFT: intercept(
      'the goods have left: send "intercept": true to have their carrier bring them back first',
      '货物已出库：带 "intercept": true 由承运商先拦截退回',
    ),
    DELIVERED,
  },
  TIME: {
    ...STILL_HERE,
    LEFT: refuse('the goods have left: only the carrier can still change the time', '货物已出库：仅承运商可改时间'),
    DELIVERED: refuse('it is delivered', '已签收'),
  },
  CARRIER: {
    ...STILL_HERE,
    LEFT: refuse('the goods are with their carrier', '货物已交承运商'),
    DELIVERED: refuse('it is delivered', '已签收'),
  },
  WISHES: {
    ...STILL_HERE,
    LEFT: refuse('the goods have left as they were packed', '货物已按原样出库'),
    DELIVERED: refuse('it is delivered', '已签收'),
  },
  CANCEL: {
    ...STILL_HERE,
    LEFT: intercept(
      'the goods have left: ask the carrier to intercept them, or request a return',
      '货物已出库：请拦截或走退货',
    ),
    DELIVERED,
  },
};

/** Null for a leg that came to nothing: it is nobody's any more. */
export const stageOf = (leg: Leg): LegStage | null => {
  if (leg.state === 'COMPLETED') return 'DELIVERED';
  if (hasLeft(leg)) return 'LEFT';
  if (leg.state !== null && isLegEnded(leg.state)) return null;
  if (leg.state === null) return 'COMMITTED';
  return leg.state === 'IN_PROGRESS' ? 'AT_WORK' : 'HANDED_OUT';
};
