import { fromIso, hoursBetween, type Instant } from '../time.ts';
import type { PlanRequest } from './plan.ts';

/** What the constraints of an order demand of its plan; all of them hard. */
export type PlanRequirements = {
  /** Any of these; null: no wish. */
  readonly carriersWanted: ReadonlySet<string> | null;
  readonly carriersAvoided: ReadonlySet<string>;
  readonly nodesWanted: ReadonlySet<string> | null;
  readonly nodesAvoided: ReadonlySet<string>;
  /** Tags that every node and lane used must have. */
  readonly tags: readonly string[];
  /** Latest arrival in hours after `placedAt`, or null. */
  readonly withinHours: number | null;
  /** Nothing may leave earlier than this many hours after `placedAt`; 0: at once. */
  readonly startHours: number;
  /** Everything must have left this many hours after `placedAt`, or null. */
  readonly shipWithinHours: number | null;
  /** Constraint types that do not bear on routing. */
  readonly unused: readonly string[];
};

/** A constraint whose value cannot be read; the message names the field and the cure. */
export class UnreadableConstraint extends Error {
  override name = 'UnreadableConstraint';
}

const TAG_OF: Readonly<Record<string, string>> = { COLD_CHAIN: 'COLD', GMP: 'GMP', DANGEROUS_GOODS: 'DG' };

type Entry = { readonly field: string; readonly type: string; readonly value: unknown };

const namesIn = ({ field, type, value }: Entry): string[] => {
  const names = Array.isArray(value) ? value : [value];
  if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) return names as string[];
  throw new UnreadableConstraint(`${field}: ${type} takes an id or a list of ids, such as "SF_EXPRESS"`);
};

/** A time, or the end of a `DELIVERY_WINDOW`. */
const timeOf = ({ field, type, value }: Entry): Instant => {
  const text = type === 'DELIVERY_WINDOW' ? (value as { to?: unknown } | null)?.to : value;
  try {
    return fromIso(String(text));
  } catch (cause) {
    const shape = type === 'DELIVERY_WINDOW' ? '{"from": time, "to": time}' : 'a time';
    throw new UnreadableConstraint(
      `${field}: ${type} takes ${shape} with its zone, such as "2026-03-02T10:00:00+08:00"`,
      {
        cause,
      },
    );
  }
};

const READ_AS_NAMES = new Set(['CARRIER_WANTED', 'CARRIER_AVOIDED', 'NODE_WANTED', 'NODE_AVOIDED']);
const READ_AS_ARRIVAL = new Set(['DELIVER_BY', 'DELIVERY_WINDOW']);
const READ_AS_TIME = new Set([...READ_AS_ARRIVAL, 'NOT_BEFORE', 'SHIP_BY']);

/** @throws UnreadableConstraint */
export const requirementsOf = (placedAt: Instant, constraints: PlanRequest['constraints'] = []): PlanRequirements => {
  const entries = constraints.map(
    (constraint, index): Entry => ({ ...constraint, field: `constraints[${index}].value` }),
  );
  const named = (type: string): string[] => entries.filter((entry) => entry.type === type).flatMap(namesIn);
  const wanted = (type: string): ReadonlySet<string> | null =>
    entries.some((entry) => entry.type === type) ? new Set(named(type)) : null;
  const hoursTo = (reads: (type: string) => boolean): number[] =>
    entries.filter(({ type }) => reads(type)).map((entry) => hoursBetween(placedAt, timeOf(entry)));
  const arrivals = hoursTo((type) => READ_AS_ARRIVAL.has(type));
  const departures = hoursTo((type) => type === 'SHIP_BY');
  return {
    carriersWanted: wanted('CARRIER_WANTED'),
    carriersAvoided: new Set(named('CARRIER_AVOIDED')),
    nodesWanted: wanted('NODE_WANTED'),
    nodesAvoided: new Set(named('NODE_AVOIDED')),
    tags: entries.flatMap(({ type, value }) => (value !== false && TAG_OF[type] ? [TAG_OF[type]] : [])),
    withinHours: arrivals.length === 0 ? null : Math.min(...arrivals),
    startHours: Math.max(0, ...hoursTo((type) => type === 'NOT_BEFORE')),
    shipWithinHours: departures.length === 0 ? null : Math.min(...departures),
    unused: entries.flatMap(({ type }) =>
      READ_AS_NAMES.has(type) || READ_AS_TIME.has(type) || TAG_OF[type] ? [] : [type],
    ),
  };
};
