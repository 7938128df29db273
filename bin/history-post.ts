import { setTimeout as wait } from 'node:timers/promises';
import { MOST_IMPORTED } from '../domain/channel/history-request.ts';
import type { PastOrder } from './history-run.ts';

/** The running system did not take the orders: says what it answered. */
export class NotTaken extends Error {
  override name = 'NotTaken';
}

export type Taken = { kept: number; known: number };

/** Below the megabyte that a call may bring. */
const MOST_BYTES = 800 * 1024;
const TRIES = 5;
const FIRST_WAIT_MS = 500;

type Waiting = { readonly channelOrderId: string; readonly payload: string };

/** Puts past orders into a running system's inbox, some at a time; busy answers are tried again. */
export class HistoryPost {
  readonly taken: Taken = { kept: 0, known: 0 };
  readonly #url: string;
  readonly #key: string;
  #waiting: Waiting[] = [];
  #bytes = 0;

  constructor(apiUrl: string, source: string, key: string) {
    this.#url = `${apiUrl.replace(/\/$/, '')}/history/${source}`;
    this.#key = key;
  }

  async add({ order: { channelOrderId } }: PastOrder, payload: unknown): Promise<void> {
    const text = JSON.stringify(payload);
    if (this.#waiting.length === MOST_IMPORTED || this.#bytes + text.length > MOST_BYTES) await this.send();
    this.#waiting.push({ channelOrderId, payload: text });
    this.#bytes += Buffer.byteLength(text);
  }

  /** @throws NotTaken */
  async send(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const { kept, known } = await this.#post({ orders: this.#waiting });
    this.taken.kept += kept;
    this.taken.known += known;
    this.#waiting = [];
    this.#bytes = 0;
  }

  async #post(body: object): Promise<Taken> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).catch((error: Error) => error);
      if (response instanceof Response && response.ok) return (await response.json()) as Taken;
      const isBusy = response instanceof Error || response.status === 429 || response.status >= 500;
      if (!isBusy || attempt === TRIES) throw new NotTaken(`${this.#url}: ${await reasonOf(response)}`);
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

const reasonOf = async (response: Response | Error): Promise<string> => {
  if (response instanceof Error) return response.message;
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  return detail ?? `answered HTTP ${response.status}`;
};
