import { type DepartureChange, departureChanges } from '#domain/fulfillment/held-departure.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { type DeparturesTaken, departureKey } from '#domain/routing/departure-room.ts';
import { type Instant, toEpochMillis } from '#domain/time.ts';
import { now } from './clock.ts';
import { type Expression, queryAll, type TransactItem, update } from './dynamo.ts';
import { exchangeSlots } from './dynamo-slot-store.ts';
import { env } from './env.ts';
import { DEPARTURES, departureSk } from './network-keys.ts';

const table = (): string => env('NETWORK_TABLE');

/** A row is kept a day after its departure. */
const KEPT_SECONDS = 24 * 60 * 60;

/** Each measure that is counted must leave room for what is added; what is given back was taken. */
const conditionsOf = ({ departure, grams, litres, slots }: DepartureChange) => {
  const limits = [
    ['grams', departure.mostGrams, grams],
    ['litres', departure.mostLitres, litres],
    ['slots', departure.mostSlots, slots],
  ] as const;
  const counted = limits.flatMap(([name, most, more]) =>
    most === undefined || more <= 0 ? [] : [{ name, left: most - more }],
  );
  return {
    condition: counted.map(({ name }) => `(attribute_not_exists(#${name}) OR #${name} <= :${name}Left)`).join(' AND '),
    values: Object.fromEntries(counted.map(({ name, left }) => [`:${name}Left`, left])),
  };
};

const changing = (change: DepartureChange): Expression => {
  const { departure, grams, litres, slots } = change;
  const { condition, values } = conditionsOf(change);
  return {
    ...(condition === '' ? {} : { condition }),
    update:
      'SET entity = :entity, lane = :lane, departsAt = :departsAt, #ttl = :ttl ADD #grams :grams, #litres :litres, #slots :slots',
    names: { '#ttl': 'ttl', '#grams': 'grams', '#litres': 'litres', '#slots': 'slots' },
    values: {
      ...values,
      ':entity': 'DEPARTURE',
      ':lane': departure.lane,
      ':departsAt': departure.departsAt,
      ':ttl': Math.floor(toEpochMillis(departure.departsAt) / 1000) + KEPT_SECONDS,
      ':grams': grams,
      ':litres': litres,
      ':slots': slots,
    },
  };
};

/** Takes room for legs at their nodes and on their departures, refused whole when there is none left, and gives back that of others. */
export const exchangeRoom = (legs: readonly Leg[], givenBack: readonly Leg[] = []): TransactItem[] => [
  ...exchangeSlots(legs, givenBack),
  ...departureChanges(legs, givenBack, now()).map((change) =>
    update(table(), { pk: DEPARTURES, sk: departureSk(change.departure) }, changing(change)),
  ),
];

type DepartureRow = {
  readonly lane: string;
  readonly departsAt: Instant;
  readonly grams: number;
  readonly litres: number;
  readonly slots: number;
};

/** How full departures are that still lie ahead. */
export const departuresTaken = async (at: Instant): Promise<DeparturesTaken> => {
  const rows = await queryAll<DepartureRow>({
    table: table(),
    where: 'pk = :pk AND sk > :now',
    values: { ':pk': DEPARTURES, ':now': at },
  });
  return new Map(
    rows.map((row) => [departureKey(row.lane, row), { kg: row.grams / 1000, m3: row.litres / 1000, slots: row.slots }]),
  );
};
