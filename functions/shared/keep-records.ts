import type { CompiledEnhancement } from '#domain/channel/compile-enhancement.ts';
import type { RecordsKept } from '#domain/workbench/record-requests.ts';
import { now } from './clock.ts';
import { keepRecord } from './dynamo-record-store.ts';

const AT_A_TIME = 16;

type Sent = { readonly place: number; readonly record: Readonly<Record<string, unknown>> };
type Outcome =
  | { readonly kind: 'KEPT' | 'KNOWN' }
  | { readonly kind: 'REFUSED'; readonly place: number; readonly problem: string };

const keepOne = async (pack: CompiledEnhancement, { place, record }: Sent): Promise<Outcome> => {
  const read = pack.read(record);
  if (read.kind === 'REFUSED') return { kind: 'REFUSED', place, problem: read.problem };
  const kept = { pack: pack.id, key: read.key, observedAt: read.record.observedAt, record: pack.trim(record) };
  return { kind: (await keepRecord(kept, now())) ? 'KEPT' : 'KNOWN' };
};

/** Keeps what can be read of the records; the rest is told, each with its place, and stops none of the others. */
export const keepRecords = async (
  pack: CompiledEnhancement,
  records: readonly Sent['record'][],
): Promise<RecordsKept> => {
  const waiting = records.map((record, index): Sent => ({ place: index + 1, record }));
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let sent = waiting.shift(); sent; sent = waiting.shift()) outcomes.push(await keepOne(pack, sent));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const refused = outcomes
    .flatMap((outcome) => (outcome.kind === 'REFUSED' ? [{ record: outcome.place, problem: outcome.problem }] : []))
    .sort((a, b) => a.record - b.record);
  const counted = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { kept: counted('KEPT'), known: counted('KNOWN'), refused };
};
