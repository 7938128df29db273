import type { Instant } from '../time.ts';
import type { ChannelCounts, OpenHold } from './channel-counts.ts';

/** What one look at some messages saw: added to its day later. */
export type Sighting = { readonly at: Instant; readonly counts: ChannelCounts; readonly open: readonly OpenHold[] };

/** A day's sum (UTC): `2026-06-01`. */
export type DayCounts = { readonly day: string; readonly counts: ChannelCounts };

export type KeptCheckup = {
  readonly days: readonly DayCounts[];
  /** Not yet in their days. */
  readonly sightings: readonly Sighting[];
  readonly open: readonly OpenHold[];
};

/** Where counts of channels are kept. */
export type CheckupStore = {
  readonly add: (channel: string, sighting: Sighting) => Promise<void>;
  /** Days from this one on, and everything newer. */
  readonly read: (channel: string, fromDay: string) => Promise<KeptCheckup>;
  /** Adds sightings up to a moment to their days, some at a time. @returns how many; 0: none is left, or somebody else does it */
  readonly fold: (channel: string, until: Instant) => Promise<number>;
  /** Ends open holds that stand no more, with the seconds they cost. @returns how many ended */
  readonly close: (channel: string, now: Instant, stands: (hold: OpenHold) => Promise<boolean>) => Promise<number>;
};
