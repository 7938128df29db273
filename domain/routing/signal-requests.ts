import * as z from 'zod';
import { NetworkSignal, StandingSignal } from './signal.ts';

const MOST_SIGNALS = 50;

export const SignalNetwork = z.strictObject({ signals: z.array(NetworkSignal).min(1).max(MOST_SIGNALS) });
export type SignalNetwork = z.infer<typeof SignalNetwork>;

export const SignalsTaken = z.object({
  /** In the order they were sent. STALE: something later was known already. */
  outcomes: z.array(z.object({ subject: z.string(), outcome: z.enum(['APPLIED', 'STALE']) })),
});

export const StandingSignals = z.object({ signals: z.array(StandingSignal) });
