import type { EventPattern } from './event-pattern.ts';
import { mayMatch } from './event-pattern.ts';
import { type DeedName, eventsOf } from './reaction-deeds.ts';

/** What the graph needs of a reaction: what wakes it, and what it may do. */
export type ReactionNode = {
  readonly id: string;
  readonly pattern: EventPattern;
  readonly deeds: readonly DeedName[];
};

/** One reaction wakes another, by an event. */
type Edge = { readonly to: ReactionNode; readonly by: string };

const edgesFrom = ({ deeds }: ReactionNode, all: readonly ReactionNode[]): Edge[] =>
  all.flatMap((to) => {
    const event = deeds.flatMap(eventsOf).find((each) => mayMatch(to.pattern, each));
    return event ? [{ to, by: event.type }] : [];
  });

const told = (path: readonly string[]): string => path.join(' → ');

/** A way from the reaction back to itself: `a → OrderHeld → b → OrderReleased → a`; null when there is none. */
export const cycleThrough = (start: ReactionNode, all: readonly ReactionNode[]): string | null => {
  const seen = new Set<string>();
  const search = (node: ReactionNode, path: readonly string[]): string | null => {
    for (const { to, by } of edgesFrom(node, all)) {
      if (to.id === start.id) return told([...path, by, start.id]);
      if (seen.has(to.id)) continue;
      seen.add(to.id);
      const found = search(to, [...path, by, to.id]);
      if (found) return found;
    }
    return null;
  };
  return search(start, [start.id]);
};

/** More deeds than this for one event are no reaction but a storm. */
export const MOST_DEEDS = 12;

export type Spread = { readonly deeds: number; readonly path: string };

/** Ways that begin with an event, each a deed; stops where there are more than `MOST_DEEDS`. The longest is told. */
export const spreadOf = (type: string, all: readonly ReactionNode[]): Spread => {
  let deeds = 0;
  let longest: readonly string[] = [];
  const walk = (node: ReactionNode, path: readonly string[]): void => {
    deeds += 1;
    if (path.length > longest.length) longest = path;
    if (deeds > MOST_DEEDS) return;
    for (const { to, by } of edgesFrom(node, all)) if (!path.includes(to.id)) walk(to, [...path, by, to.id]);
  };
  for (const node of all) if (node.pattern['detail-type'].includes(type)) walk(node, [type, node.id]);
  return { deeds, path: told(longest) };
};

/**
 * What keeps a reaction from being released beside others: a way back to itself, or too much that one event sets off.
 * @param others the reactions released now, of other ids
 */
export const faultsAmong = (reaction: ReactionNode, others: readonly ReactionNode[]): string[] => {
  const all = [reaction, ...others];
  const cycle = cycleThrough(reaction, all);
  if (cycle) return [`it would set itself off again: ${cycle}; narrow a pattern or take one of them back`];
  return reaction.pattern['detail-type'].flatMap((type) => {
    const { deeds, path } = spreadOf(type, all);
    return deeds <= MOST_DEEDS
      ? []
      : [`one ${type} would set off more than ${MOST_DEEDS} deeds, by ${path} among others; narrow the patterns`];
  });
};
