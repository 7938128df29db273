import * as z from 'zod';
import type { NetworkNode } from '../routing/network.ts';
import { type Instant, plusHours, toBeijing } from '../time.ts';
import type { Leg } from './leg.ts';

/** Room for one parcel at a node, in a day (`2026-06-01`) or an hour (`2026-06-01T14`) of the network's clock, +08:00. */
export const Slot = z.object({
  period: z.string(),
  /** Counters of one period share its slots, so that many orders of one moment find room side by side. */
  counter: z.number().int().min(0),
  /** How many slots the counter has. */
  of: z.number().int().min(0),
});
export type Slot = z.infer<typeof Slot>;

/** How many slots of each counter are taken, by `slotKey`. */
export type TakenSlots = ReadonlyMap<string, number>;

export const slotKey = (node: string, { period, counter }: Pick<Slot, 'period' | 'counter'>): string =>
  `${period} ${node} ${counter}`;

/** One counter for each so many slots: a small node needs no more than one. */
const SLOTS_A_COUNTER = 250;
const MOST_COUNTERS = 8;
const HOURS_A_DAY = 24;
/** A leg is not planned further ahead than this. */
const DAYS_AHEAD = 7;

/** How many parcels a node takes. */
export type Room = Pick<NetworkNode, 'node' | 'dailyCapacity' | 'hourlyCapacity'>;

const countersOf = (limit: number): number => Math.max(1, Math.min(MOST_COUNTERS, Math.floor(limit / SLOTS_A_COUNTER)));

const slotsOf = (period: string, limit: number): Slot[] => {
  const [whole, counters] = [Math.floor(limit), countersOf(limit)];
  return Array.from({ length: counters }, (_, counter) => ({
    period,
    counter,
    of: Math.floor(whole / counters) + (counter < whole % counters ? 1 : 0),
  }));
};

/** The day and the hour that a moment is in. */
export const periodsAt = (at: Instant): { readonly day: string; readonly hour: string } => {
  const [day = '', clock = ''] = toBeijing(at).split(' ');
  return { day, hour: `${day}T${clock.slice(0, 2)}` };
};

/** The periods whose counters a plan has to know. */
export const periodsAhead = (now: Instant, hourly: boolean): string[] => {
  const days = Array.from({ length: DAYS_AHEAD }, (_, day) => periodsAt(plusHours(now, day * HOURS_A_DAY)).day);
  const hours = Array.from({ length: HOURS_A_DAY }, (_, hour) => periodsAt(plusHours(now, hour)).hour);
  return hourly ? [...days, ...hours] : days;
};

/** What of a period's slots a node has left, counter by counter. */
const freeIn = (node: string, slots: readonly Slot[], taken: TakenSlots): Slot[] =>
  slots.filter((slot) => (taken.get(slotKey(node, slot)) ?? 0) < slot.of);

/** A slot in each of the periods that a moment is in; null: one of them is full. */
const slotsAt = (room: Room, at: Instant, taken: TakenSlots, draw: number): Slot[] | null => {
  const { day, hour } = periodsAt(at);
  const periods = [
    slotsOf(day, room.dailyCapacity),
    ...(room.hourlyCapacity === undefined ? [] : [slotsOf(hour, room.hourlyCapacity)]),
  ];
  const found = periods.map((slots) => {
    const free = freeIn(room.node, slots, taken);
    return free[Math.floor(draw * free.length)];
  });
  return found.every((slot) => slot !== undefined) ? (found as Slot[]) : null;
};

/** Nodes that take no more parcels in the day and hour of now. */
export const fullNodes = (rooms: readonly Room[], taken: TakenSlots, now: Instant): Set<string> =>
  new Set(rooms.filter((room) => slotsAt(room, now, taken, 0) === null).map(({ node }) => node));

/** When a node is asked again: every hour of the next day, then every day. */
const hoursToTry = [
  ...Array.from({ length: HOURS_A_DAY }, (_, hour) => hour),
  ...Array.from({ length: DAYS_AHEAD - 1 }, (_, day) => (day + 1) * HOURS_A_DAY),
];

const slotted = (leg: Leg, room: Room, taken: Map<string, number>, now: Instant, draw: number): Leg => {
  for (const hours of hoursToTry) {
    const slots = slotsAt(room, plusHours(now, hours), taken, draw);
    if (!slots) continue;
    for (const slot of slots) {
      const key = slotKey(leg.node, slot);
      taken.set(key, (taken.get(key) ?? 0) + 1);
    }
    const later = { etaAt: plusHours(leg.etaAt, hours), etaLatestAt: plusHours(leg.etaLatestAt, hours) };
    return { ...leg, slots, ...(hours > 0 ? later : {}) };
  }
  // Nobody has room for a week: the leg is handed out all the same, and the node may refuse it.
  return leg;
};

/** What is taken once some legs have given their room back. */
export const takenWithout = (taken: TakenSlots, legs: readonly Leg[]): TakenSlots => {
  const left = new Map(taken);
  for (const { node, slot, count } of slotCounts(legs)) {
    const key = slotKey(node, slot);
    left.set(key, Math.max(0, (left.get(key) ?? 0) - count));
  }
  return left;
};

export type SlotFacts = { readonly taken: TakenSlots; readonly now: Instant; readonly draw: () => number };

/** Legs with room at their nodes: now where there is some, else at the next moment there is, and then they arrive as much later. */
export const withSlots = (
  legs: readonly Leg[],
  roomOf: (node: string) => Room | undefined,
  { taken, now, draw }: SlotFacts,
): Leg[] => {
  const counts = new Map(taken);
  return legs.map((leg) => {
    const room = roomOf(leg.node);
    return room ? slotted(leg, room, counts, now, draw()) : leg;
  });
};

/** Room taken at a node, or with a count below 0 given back. */
export type SlotCount = { readonly node: string; readonly slot: Slot; readonly count: number };

/** Slots that legs take and that others give back, each counter once; those where both are even, not at all. */
export const slotCounts = (taking: readonly Leg[], givingBack: readonly Leg[] = []): SlotCount[] => {
  const slotsOfLegs = (legs: readonly Leg[], count: number): SlotCount[] =>
    legs.flatMap(({ node, slots = [] }) => slots.map((slot) => ({ node, slot, count })));
  const all = [...slotsOfLegs(taking, 1), ...slotsOfLegs(givingBack, -1)];
  return [...Map.groupBy(all, ({ node, slot }) => slotKey(node, slot)).values()].flatMap((own) => {
    const count = own.reduce((sum, each) => sum + each.count, 0);
    return own[0] && count !== 0 ? [{ ...own[0], count }] : [];
  });
};

/** Whether the time a slot is for is over: whether it was used up no longer matters to anybody. */
export const isOver = ({ period }: Pick<Slot, 'period'>, now: Instant): boolean => {
  const { day, hour } = periodsAt(now);
  return period < (period.length === day.length ? day : hour);
};
