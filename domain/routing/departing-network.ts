import { fromEpochMillis, fromIso, hoursBetween, type Instant, plusHours, toEpochMillis } from '../time.ts';
import { type DepartureLoad, type DeparturesTaken, departureKey, hasRoom } from './departure-room.ts';
import type { Lane, Network } from './network.ts';
import type { PlanRequest } from './plan.ts';
import { requirementsOf, UnreadableConstraint } from './plan-requirements.ts';
import { type PreparedNetwork, prepareNetwork } from './prepared-network.ts';
import { type Departure, type DepartureAhead, departuresFrom } from './timetable.ts';

const MINUTE_MS = 60_000;
/** Networks kept ready for orders of one minute. */
const MOST_KEPT = 32;
const kept = new WeakMap<PreparedNetwork, Map<string, PreparedNetwork>>();

const NONE: DeparturesTaken = new Map();

/** What all lines of an order weigh and fill together; SKUs without a volume fill nothing. */
const loadOf = ({ lines }: PlanRequest, network: PreparedNetwork): DepartureLoad =>
  lines.reduce(
    (sum, { sku, quantity }) => {
      const known = network.skus.get(sku)?.sku;
      return { kg: sum.kg + quantity * (known?.kg ?? 0), m3: sum.m3 + quantity * (known?.m3 ?? 0) };
    },
    { kg: 0, m3: 0 },
  );

const aheadOf = (from: Instant, { departsAt, cutOffAt }: Departure): DepartureAhead => ({
  departsAt,
  cutOffAt,
  departsIn: hoursBetween(from, departsAt),
  cutOffIn: hoursBetween(from, cutOffAt),
});

/** Nothing leaves before the order may be sent. What cannot be read is told by whoever plans. */
const startOf = ({ placedAt, constraints }: PlanRequest): Instant => {
  const at = fromIso(placedAt);
  try {
    return plusHours(at, requirementsOf(at, constraints).startHours);
  } catch (error) {
    if (error instanceof UnreadableConstraint) return at;
    throw error;
  }
};

type Open = { readonly lane: string; readonly departures: readonly Departure[] };

/** Departures of every lane that keeps a timetable. */
const departuresOf = ({ lanes, holidays = {} }: Network, from: Instant): Map<string, readonly Departure[]> =>
  new Map(
    lanes.flatMap(({ lane, departures }) =>
      departures ? [[lane, departuresFrom(departures, holidays, from)] as const] : [],
    ),
  );

const withRoomFor = (
  departures: ReadonlyMap<string, readonly Departure[]>,
  load: DepartureLoad,
  taken: DeparturesTaken,
): { readonly open: readonly Open[]; readonly full: readonly string[] } => {
  const full: string[] = [];
  const open = [...departures].map(([lane, all]) => ({
    lane,
    departures: all.filter((each) => {
      const key = departureKey(lane, each);
      if (hasRoom(each, load, taken.get(key))) return true;
      full.push(key);
      return false;
    }),
  }));
  return { open, full };
};

/**
 * The network as an order finds it whose time begins to run now: lanes with a timetable leave at their next departures that have room for all of the
 * order. Without timetables it is the network itself. Time runs from the full minute: nothing arrives earlier than told.
 */
export const departingFor = (
  request: PlanRequest,
  network: PreparedNetwork,
  taken: DeparturesTaken = network.departuresTaken ?? NONE,
): PreparedNetwork => {
  const { timetabled } = network;
  if (!timetabled) return network;
  const from = fromEpochMillis(Math.floor(toEpochMillis(startOf(request)) / MINUTE_MS) * MINUTE_MS);
  const { open, full } = withRoomFor(departuresOf(timetabled, from), loadOf(request, network), taken);
  const known = kept.get(network) ?? new Map<string, PreparedNetwork>();
  kept.set(network, known);
  const key = [from, ...full].join(' ');
  const found = known.get(key);
  if (found) return found;
  const ahead = new Map(open.map(({ lane, departures }) => [lane, departures.map((each) => aheadOf(from, each))]));
  const lanes = timetabled.lanes.map(({ departures: _departures, ...lane }): Lane => {
    const own = ahead.get(lane.lane);
    return own ? { ...lane, open: lane.open && own.length > 0, ahead: own } : lane;
  });
  const made = prepareNetwork({ ...timetabled, lanes });
  const [oldest] = known.keys();
  if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest);
  known.set(key, made);
  return made;
};
