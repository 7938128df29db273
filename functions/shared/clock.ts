import { monotonicFactory } from 'ulid';
import type { NextUlid } from '#domain/id.ts';
import { type Clock, fromEpochMillis } from '#domain/time.ts';

/** The only places where a function takes time and randomness; domain/ is given both. */
export const now: Clock = () => fromEpochMillis(Date.now());

export const nextUlid: NextUlid = monotonicFactory();

/** From 0 up to 1: spreads what would otherwise be tried again all at once. */
export const jitter = (): number => Math.random();
