import type { Comparison } from './person-comparison.ts';

/** What is compared. The order of levels is that of each field's list of levels. */
export const FIELDS = ['name', 'phone', 'address', 'email', 'behaviour'] as const;
export type Field = (typeof FIELDS)[number];

export type LevelShares = { readonly [F in Field]: Readonly<Record<Comparison[F], number>> };

/**
 * How often each level is seen in pairs of accounts of one person, and of two people who share a door (a family, a dormitory room);
 * of each field the shares that are not MISSING add up to 1: what is not given says nothing.
 */
export type PersonWeights = { readonly same: LevelShares; readonly housemates: LevelShares };

/** Where learning starts: a judgement, not a measurement. */
export const FIRST_WEIGHTS: PersonWeights = {
  same: {
    name: { EXACT: 0.68, VARIANT: 0.08, SURNAME: 0.2, TYPO: 0.02, DIFFER: 0.02, MISSING: 1 },
    phone: { SAME: 0.5, MASK: 0.4, TYPO: 0.02, DIFFER: 0.08, MISSING: 1 },
    address: { DOOR: 0.5, PLACE: 0.3, NEAR: 0.05, DISTRICT: 0.05, ELSEWHERE: 0.1, MISSING: 1 },
    email: { SAME: 0.8, DIFFER: 0.2, MISSING: 1 },
    behaviour: { SOON: 0.15, SHARED: 0.15, NONE: 0.7, MISSING: 1 },
  },
  housemates: {
    name: { EXACT: 0.005, VARIANT: 0.005, SURNAME: 0.5, TYPO: 0.04, DIFFER: 0.45, MISSING: 1 },
    phone: { SAME: 0.004, MASK: 0.004, TYPO: 0.0005, DIFFER: 0.9915, MISSING: 1 },
    address: { DOOR: 0.6, PLACE: 0.3, NEAR: 0.04, DISTRICT: 0.03, ELSEWHERE: 0.03, MISSING: 1 },
    email: { SAME: 0.02, DIFFER: 0.98, MISSING: 1 },
    behaviour: { SOON: 0.05, SHARED: 0.1, NONE: 0.85, MISSING: 1 },
  },
};

/**
 * What is used where the accounts come one by one. `same` was learned without anybody's judgement from 255,741 accounts of 100,000
 * invented people on five channels (`node bench/learn-person-weights.ts`, seed 7); `housemates` stays the judgement it is above.
 */
export const LEARNED_WEIGHTS: PersonWeights = {
  same: {
    name: { EXACT: 0.2322, VARIANT: 0.05541, SURNAME: 0.7083, TYPO: 0.002392, DIFFER: 0.001672, MISSING: 1 },
    phone: { SAME: 0.1033, MASK: 0.8957, TYPO: 0.0007764, DIFFER: 0.000234, MISSING: 1 },
    address: { DOOR: 0.2076, PLACE: 0.6663, NEAR: 0.05182, DISTRICT: 0.0544, ELSEWHERE: 0.01984, MISSING: 1 },
    email: { SAME: 0.9874, DIFFER: 0.01261, MISSING: 1 },
    behaviour: { SOON: 0.039, SHARED: 0.4013, NONE: 0.5597, MISSING: 1 },
  },
  housemates: FIRST_WEIGHTS.housemates,
};
