import type { EventDetail } from '#domain/event.ts';
import { matches } from '#domain/workbench/event-pattern.ts';
import { type CompiledReaction, compileReaction } from '#domain/workbench/reaction.ts';
import { versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { releasedOfKind } from './released.ts';

const KIND = 'reaction';

const compiled = new Map<string, Promise<CompiledReaction>>();

/** Read and compiled once per version. */
export const reactionAt = (id: string, version: number): Promise<CompiledReaction> => {
  const key = `${id}@${version}`;
  const known = compiled.get(key);
  if (known) return known;
  const made = dynamoCatalogStore.version(KIND, id, version).then(({ document }) => compileReaction(document, version));
  compiled.set(key, made);
  made.catch(() => compiled.delete(key));
  return made;
};

/** The released reactions that an event wakes, each in the version that is for its order. */
export const reactionsTo = async (type: string, detail: EventDetail): Promise<CompiledReaction[]> => {
  const asking = { color: detail.color, key: detail.orderId ?? detail.id, pinned: null };
  const released = await releasedOfKind(KIND);
  const chosen = await Promise.all(released.map(({ id, release }) => reactionAt(id, versionFor(release, asking))));
  return chosen.filter(({ on }) => matches(on.pattern, { type, detail }));
};
