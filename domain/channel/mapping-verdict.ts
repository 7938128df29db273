import type { ChannelOrder, Conflict, HoldType } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { MappingProblem } from './mapping-notes.ts';

/** The holds a mapping's rules ask for, and those its problems ask for: one of a type, with every reason in it. */
export const holdsFrom = (ruled: ChannelOrder['holds'], problems: readonly MappingProblem[]): ChannelOrder['holds'] => {
  if (problems.length === 0) return ruled;
  const reasons = new Map<HoldType, Set<string>>();
  for (const { type, reason } of ruled) reasons.set(type, (reasons.get(type) ?? new Set()).add(reason));
  for (const { hold, field, value, problem, cure } of problems) {
    if (hold === null) continue;
    const said = value === '' ? '' : ` "${value}"`;
    reasons.set(hold, (reasons.get(hold) ?? new Set()).add(`${field}${said} ${problem}: ${cure}`));
  }
  return Array.from(reasons, ([type, words]) => ({ type, reason: [...words].join('; ') }));
};

/** Problems an order may live with: shown, not held for. */
export const conflictsFrom = (problems: readonly MappingProblem[], since: Instant, chosenBy: string): Conflict[] =>
  problems
    .filter(({ hold }) => hold === null)
    .map(({ field, target, value, problem }) => ({
      code: problem === 'is missing' ? 'VALUE_MISSING' : 'VALUE_UNREADABLE',
      field: target,
      values: [field, value],
      since,
      chosenBy,
    }));
