import type { Change, Context } from './change.ts';
import { flagLateHolds, type HoldWish, NOT_HANDED_OUT, reconcileHolds } from './holds.ts';
import type { AskedHold, HoldType } from './order.ts';

/** One hold of a type is enough: it goes when nobody asks for it any more. */
const oneOfEach = (asked: readonly AskedHold[]): HoldWish[] =>
  asked
    .filter(({ type }, index) => asked.findIndex((other) => other.type === type) === index)
    .map(({ type, reason }) => ({ type, reason }));

/**
 * Makes what an actor asks for exactly this: held while nothing is handed out, flagged when legs are with their partners, and
 * remembered for what would be sent again. A hold that a person lifted comes again only with another return or request.
 */
export const followAsked = (change: Change, actor: string, asked: readonly AskedHold[], context: Context): Change => {
  const { asked: known = [], lifecycle } = change.order;
  const before = known.filter((each) => each.actor === actor);
  const fresh = asked.filter(({ id, type }) => !before.some((each) => each.id === id && each.type === type));
  if (before.length === 0 && asked.length === 0) return change;
  const others = known.filter((each) => each.actor !== actor);
  const noted = { ...change, order: { ...change.order, asked: [...others, ...asked] } };
  const isOut = lifecycle.state === 'FULFILLING';
  if (!isOut && !NOT_HANDED_OUT.includes(lifecycle.state)) return noted;
  const isNews = (type: HoldType): boolean => !isOut && fresh.some((each) => each.type === type);
  const held = reconcileHolds(noted, oneOfEach(asked), actor, context, isNews);
  return isOut ? flagLateHolds(held, fresh, context) : held;
};
