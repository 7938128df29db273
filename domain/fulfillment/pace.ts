import * as z from 'zod';
import type { ActionName } from './action.ts';

/** What a milestone says of the time that remains: ln(remaining / base) is Normal(bias + slope × (e − pivot), spread). */
export const PaceRow = z.object({
  bias: z.number(),
  /** Of e, the ln of the time since the lane's beginning over its median: who was slow so far stays slow where this is above 0. */
  slope: z.number(),
  pivot: z.number(),
  spread: z.number().nonnegative(),
  /** Where in the distribution P10, P50 and P90 lie by what such estimates have turned out: 0.1, 0.5, 0.9 if it was right. */
  shares: z.tuple([z.number(), z.number(), z.number()]),
});
export type PaceRow = z.infer<typeof PaceRow>;

/** By `paceKey`: of an action, or of a moment of the way (`HANDED_OUT`, `COLLECTED`, `AT_HUB`, `LEFT_HUB`). */
export const Pace = z.record(z.string(), PaceRow);
export type Pace = z.infer<typeof Pace>;
/** By mode of the lane to the door. */
export const PaceByMode = z.record(z.string(), Pace);
export type PaceByMode = z.infer<typeof PaceByMode>;

/** Moments between two parts of the way; what remains after them is what the network knows of node and lane. */
export const MOMENTS = ['HANDED_OUT', 'COLLECTED', 'AT_HUB', 'LEFT_HUB'] as const;
export type Moment = (typeof MOMENTS)[number];
export type Milestone = Moment | ActionName;

/**
 * What the remaining time is measured by: the lane's median travel, an hour, the median that was left just before, or what the
 * source itself said.
 */
export type Base = 'TRAVEL' | 'HOUR' | 'BEFORE' | 'WORD';

type Usual = { readonly base: Base; readonly share: number; readonly spread: number };
const onLane = (share: number, spread = 0.5): Usual => ({ base: 'TRAVEL', share, spread });
const hours = (share: number, spread: number): Usual => ({ base: 'HOUR', share, spread });
const setback = (share: number): Usual => ({ base: 'BEFORE', share, spread: 0.5 });

/** Judgements of ours that completed legs replace: the middle share of the base that remains, and how far it varies. */
const USUAL: Partial<Record<ActionName, Usual>> = {
  'container.gated_in': onLane(0.9, 0.35),
  'linehaul.loaded': onLane(0.85, 0.35),
  'linehaul.sealed': onLane(0.85, 0.35),
  'linehaul.departed': onLane(0.8, 0.35),
  'linehaul.highway_entered': onLane(0.7, 0.4),
  'linehaul.border_crossed': onLane(0.55),
  'linehaul.transshipped': onLane(0.5),
  'linehaul.waypoint': onLane(0.5),
  'linehaul.in_transit': onLane(0.55),
  'hub.arrived': onLane(0.5),
  'hub.processed': onLane(0.48),
  'hub.departed': onLane(0.45),
  'handover.completed': onLane(0.45),
  'customs.declared': onLane(0.5),
  'customs.duty_paid': onLane(0.4),
  'customs.released': onLane(0.4),
  'linehaul.arrived': onLane(0.35),
  'linehaul.unloaded': onLane(0.33),
  'container.gated_out': onLane(0.2),
  'destination.arrived': onLane(0.15, 0.6),
  // A courier's round; the next attempt is the next day; a locker is emptied when people come home.
  'delivery.out': hours(4, 0.6),
  'delivery.failed': hours(24, 0.4),
  'delivery.ready_for_collection': hours(10, 1),
  'pickup.failed': setback(1.4),
  'customs.held': setback(1.8),
  'customs.duty_due': setback(1.5),
  'delivery.refused': setback(2),
  'exception.delayed': setback(1.4),
  'exception.held': setback(1.6),
  'exception.damaged': setback(1.6),
  'exception.intercepted': setback(2),
  'exception.reported': setback(1.3),
  'eta.updated': { base: 'WORD', share: 1, spread: 0.25 },
};

const HUBS_AHEAD = /\+\d+$/;

/** The key of a milestone's row: with hubs still ahead it says something else than on the lane to the door. */
export const paceKey = (milestone: Milestone, hubsAhead: number): string =>
  hubsAhead === 0 ? milestone : `${milestone}+${hubsAhead}`;
export const hasHubsAhead = (key: string): boolean => HUBS_AHEAD.test(key);

export const AS_CLAIMED: PaceRow['shares'] = [0.1, 0.5, 0.9];

/** What the remaining time is measured by after an action; null when the action says nothing of it. */
export const baseOf = (action: ActionName): Base | null => USUAL[action]?.base ?? null;

/** What is taken of a milestone before any leg has shown it. */
export const usualRow = (key: string): PaceRow => {
  const usual = USUAL[key.replace(HUBS_AHEAD, '') as ActionName];
  if (!usual) return { bias: 0, slope: 0, pivot: 0, spread: 0, shares: AS_CLAIMED };
  return { bias: Math.log(usual.share), slope: 0, pivot: 0, spread: usual.spread, shares: AS_CLAIMED };
};

export const rowOf = (pace: Pace, key: string): PaceRow => pace[key] ?? usualRow(key);
