import type { Instant } from '../time.ts';
import type { Lane, Network, NetworkNode } from './network.ts';
import { type StandingSignal, stands, WEATHER_LEVELS, WEATHER_SLOWS, type WeatherLevel } from './signal.ts';

/** Modes that weather slows. */
const OUTDOORS: ReadonlySet<string> = new Set(['ROAD', 'AIR', 'SEA', 'LAST_MILE', 'INTRA_CITY']);

/** How full a node is on an ordinary day: its handling times were learnt at this. */
const USUAL_HEAT = 0.7;
/** Above this a node is as good as full. */
const FULL = 0.98;

/** Waiting grows with load as in a queue: handling takes (1 − usual) ÷ (1 − heat) times as long. */
const heated = (node: NetworkNode, heat: number): NetworkNode => {
  if (heat <= USUAL_HEAT) return node;
  return { ...node, handlingMu: node.handlingMu + Math.log((1 - USUAL_HEAT) / (1 - Math.min(heat, FULL))) };
};

const placesOf = ({ nodes }: Network): ((place: string) => string) => {
  const regionOf = new Map(nodes.map(({ node, region }) => [node, region]));
  return (place) => regionOf.get(place) ?? place;
};

type Touching = (lane: Lane) => boolean;

const closes = (signal: StandingSignal & { kind: 'CLOSURE' }, regionOf: (place: string) => string): Touching => {
  const { node, lane, region, carrier } = signal;
  if (node !== undefined) return ({ from, to }) => from === node || to === node;
  if (lane !== undefined) return (each) => each.lane === lane;
  if (carrier !== undefined) return (each) => each.carrier === carrier;
  return ({ from, to }) => regionOf(from) === region || regionOf(to) === region;
};

const delays = (
  { carrier, mode, region }: StandingSignal & { kind: 'CARRIER_NOTICE' },
  regionOf: (place: string) => string,
): Touching => {
  return (lane) =>
    lane.carrier === carrier &&
    (mode === undefined || lane.mode === mode) &&
    (region === undefined || regionOf(lane.from) === region || regionOf(lane.to) === region);
};

const worse = (a: WeatherLevel = 'FAIR', b: WeatherLevel): WeatherLevel =>
  WEATHER_LEVELS.indexOf(a) > WEATHER_LEVELS.indexOf(b) ? a : b;

/** A lane as a signal leaves it; the same one when the signal does not touch it. */
const laneUnder = (
  signal: StandingSignal,
  regionOf: (place: string) => string,
  slows: Readonly<Record<WeatherLevel, number>>,
): ((lane: Lane) => Lane) => {
  switch (signal.kind) {
    case 'CAPACITY':
      return (lane) => lane;
    case 'WEATHER': {
      const { region, level } = signal;
      return (lane) =>
        OUTDOORS.has(lane.mode.toUpperCase()) && (regionOf(lane.from) === region || regionOf(lane.to) === region)
          ? { ...lane, mu: lane.mu + slows[level], weather: worse(lane.weather, level) }
          : lane;
    }
    case 'CLOSURE': {
      const closed = closes(signal, regionOf);
      return (lane) => (!signal.open && closed(lane) ? { ...lane, open: false } : lane);
    }
    case 'CARRIER_NOTICE': {
      const late = delays(signal, regionOf);
      return (lane) => (late(lane) ? { ...lane, shiftHours: lane.shiftHours + signal.delayHours } : lane);
    }
  }
};

/** A lane between two regions serves every node of the first: a closed node is left out itself. */
const closedNodes = (signals: readonly StandingSignal[]): Set<string> =>
  new Set(
    signals.flatMap((signal) => {
      if (signal.kind === 'CLOSURE') return signal.node !== undefined && !signal.open ? [signal.node] : [];
      return signal.kind === 'CAPACITY' && signal.heat >= 1 ? [signal.node] : [];
    }),
  );

export type SignalledNetwork = {
  readonly network: Network;
  /** Nodes that take nothing while the signals stand. */
  readonly closed: ReadonlySet<string>;
};

/** The network as the signals that stand now leave it: slower, later, or closed in part. What no signal touches is shared. */
export const networkUnder = (network: Network, signals: readonly StandingSignal[], now: Instant): SignalledNetwork => {
  const standing = signals.filter((signal) => stands(signal, now));
  if (standing.length === 0) return { network, closed: new Set() };
  const regionOf = placesOf(network);
  const slows = { ...WEATHER_SLOWS, ...network.weather };
  const changes = standing.map((signal) => laneUnder(signal, regionOf, slows));
  const heat = new Map(standing.flatMap((signal) => (signal.kind === 'CAPACITY' ? [[signal.node, signal.heat]] : [])));
  return {
    network: {
      ...network,
      nodes: network.nodes.map((node) => heated(node, heat.get(node.node) ?? 0)),
      lanes: network.lanes.map((lane) => changes.reduce((changed, change) => change(changed), lane)),
    },
    closed: closedNodes(standing),
  };
};

/** What a signal names that the network does not have: field and value; null when all is known. */
export const unknownIn = (
  signal: StandingSignal | { readonly kind: 'STOCK'; readonly node: string; readonly sku: string },
  network: Network,
): { readonly field: string; readonly value: string } | null => {
  const known: Readonly<Record<string, (value: string) => boolean>> = {
    node: (value) => network.nodes.some(({ node }) => node === value),
    region: (value) => network.regions.some(({ region }) => region === value),
    lane: (value) => network.lanes.some(({ lane }) => lane === value),
    carrier: (value) => network.lanes.some(({ carrier }) => carrier === value),
    mode: (value) => network.lanes.some(({ mode }) => mode === value),
    sku: (value) => network.skus.some(({ sku }) => sku === value),
  };
  for (const [field, isKnown] of Object.entries(known)) {
    const value = (signal as Readonly<Record<string, unknown>>)[field];
    if (typeof value === 'string' && !isKnown(value)) return { field, value };
  }
  return null;
};
