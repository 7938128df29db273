import { handlingPoints, QUADRATURE_POINTS, travelWithin, withinHours } from '../domain/routing/arrival-time.ts';
import { onTimeTable, type TimedWays } from '../domain/routing/on-time-table.ts';
import type { BenchRow } from './bench-row.ts';
import { seededRandom } from './generated-network.ts';

const SEED = 20260611;
const NODES = 2_000;
const REGIONS = 340;
const SERVICES = 8;
const HOURS = [24, 48, 72, 96, 144];
const A_NODE = REGIONS * SERVICES;
const RUNS = 3;
/** Chances held to fine integration. */
const CHECKED = 200_000;
/** Nodes for which the planner's own figure is worked out. */
const PEER_NODES = 100;

/** Every node has lanes of all services from its region to all regions. */
const generateWays = (): TimedWays => {
  const random = seededRandom(SEED);
  const numbers = (length: number, of: () => number) => Float64Array.from({ length }, of);
  return {
    handlingMu: numbers(NODES, () => 0.4 + 1.2 * random()),
    handlingSigma: numbers(NODES, () => 0.25 + 0.45 * random()),
    firstLane: Int32Array.from({ length: NODES }, (_, node) => (node % REGIONS) * A_NODE),
    start: Int32Array.from({ length: NODES + 1 }, (_, node) => node * A_NODE),
    shiftHours: numbers(REGIONS * A_NODE, () => Math.floor(12 * random())),
    mu: numbers(REGIONS * A_NODE, () => Math.log(4 + 90 * random() ** 2)),
    sigma: numbers(REGIONS * A_NODE, () => 0.12 + 0.4 * random()),
  };
};

const processorSeconds = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const Z_STEP = 0.02;
const Z = Float64Array.from({ length: 12 / Z_STEP + 1 }, (_, step) => step * Z_STEP - 6);
const DENSITY = Z.map((z) => Math.exp(-(z ** 2) / 2));
const MASS = DENSITY.reduce((sum, each) => sum + each, 0);

const finely = (ways: TimedWays, node: number, lane: number, hours: number): number => {
  const left = hours - (ways.shiftHours[lane] as number);
  const [mu, sigma] = [ways.handlingMu[node] as number, ways.handlingSigma[node] as number];
  let sum = 0;
  Z.forEach((z, step) => {
    const rest = left - Math.exp(mu + sigma * z);
    sum += (DENSITY[step] as number) * travelWithin(rest, ways.mu[lane] as number, ways.sigma[lane] as number);
  });
  return sum / MASS;
};

const errors = (ways: TimedWays, table: Float32Array): { readonly largest: number; readonly mean: number } => {
  const random = seededRandom(SEED + 1);
  let [largest, sum] = [0, 0];
  for (let check = 0; check < CHECKED; check += 1) {
    const at = Math.floor(random() * table.length);
    const [way, promise] = [Math.floor(at / HOURS.length), at % HOURS.length];
    const node = Math.floor(way / A_NODE);
    const lane = (ways.firstLane[node] as number) + (way % A_NODE);
    const error = Math.abs((table[at] as number) - finely(ways, node, lane, HOURS[promise] as number));
    largest = Math.max(largest, error);
    sum += error;
  }
  return { largest, mean: sum / CHECKED };
};

/** The planner's figure, for some nodes. */
const planners = (ways: TimedWays): number => {
  let sum = 0;
  for (let node = 0; node < PEER_NODES; node += 1) {
    const handling = handlingPoints(ways.handlingMu[node] as number, ways.handlingSigma[node] as number);
    const first = ways.firstLane[node] as number;
    for (let lane = first; lane < first + A_NODE; lane += 1)
      for (const hours of HOURS) {
        const left = hours - (ways.shiftHours[lane] as number);
        sum += withinHours(left, handling, 0, ways.mu[lane] as number, ways.sigma[lane] as number);
      }
  }
  return sum;
};

/** All chances to be in time of a large network, beside the planner's own figure for each. */
export const benchOnTime = async (): Promise<BenchRow[]> => {
  const ways = generateWays();
  let table = onTimeTable(ways, HOURS);
  const times = Array.from({ length: RUNS }, () =>
    processorSeconds(() => {
      table = onTimeTable(ways, HOURS);
    }),
  );
  const ours = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
  const peer = (processorSeconds(() => planners(ways)) * NODES) / PEER_NODES;
  const { largest, mean } = errors(ways, table);
  const error = (name: string, value: number): BenchRow => ({
    name,
    ours: value,
    peer: null,
    peerName: '',
    unit: '',
    ratio: null,
  });
  const million = (table.length / 1e6).toFixed(1);
  return [
    {
      name: `${million} M chances to be in time, one core`,
      ours,
      peer,
      peerName: `the planner's own figure, ${QUADRATURE_POINTS} points`,
      unit: 's',
      ratio: peer / ours,
    },
    error('largest error beside fine integration', largest),
    error('mean error', mean),
  ];
};
