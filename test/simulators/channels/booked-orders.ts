import { parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromEpochMillis, fromEpochSeconds, type Instant, toEpochMillis } from '../../../domain/time.ts';
import type { BookedOrder, OrderAnswer } from './platforms.ts';

/** Rows of a list by page, counted from 1. */
export const pageOf = <Row>(rows: readonly Row[], page: number, size: number): readonly Row[] =>
  rows.slice((page - 1) * size, page * size);

const placeOf = ({ changedAt, orderId }: BookedOrder): string => `${changedAt}/${orderId}`;

/** Rows behind a cursor that names the last row before them, and the next cursor; null: nothing is behind it. */
export const rowsAfter = (
  rows: readonly BookedOrder[],
  cursor: string,
  size: number,
): { readonly rows: readonly BookedOrder[]; readonly next: string | null } => {
  const behind = rows.filter((row) => placeOf(row) > cursor);
  const page = behind.slice(0, size);
  const last = page.at(-1);
  return { rows: page, next: last && behind.length > size ? placeOf(last) : null };
};

/** An object inside of an answer; made where it is missing. */
export const objectAt = (answer: OrderAnswer, ...path: readonly string[]): Record<string, unknown> =>
  path.reduce<Record<string, unknown>>((object, name) => {
    const inner = object[name];
    if (typeof inner === 'object' && inner !== null) return inner as Record<string, unknown>;
    const made = {};
    object[name] = made;
    return made;
  }, answer);

export const answerOf = ({ answer }: BookedOrder): OrderAnswer => parseLossless(answer) as OrderAnswer;

export const seconds = (at: Instant): number => Math.floor(toEpochMillis(at) / 1000);
export const atSecond = (said: unknown): Instant => fromEpochSeconds(Number(said));
export const atMillisecond = (said: unknown): Instant => fromEpochMillis(Number(said));

/** The window of platforms that count in seconds and let both ends in. */
export const secondsWindow = (from: unknown, to: unknown): readonly [Instant, Instant] => [
  atSecond(from),
  atSecond(Number(to) + 1),
];

/** When an order that said `before` changed, if it changes now; in epoch seconds. Clocks of tests may stand before their orders'. */
export const changedNow = (before: unknown): number => Math.max(Number(before) + 1, Math.floor(Date.now() / 1000));
