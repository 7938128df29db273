import * as z from 'zod';
import { Instant } from '../time.ts';

const told = {
  /** When this was so, by the clock of who says it: of two signals about the same thing the later one stands. */
  at: Instant,
  /** Who says so: `wms:shanghai`, `cma`, a person. */
  source: z.string().min(1).max(100),
};

/** For how long it is so; a signal without an end would steer orders long after everybody forgot it. */
const lasting = { from: Instant.optional(), until: Instant };
const reason = z.string().min(1).max(200);

export const WEATHER_LEVELS = ['FAIR', 'POOR', 'SEVERE', 'EXTREME'] as const;
export const WeatherLevel = z.enum(WEATHER_LEVELS);
export type WeatherLevel = z.infer<typeof WeatherLevel>;

/** What a level adds to ln(hours) on the way, until legs have shown it: ×1, ×1.11, ×1.28, ×1.73. */
export const WEATHER_SLOWS: Readonly<Record<WeatherLevel, number>> = {
  FAIR: 0,
  POOR: 0.1,
  SEVERE: 0.25,
  EXTREME: 0.55,
};

/** Pieces counted at a node. */
export const StockSignal = z.strictObject({
  kind: z.literal('STOCK'),
  ...told,
  node: z.string(),
  sku: z.string(),
  onHand: z.number().int().min(0),
});
export type StockSignal = z.infer<typeof StockSignal>;

/** How full a node is, 0 to 1; a node without room takes nothing. */
export const CapacitySignal = z.strictObject({
  kind: z.literal('CAPACITY'),
  ...told,
  ...lasting,
  node: z.string(),
  heat: z.number().min(0).max(1),
});

/** How the weather slows roads and flights from and to a region. */
export const WeatherSignal = z.strictObject({
  kind: z.literal('WEATHER'),
  ...told,
  ...lasting,
  region: z.string(),
  level: z.enum(WEATHER_LEVELS),
});

export const CLOSABLE = ['node', 'lane', 'region', 'carrier'] as const;
const closable = Object.fromEntries(CLOSABLE.map((what) => [what, z.string().optional()])) as Record<
  (typeof CLOSABLE)[number],
  z.ZodOptional<z.ZodString>
>;

/** One thing is closed: a node, a lane, a region or a carrier. `open: true` takes it back. */
export const ClosureSignal = z
  .strictObject({
    kind: z.literal('CLOSURE'),
    ...told,
    ...lasting,
    ...closable,
    open: z.boolean().default(false),
    reason,
  })
  .refine((signal) => CLOSABLE.filter((what) => signal[what] !== undefined).length === 1, {
    message: 'name one thing that is closed: node, lane, region or carrier',
    path: ['node'],
  });

/** A carrier says that it is late, everywhere or by one mode or into one region. 0 hours takes it back. */
export const CarrierNotice = z.strictObject({
  kind: z.literal('CARRIER_NOTICE'),
  ...told,
  ...lasting,
  carrier: z.string(),
  mode: z.string().optional(),
  region: z.string().optional(),
  delayHours: z
    .number()
    .min(0)
    .max(24 * 30),
  reason,
});

export const StandingSignal = z.discriminatedUnion('kind', [
  CapacitySignal,
  WeatherSignal,
  ClosureSignal,
  CarrierNotice,
]);
/** What changes how the network is seen while it lasts. */
export type StandingSignal = z.infer<typeof StandingSignal>;

export const NetworkSignal = z.discriminatedUnion('kind', [
  StockSignal,
  CapacitySignal,
  WeatherSignal,
  ClosureSignal,
  CarrierNotice,
]);
export type NetworkSignal = z.infer<typeof NetworkSignal>;

/** What a signal is about: a later one about the same takes its place. */
export const subjectOf = (signal: NetworkSignal): string => {
  switch (signal.kind) {
    case 'STOCK':
      return `STOCK#${signal.sku}#${signal.node}`;
    case 'CAPACITY':
      return `CAPACITY#${signal.node}`;
    case 'WEATHER':
      return `WEATHER#${signal.region}`;
    case 'CLOSURE':
      return `CLOSURE#${CLOSABLE.flatMap((what) => (signal[what] === undefined ? [] : [`${what}#${signal[what]}`])).join('')}`;
    case 'CARRIER_NOTICE':
      return `CARRIER_NOTICE#${signal.carrier}#${signal.mode ?? ''}#${signal.region ?? ''}`;
  }
};

export const stands = ({ from, until }: StandingSignal, now: Instant): boolean =>
  (from === undefined || from <= now) && now < until;

/** Whether a signal takes a part of the network out of use while it stands. */
export const closes = (signal: NetworkSignal): signal is ClosingSignal =>
  (signal.kind === 'CLOSURE' && !signal.open) || (signal.kind === 'CAPACITY' && signal.heat >= 1);
export type ClosingSignal = Extract<StandingSignal, { kind: 'CLOSURE' | 'CAPACITY' }>;

/** When what was said holds from: never before it was said. */
export const beginsAt = ({ from, at }: Pick<StandingSignal, 'from' | 'at'>): Instant =>
  from !== undefined && from > at ? from : at;
