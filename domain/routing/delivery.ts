/** A delivery of the past or one just begun, as the lane model sees it. Times are epoch milliseconds. */
export type Delivery = {
  readonly mode: string;
  readonly carrier: string;
  readonly from: string;
  readonly to: string;
  readonly startedAtMs: number;
  /** Null when nothing was promised: no on-time probability then, but its transit time still teaches. */
  readonly promisedAtMs: number | null;
  /** Null while it is under way. */
  readonly deliveredAtMs: number | null;
  /** Further columns known at the start, in the order of the table's `extras`; empty text where unknown. */
  readonly extras: readonly string[];
  /** What held it up, where the past tells; never known at the start. */
  readonly cause?: string;
};

/** What is foreseen for one delivery at its start. */
export type ArrivalForecast = {
  /** Null when nothing was promised. */
  readonly onTimeProbability: number | null;
  readonly etaP10Ms: number;
  readonly etaP50Ms: number;
  readonly etaP90Ms: number;
  /** Deliveries known at the start: all, of its carrier, of its lane. */
  readonly records: { readonly all: number; readonly carrier: number; readonly lane: number };
};

const MINUTE = 60_000;

/** Natural logarithm of hours, never below a minute: files with dates only hold deliveries of zero length. */
export const logHours = (ms: number): number => Math.log(Math.max(ms, MINUTE) / 3_600_000);

export const fromLogHours = (logged: number): number => Math.exp(logged) * 3_600_000;

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const textOf = (delivery: Delivery): string =>
  [delivery.promisedAtMs, delivery.mode, delivery.carrier, delivery.from, delivery.to, ...delivery.extras].join(
    '\u0000',
  );

/** Order by start and then content, so that the order of lines in a file never matters. */
export const inOrderOfStart = (deliveries: readonly Delivery[]): Delivery[] => {
  const texts = new Map<Delivery, string>();
  const text = (delivery: Delivery): string => {
    const known = texts.get(delivery) ?? textOf(delivery);
    texts.set(delivery, known);
    return known;
  };
  return [...deliveries].sort((a, b) => a.startedAtMs - b.startedAtMs || compareText(text(a), text(b)));
};
