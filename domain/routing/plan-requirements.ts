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
  /** Whether lines may be served with substitutes, and up to which penalty a piece; null: not without the customer's consent. */
  readonly substitutes: { readonly maxPenalty: number | null } | null;
  /** The goods pass a partner's station on their way. */
  readonly inspected: boolean;
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

const isRead = (type: string): boolean =>
  READ_AS_NAMES.has(type) ||
  READ_AS_TIME.has(type) ||
  type === SUBSTITUTES ||
  type === INSPECTION ||
  TAG_OF[type] !== undefined;

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

const SUBSTITUTES = 'SUBSTITUTES_ALLOWED';
const INSPECTION = 'PRE_INSPECTION';
const READ_AS_NAMES = new Set(['CARRIER_WANTED', 'CARRIER_AVOIDED', 'NODE_WANTED', 'NODE_AVOIDED']);
const READ_AS_ARRIVAL = new Set(['DELIVER_BY', 'DELIVERY_WINDOW']);
const READ_AS_TIME = new Set([...READ_AS_ARRIVAL, 'NOT_BEFORE', 'SHIP_BY']);

/** `true` for any substitute the SKU names, or the highest penalty a piece that the customer bears with. A `false` anywhere forbids. */
const consentIn = (entries: readonly Entry[]): PlanRequirements['substitutes'] => {
  const values = entries.filter(({ type }) => type === SUBSTITUTES).map((entry) => consentOf(entry));
  if (values.length === 0 || values.includes(false)) return null;
  const limits = values.filter((value) => typeof value === 'number');
  return { maxPenalty: limits.length === 0 ? null : Math.min(...limits) };
};

const consentOf = ({ field, value }: Entry): boolean | number => {
  if (typeof value === 'boolean' || (typeof value === 'number' && value >= 0)) return value;
  throw new UnreadableConstraint(
    `${field}: ${SUBSTITUTES} takes true, false or the highest penalty a piece, such as 2.5`,
  );
};

const NO_REQUIREMENTS: PlanRequirements = {
  carriersWanted: null,
  carriersAvoided: new Set(),
  nodesWanted: null,
  nodesAvoided: new Set(),
  tags: [],
  substitutes: null,
  inspected: false,
  withinHours: null,
  startHours: 0,
  shipWithinHours: null,
  unused: [],
};

/** @throws UnreadableConstraint */
export const requirementsOf = (placedAt: Instant, constraints: PlanRequest['constraints'] = []): PlanRequirements => {
  if (constraints.length === 0) return NO_REQUIREMENTS;
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
    substitutes: consentIn(entries),
    inspected: entries.some(({ type, value }) => type === INSPECTION && value !== false),
    withinHours: arrivals.length === 0 ? null : Math.min(...arrivals),
    startHours: Math.max(0, ...hoursTo((type) => type === 'NOT_BEFORE')),
    shipWithinHours: departures.length === 0 ? null : Math.min(...departures),
    unused: entries.flatMap(({ type }) => (isRead(type) ? [] : [type])),
  };
};
