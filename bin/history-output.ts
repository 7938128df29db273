import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Rejection, UnreadableHistory } from './history-input.ts';

/** What became of the rows so far. Counts of conflicts are of orders. */
export type Tally = {
  orders: number;
  flaggedOrders: number;
  readonly flagged: Record<string, number>;
  readonly states: Record<string, number>;
  /** Rows that say once more what stands there already. */
  repeated: number;
  rejected: number;
};

export const emptyTally = (): Tally => ({
  orders: 0,
  flaggedOrders: 0,
  flagged: {},
  states: {},
  repeated: 0,
  rejected: 0,
});

/** Where an import stands: everything up to so many rows is in the files, which are so long then. */
type Checkpoint = {
  readonly fingerprint: string;
  readonly rows: number;
  readonly bytes: { readonly orders: number; readonly rejected: number };
  readonly tally: Tally;
  readonly done: boolean;
};

export type Seen = { readonly line: number; readonly digest: string };

/** A file that is written at its end, and cut back to where a checkpoint left it. */
class Tail {
  readonly #descriptor: number;
  bytes: number;

  constructor(file: string, bytes: number) {
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w+');
    ftruncateSync(this.#descriptor, bytes);
    this.bytes = bytes;
  }

  write(text: string): void {
    const piece = Buffer.from(text);
    writeSync(this.#descriptor, piece, 0, piece.length, this.bytes);
    this.bytes += piece.length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Lines waiting to be written together. */
const MOST_WAITING = 256 * 1024;

/**
 * A directory with what came of an import: `orders.jsonl`, `rejected.jsonl`, and `checkpoint.json`, from which a killed import goes on
 * to the same end.
 */
export class HistoryOutput {
  readonly tally: Tally;
  /** Rows that need not be read again. */
  readonly rows: number;
  readonly isDone: boolean;
  readonly #file: string;
  readonly #fingerprint: string;
  readonly #orders: Tail;
  readonly #rejected: Tail;
  #waiting = '';

  /** @throws UnreadableHistory when the directory holds an import of something else */
  constructor(directory: string, fingerprint: string) {
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, 'checkpoint.json');
    this.#fingerprint = fingerprint;
    const found = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Checkpoint) : null;
    if (found && found.fingerprint !== fingerprint)
      throw new UnreadableHistory(
        `--out ${directory}: holds an import of other files, or by another mapping; name another directory or remove it`,
      );
    this.rows = found?.rows ?? 0;
    this.isDone = found?.done ?? false;
    this.tally = found?.tally ?? emptyTally();
    this.#orders = new Tail(join(directory, 'orders.jsonl'), found?.bytes.orders ?? 0);
    this.#rejected = new Tail(join(directory, 'rejected.jsonl'), found?.bytes.rejected ?? 0);
    this.#directory = directory;
  }

  readonly #directory: string;

  /** The orders that stand in the files already, by their channel's id. */
  seen(): Map<string, Seen> {
    const seen = new Map<string, Seen>();
    if (this.rows === 0) return seen;
    for (const text of readFileSync(join(this.#directory, 'orders.jsonl'), 'utf8').split('\n')) {
      if (text === '') continue;
      const { line, digest, order } = JSON.parse(text) as Seen & { order: { channelOrderId: string } };
      seen.set(order.channelOrderId, { line, digest });
    }
    return seen;
  }

  order(line: object): void {
    this.#waiting += `${JSON.stringify(line)}\n`;
    if (this.#waiting.length > MOST_WAITING) this.#flush();
  }

  reject(rejection: Rejection): void {
    this.#rejected.write(`${JSON.stringify(rejection)}\n`);
  }

  #flush(): void {
    this.#orders.write(this.#waiting);
    this.#waiting = '';
  }

  checkpoint(rows: number, done: boolean): void {
    this.#flush();
    const bytes = { orders: this.#orders.bytes, rejected: this.#rejected.bytes };
    const checkpoint: Checkpoint = { fingerprint: this.#fingerprint, rows, bytes, tally: this.tally, done };
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(checkpoint, null, 2)}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }

  close(): void {
    this.#orders.close();
    this.#rejected.close();
  }
}
