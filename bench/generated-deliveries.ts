import { normalCdf } from '../domain/routing/normal-distribution.ts';
import { seededRandom } from './generated-network.ts';

/**
 * Deliveries on many sparse lanes, invented from a seed, with the true probability of each. A leg takes handling
 * LogNormal + LogNormal(lane) hours; the lane's median follows distance, service, origin, destination and a part of its own;
 * weather and the day's congestion stretch it.
 */
export type GeneratedDelivery = {
  readonly mode: string;
  readonly carrier: string;
  readonly from: string;
  readonly to: string;
  readonly startedAtMs: number;
  readonly promisedAtMs: number;
  readonly deliveredAtMs: number;
  readonly distance: number;
  readonly weather: number;
  readonly congestion: number;
  /** P(on time) of the law it was drawn from: no model can know better. */
  readonly trueProbability: number;
};

export type DeliveriesSize = {
  readonly origins: number;
  readonly destinations: number;
  readonly carriers: number;
  readonly deliveries: number;
  readonly days: number;
};

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const WEATHER_STRETCH = [0, 0.1, 0.25, 0.55];
const WEATHER_SHARES = [0.7, 0.88, 0.97, 1];
const PROMISE_HOURS = [24, 36, 48, 72, 96, 120, 144];
const HANDLING = { mu: 1.1, sigma: 0.5 };
/** Points at which handling is integrated for the true probability. */
const POINTS = 64;

type Random = () => number;

/** Box and Muller's normal variate. */
const normalFrom = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Inverse of the normal distribution at the middle of each of `POINTS` equal shares, by bisection. */
const MIDDLES = Array.from({ length: POINTS }, (_, point) => {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < (point + 0.5) / POINTS) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
});

type Law = { readonly handlingMu: number; readonly mu: number; readonly sigma: number; readonly shiftHours: number };

const trueProbability = ({ handlingMu, mu, sigma, shiftHours }: Law, hours: number): number => {
  let probability = 0;
  for (const z of MIDDLES) {
    const left = hours - shiftHours - Math.exp(handlingMu + HANDLING.sigma * z);
    if (left > 0) probability += normalCdf((Math.log(left) - mu) / sigma) / POINTS;
  }
  return probability;
};

type Place = { readonly x: number; readonly y: number; readonly effect: number };
type Carrier = { readonly mode: string; readonly speed: number; readonly sigma: number; readonly effect: number };

const placeFrom = (random: Random, spread: number): Place => ({
  x: 3000 * random(),
  y: 2500 * random(),
  effect: spread * normalFrom(random),
});

const MODES = [
  ['AIR', 150, 0.3],
  ['ROAD', 48, 0.4],
  ['RAIL', 38, 0.45],
] as const;

const carrierFrom = (random: Random, index: number): Carrier => {
  const [mode, speed, sigma] = MODES[index % MODES.length] as (typeof MODES)[number];
  return { mode, speed, sigma: sigma * (0.9 + 0.2 * random()), effect: 0.12 * normalFrom(random) };
};

/** The destinations with low numbers get most parcels. */
const popular = (random: Random, count: number): number => Math.floor(count * random() ** 1.7);

export const generateDeliveries = (seed: number, size: DeliveriesSize): GeneratedDelivery[] => {
  const random = seededRandom(seed);
  const origins = Array.from({ length: size.origins }, () => placeFrom(random, 0.2));
  const destinations = Array.from({ length: size.destinations }, () => placeFrom(random, 0.15));
  const carriers = Array.from({ length: size.carriers }, (_, index) => carrierFrom(random, index));
  const lanes = new Map<string, number>();
  const laneEffect = (lane: string): number => {
    const effect = lanes.get(lane) ?? 0.15 * normalFrom(random);
    lanes.set(lane, effect);
    return effect;
  };
  const heat = Array.from({ length: size.days + 1 }, () => 0.25 * random() ** 2);
  const draw = (index: number): GeneratedDelivery => {
    const startedAtMs = START + Math.floor(((index + random()) * size.days * 24 * HOUR) / size.deliveries);
    const [o, d, c] = [
      popular(random, origins.length),
      popular(random, destinations.length),
      Math.floor(carriers.length * random()),
    ];
    const [from, to, carrier] = [origins[o] as Place, destinations[d] as Place, carriers[c] as Carrier];
    const distance = 30 + Math.hypot(from.x - to.x, from.y - to.y);
    const share = random();
    const weather = WEATHER_SHARES.findIndex((upTo) => share < upTo);
    const congestion = heat[Math.floor((startedAtMs - START) / (24 * HOUR))] as number;
    const law = {
      handlingMu: HANDLING.mu + from.effect,
      mu:
        Math.log(8 + distance / carrier.speed) +
        to.effect +
        carrier.effect +
        laneEffect(`${o}|${d}|${c}`) +
        (WEATHER_STRETCH[weather] as number) +
        congestion,
      sigma: carrier.sigma,
      shiftHours: 4,
    };
    const typical = law.shiftHours + Math.exp(law.handlingMu) + 8 + distance / carrier.speed;
    const promised =
      PROMISE_HOURS.find((hours) => hours > typical * (0.8 + 0.7 * random())) ?? (PROMISE_HOURS.at(-1) as number);
    const hours =
      law.shiftHours +
      Math.exp(law.handlingMu + HANDLING.sigma * normalFrom(random)) +
      Math.exp(law.mu + law.sigma * normalFrom(random));
    return {
      mode: carrier.mode,
      carrier: `C${c}`,
      from: `O${o}`,
      to: `D${d}`,
      startedAtMs,
      promisedAtMs: startedAtMs + promised * HOUR,
      deliveredAtMs: Math.round(startedAtMs + hours * HOUR),
      distance: Math.round(distance),
      weather,
      congestion: Number(congestion.toFixed(3)),
      trueProbability: trueProbability(law, promised),
    };
  };
  return Array.from({ length: size.deliveries }, (_, index) => draw(index));
};
