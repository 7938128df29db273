import { closes, type NetworkSignal, subjectOf } from '#domain/routing/signal.ts';
import type { Instant } from '#domain/time.ts';
import { nodeCrypto } from './node-crypto.ts';
import { setTimer } from './timers.ts';

/** Has closures of later looked at when they take effect; set again, the first timer stands. */
export const watchClosures = async (signals: readonly NetworkSignal[], at: Instant): Promise<void> => {
  for (const signal of signals.filter(closes)) {
    if (signal.from === undefined || signal.from <= at) continue;
    const subject = subjectOf(signal);
    const name = nodeCrypto.sha256Hex(Buffer.from(`${subject}@${signal.from}`)).slice(0, 40);
    await setTimer(`closure_${name}`, { timer: 'CLOSURE', subject }, signal.from);
  }
};
