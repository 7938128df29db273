import { createHash } from 'node:crypto';
import { type CompiledMapping, type Normalized, UnmappablePayload } from '../domain/channel/compile-mapping.ts';
import { asHistory } from '../domain/channel/history-order.ts';
import { historicalState } from '../domain/order/import-order.ts';
import { fromEpochMillis } from '../domain/time.ts';
import type { HistoryInput, HistoryRow, Rejection } from './history-input.ts';
import { emptyTally, type HistoryOutput, type Seen, type Tally } from './history-output.ts';

/** An order of the past as it is written: where it stood, what it ends as, and what the mapping made of it. */
export type PastOrder = {
  readonly line: number;
  /** Tells the same row from another one of the same order. */
  readonly digest: string;
  readonly state: string;
  readonly order: Normalized['order'];
  readonly problems: Normalized['problems'];
  readonly missing: Normalized['missing'];
};

export type HistoryRun = {
  readonly input: HistoryInput;
  readonly mapping: CompiledMapping;
  /** Absent: nothing is kept, orders go to `deliver` only. */
  readonly output?: HistoryOutput;
  readonly deliver?: (order: PastOrder, payload: unknown) => Promise<void> | void;
  readonly rejected?: (rejection: Rejection) => void;
  /** Called before a checkpoint: what was delivered must have arrived then. */
  readonly settle?: () => Promise<void>;
  readonly tell?: (tally: Tally, progress: number) => void;
};

/** So many rows may be read again after a stop. */
const ROWS_A_CHECKPOINT = 1_000;
const ROWS_A_WORD = 100;

const RECEIVED_AT = fromEpochMillis(0);

type Payload = Extract<HistoryRow, { payload: unknown }>;

const digestOf = (payload: unknown): string =>
  createHash('sha256').update(JSON.stringify(payload)).digest('base64url').slice(0, 16);

const noOrder = ({ file, line, payload }: Payload, problem: string): Rejection => ({
  file,
  line,
  field: 'order id',
  value: JSON.stringify(payload).slice(0, 80),
  problem,
  cure: 'fill in the id, or leave the row out',
});

const another = ({ file, line }: Payload, id: string, first: Seen): Rejection => ({
  file,
  line,
  field: 'order id',
  value: id,
  problem: `the order stands on line ${first.line} already, with other values`,
  cure: 'keep the newer row; put rows that are lines of one order below each other',
});

class Run {
  readonly tally: Tally;
  readonly #run: HistoryRun;
  readonly #seen: Map<string, Seen>;

  constructor(run: HistoryRun) {
    this.#run = run;
    this.tally = run.output?.tally ?? emptyTally();
    this.#seen = run.output?.seen() ?? new Map();
  }

  async take(row: HistoryRow): Promise<void> {
    if ('rejection' in row) return this.#reject(row.rejection);
    for (const payload of this.#run.mapping.split(row.payload)) await this.#takeOne({ ...row, payload });
  }

  async #takeOne(row: Payload): Promise<void> {
    const { line, payload } = row;
    try {
      const normalized = await this.#run.mapping.normalize(payload, { shopId: '', receivedAt: RECEIVED_AT });
      const { order, problems, missing } = asHistory(normalized);
      const digest = digestOf(payload);
      const first = this.#seen.get(order.channelOrderId);
      if (first?.digest === digest) this.tally.repeated += 1;
      else if (first) this.#reject(another(row, order.channelOrderId, first));
      else {
        this.#seen.set(order.channelOrderId, { line, digest });
        const past = { line, digest, state: historicalState(order.status), order, problems, missing };
        this.#count(past);
        this.#run.output?.order(past);
        await this.#run.deliver?.(past, payload);
      }
    } catch (error) {
      if (!(error instanceof UnmappablePayload)) throw error;
      this.#reject(noOrder(row, error.message));
    }
  }

  #reject(rejection: Rejection): void {
    this.tally.rejected += 1;
    this.#run.output?.reject(rejection);
    this.#run.rejected?.(rejection);
  }

  #count({ order: { conflicts }, state }: PastOrder): void {
    const { tally } = this;
    tally.orders += 1;
    tally.states[state] = (tally.states[state] ?? 0) + 1;
    const codes = new Set(conflicts.map(({ code }) => code));
    if (codes.size > 0) tally.flaggedOrders += 1;
    for (const code of codes) tally.flagged[code] = (tally.flagged[code] ?? 0) + 1;
  }
}

/**
 * Reads past orders through their mapping, row by row. One that was stopped goes on behind its last checkpoint and ends with the same
 * files; one that is done changes nothing.
 */
export const runHistory = async (run: HistoryRun): Promise<Tally> => {
  const { input, output, settle, tell } = run;
  const going = new Run(run);
  if (output?.isDone) return going.tally;
  let row = 0;
  for await (const each of input.rows()) {
    row += 1;
    if (row <= (output?.rows ?? 0)) continue;
    await going.take(each);
    if (row % ROWS_A_WORD === 0) tell?.(going.tally, input.progress());
    if (row % ROWS_A_CHECKPOINT !== 0) continue;
    await settle?.();
    output?.checkpoint(row, false);
  }
  await settle?.();
  output?.checkpoint(row, true);
  tell?.(going.tally, 1);
  return going.tally;
};
