import type { Action } from './action.ts';
import { LegRecallAnswered } from './events.ts';
import { type Fact, fact } from './fact.ts';
import type { Leg } from './leg.ts';
import type { LegProjection } from './project-actions.ts';

/** A carrier that sends goods back, or stops them, has intercepted them. */
const INTERCEPTS: ReadonlySet<string> = new Set(['exception.intercepted', 'return.initiated', 'return.in_transit']);

/** Why an answer to a recall cannot be taken, with the cure; null when it can, or is none. */
export const refusalToAnswer = ({ action }: Pick<Action, 'action'>, { recall }: Pick<Leg, 'recall'>): string | null => {
  if (action !== 'leg.recalled' && action !== 'leg.recall_refused') return null;
  if (!recall) return 'nobody asks the leg back: go on with it';
  if (recall.answer === null) return null;
  return `it was answered before, ${recall.answer}: ${recall.answer === 'GRANTED' ? 'keep the goods back' : 'go on with the leg'}`;
};

const answerIn = (
  { action }: Pick<Action, 'action'>,
  way: 'RECALL' | 'INTERCEPT',
  { goodsLeft, state }: Pick<LegProjection, 'goodsLeft' | 'state'>,
): 'GRANTED' | 'REFUSED' | null => {
  if (action === 'leg.recalled') return 'GRANTED';
  if (action === 'leg.recall_refused' || state === 'COMPLETED') return 'REFUSED';
  if (way === 'INTERCEPT') return INTERCEPTS.has(action) ? 'GRANTED' : null;
  // Whatever the partner meant to answer: the goods are on their way.
  return goodsLeft ? 'REFUSED' : null;
};

/** What an action says to a recall that waits for its answer, by word or by what happened to the goods. */
export const recallAfter = (
  { recall }: Pick<Leg, 'recall'>,
  action: Pick<Action, 'action'>,
  projection: Pick<LegProjection, 'goodsLeft' | 'state'>,
): Pick<Leg, 'recall'> => {
  if (!recall || recall.answer !== null) return recall ? { recall } : {};
  return { recall: { ...recall, answer: answerIn(action, recall.way, projection) } };
};

export const factsAboutRecall = (before: Leg, after: Leg, { reason }: Pick<Action, 'reason'>): Fact[] => {
  const { recall } = after;
  if (!recall?.answer || before.recall?.answer) return [];
  const { legId, node, carrier } = after;
  const { compensationId, way, answer } = recall;
  return [
    fact(LegRecallAnswered, { legId, node, carrier, compensationId, way, granted: answer === 'GRANTED', reason }),
  ];
};
