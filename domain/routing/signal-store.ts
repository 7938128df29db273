import type { BusEvent } from '../event.ts';
import type { NetworkSignal, StandingSignal } from './signal.ts';

/** Others changed the same rows at the same time: look again. */
export class SignalConflict extends Error {
  override name = 'SignalConflict';
}

/** Where signals are kept while they stand; a count of stock goes straight into its row. */
export type SignalStore = {
  /** Of every subject the newest, also those that begin later. */
  readonly standing: () => Promise<readonly StandingSignal[]>;
  /** Which of them are news: nothing later is known about the same subject. */
  readonly news: (signals: readonly NetworkSignal[]) => Promise<readonly NetworkSignal[]>;
  /** Keeps news and the event that tells them, all or nothing. @throws SignalConflict */
  readonly keep: (news: readonly NetworkSignal[], event: BusEvent) => Promise<void>;
};
