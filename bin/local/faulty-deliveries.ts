import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultPlan, faultAt, latenessMs, type Occasion } from './fault-plan.ts';
import type { Outcome } from './function-thread.ts';

type Delivered = { readonly Records: readonly { readonly eventSource?: string; readonly messageId?: string }[] };
type Call = (event: string) => Promise<Outcome>;

/** A late batch of a stream holds up all that follow: on the local endpoint those of every table. */
const LONGEST_STREAM_DELAY_MS = 300;

const deliveredBy = (event: string): Delivered | null => {
  if (!event.includes('"Records"')) return null;
  const parsed = JSON.parse(event) as Partial<Delivered>;
  return Array.isArray(parsed.Records) && parsed.Records.length > 0 ? (parsed as Delivered) : null;
};

const handedBack = (ids: readonly string[], answer: string): Outcome => {
  const { batchItemFailures = [] } = (JSON.parse(answer) ?? {}) as { batchItemFailures?: object[] };
  return {
    answer: JSON.stringify({
      batchItemFailures: [...batchItemFailures, ...ids.map((itemIdentifier) => ({ itemIdentifier }))],
    }),
  };
};

/** Where either failed, all of it comes back: the harder case of the two. */
const worseOf = (first: Outcome, second: Outcome): Outcome => ('error' in first ? first : second);

/** Lets happen to what streams and queues deliver what the plan says. Poisoned messages fail until they are dead letters. */
export const faultyDeliveries = (plan: FaultPlan, note: (source: string, fault: string, what: string) => void) => {
  const turns = new Map<string, number>();
  const known = new Map<string, boolean>();

  const turnOf = (source: string, occasion: Occasion): number => {
    const key = `${source} ${occasion}`;
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    return turn;
  };

  const isPoisoned = (source: string, messageId: string): boolean => {
    const before = known.get(messageId);
    if (before !== undefined) return before;
    const poisoned = faultAt(plan, source, 'MESSAGE', turnOf(source, 'MESSAGE')) === 'POISONED';
    known.set(messageId, poisoned);
    if (poisoned) note(source, 'POISONED', messageId);
    return poisoned;
  };

  const deliver = async (source: string, event: string, isStream: boolean, call: Call): Promise<Outcome> => {
    const turn = turnOf(source, 'DELIVERY');
    const fault = faultAt(plan, source, 'DELIVERY', turn);
    if (fault) note(source, fault, isStream ? 'stream' : 'queue');
    if (fault === 'DELIVERED_LATE') {
      const ms = latenessMs(plan, source, turn);
      await sleep(isStream ? Math.min(ms, LONGEST_STREAM_DELAY_MS) : ms);
    }
    if (fault !== 'DELIVERED_TWICE') return call(event);
    // A shard is read by one at a time; two consumers may hold the same message.
    if (isStream) return worseOf(await call(event), await call(event));
    return worseOf(...(await Promise.all([call(event), call(event)])));
  };

  return async (source: string, event: string, call: Call): Promise<Outcome> => {
    const delivered = deliveredBy(event);
    if (!delivered) return call(event);
    const poisoned = delivered.Records.flatMap(({ messageId }) =>
      messageId && isPoisoned(source, messageId) ? [messageId] : [],
    );
    if (poisoned.length === 0) return deliver(source, event, !delivered.Records[0]?.messageId, call);
    const sound = delivered.Records.filter(({ messageId }) => !poisoned.includes(messageId ?? ''));
    if (sound.length === 0) return handedBack(poisoned, 'null');
    const outcome = await deliver(source, JSON.stringify({ Records: sound }), false, call);
    return 'answer' in outcome ? handedBack(poisoned, outcome.answer) : outcome;
  };
};
