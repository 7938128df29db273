import * as z from 'zod';
import { fromEpochMillis, Instant, plusSeconds, toEpochMillis } from '../time.ts';

/** How freely one shop's API may be called now. */
export const ShopGate = z.object({
  /** The bucket of tokens as one moment: every call moves it on by its share of a minute, and it may be this far ahead of now only. */
  spentUntil: Instant,
  /** Calls in a row that the platform did not answer. */
  failures: z.number().int().min(0),
  /** Nobody calls before: the breaker is open, or the platform asked for patience. */
  closedUntil: Instant.nullable(),
});
export type ShopGate = z.infer<typeof ShopGate>;

/** The breaker opens after so many calls in a row without an answer. */
export const FAILURES_TO_OPEN = 5;
const OPEN_SECONDS = 60;
const LONGEST_OPEN_SECONDS = 900;
/** One call tries whether the platform is back; the others wait for it. */
const TRIAL_SECONDS = 30;

export const newGate = (now: Instant): ShopGate => ({ spentUntil: now, failures: 0, closedUntil: null });

/** A tenth of the minute's calls may come at once; the rest of them spread, so that no minute ever holds more than the limit. */
const sharesOf = (requestsPerMinute: number) => {
  const burst = Math.max(1, Math.floor(requestsPerMinute / 10));
  return { burst, shareMs: Math.ceil(60_000 / (requestsPerMinute - burst + 1)) };
};

export type Passage =
  | { readonly kind: 'GO'; readonly gate: ShopGate }
  | { readonly kind: 'WAIT'; readonly until: Instant };

/** Lets one call pass, or says from when on one may. @param requestsPerMinute the platform's limit: no minute sees more */
export const pass = (gate: ShopGate, requestsPerMinute: number, now: Instant): Passage => {
  if (gate.closedUntil !== null && now < gate.closedUntil) return { kind: 'WAIT', until: gate.closedUntil };
  const { burst, shareMs } = sharesOf(requestsPerMinute);
  const nowMs = toEpochMillis(now);
  const spentMs = Math.max(toEpochMillis(gate.spentUntil), nowMs);
  const aheadMs = spentMs - nowMs - (burst - 1) * shareMs;
  if (aheadMs > 0) return { kind: 'WAIT', until: fromEpochMillis(nowMs + aheadMs) };
  const isTrial = gate.failures >= FAILURES_TO_OPEN;
  return {
    kind: 'GO',
    gate: {
      ...gate,
      spentUntil: fromEpochMillis(spentMs + shareMs),
      closedUntil: isTrial ? plusSeconds(now, TRIAL_SECONDS) : null,
    },
  };
};

/** Further calls that the one that passed has led to, paid afterwards. */
export const spend = (gate: ShopGate, requestsPerMinute: number, calls: number, now: Instant): ShopGate => {
  const { shareMs } = sharesOf(requestsPerMinute);
  const spentMs = Math.max(toEpochMillis(gate.spentUntil), toEpochMillis(now));
  return { ...gate, spentUntil: fromEpochMillis(spentMs + calls * shareMs) };
};

/** The gate after a call: any answer closes the breaker, silence counts. @param retryAfterSeconds what the platform asked for */
export const afterCall = (gate: ShopGate, answered: boolean, now: Instant, retryAfterSeconds = 0): ShopGate => {
  if (answered) return { ...gate, failures: 0, closedUntil: null };
  const failures = gate.failures + 1;
  const over = failures - FAILURES_TO_OPEN;
  const openSeconds = over < 0 ? 0 : Math.min(LONGEST_OPEN_SECONDS, OPEN_SECONDS * 2 ** Math.min(over, 10));
  const seconds = Math.max(openSeconds, retryAfterSeconds);
  return { ...gate, failures, closedUntil: seconds > 0 ? plusSeconds(now, seconds) : null };
};
