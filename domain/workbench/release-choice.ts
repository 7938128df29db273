import type { Release } from './catalog-document.ts';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 0 ≤ x < 1, the same for the same text for ever (FNV-1a with a final mix): which orders a share of them are. */
export const shareOf = (text: string): number => {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** What is known of whom a document decides about. */
export type Decided = {
  readonly color: string;
  /** Stays with the order: `douyin#4837…`. */
  readonly key: string;
  /** The version that decided about it before; null the first time. */
  readonly pinned: number | null;
};

/**
 * Which version decides: the one that did before, unless stored orders were migrated since; else the one on trial, for its colour or its share of the orders; else the one
 * that all obey. A larger share keeps the orders of the smaller one.
 */
export const versionFor = ({ version, trial, floor = 0 }: Release, { color, key, pinned }: Decided): number => {
  if (pinned !== null && pinned >= floor) return pinned;
  if (!trial) return version;
  if ('color' in trial.to) return trial.to.color === color ? trial.version : version;
  return shareOf(`${trial.version}:${key}`) < trial.to.share ? trial.version : version;
};
