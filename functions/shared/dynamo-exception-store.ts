import type { Subject } from '#domain/insight/exception.ts';
import type { ExceptionNote, OrderEnded } from '#domain/insight/exception-notes.ts';
import { type ExceptionRecord, noted, stateOf, unheardOf } from '#domain/insight/exception-record.ts';
import { type Expression, getItem, getItems, type Item, putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';
import { EXCEPTIONS, exceptionKey, orderExceptionsPk } from './exception-keys.ts';

type Row = { readonly record: ExceptionRecord; readonly revision: number };

const TRIES = 8;

/** In the index only while somebody should look, or may look again. */
const attentionOf = (record: ExceptionRecord): Item => {
  const state = stateOf(record);
  if (state === 'CLOSED' || !record.trouble) return {};
  return { attention: state, since: record.beganAt, kind: record.subject.kind, ...record.trouble };
};

const save = (record: ExceptionRecord, before: Row | null): Promise<boolean> => {
  const unchanged: Expression = before
    ? { condition: 'revision = :before', values: { ':before': before.revision } }
    : { condition: 'attribute_not_exists(pk)' };
  const row = { ...exceptionKey(record.subject), entity: 'EXCEPTION', record, revision: (before?.revision ?? 0) + 1 };
  return putItem(env('LINEAGE_TABLE'), { ...row, ...attentionOf(record), assignee: record.assignee ?? '-' }, unchanged);
};

/** Changes what is known of one exception, one writer after another. @throws Error when others write it again and again */
export const changeException = async (
  subject: Subject,
  change: (record: ExceptionRecord) => ExceptionRecord,
): Promise<ExceptionRecord> => {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await getItem<Row>(env('LINEAGE_TABLE'), exceptionKey(subject));
    const known = before?.record ?? unheardOf(subject);
    const record = change(known);
    if (record === known || (await save(record, before))) return record;
  }
  throw new Error(`the exception ${exceptionKey(subject).sk} is written by many at once`);
};

export const noteException = (note: ExceptionNote): Promise<ExceptionRecord> =>
  changeException(note.subject, (record) => noted(record, note));

/** With the order its own troubles are over. */
export const endWithOrder = async ({ orderId, at, kinds }: OrderEnded): Promise<void> => {
  const rows = await queryAll<Row>({
    table: env('LINEAGE_TABLE'),
    where: 'pk = :pk AND begins_with(sk, :exceptions)',
    values: { ':pk': orderExceptionsPk(orderId), ':exceptions': EXCEPTIONS },
  });
  for (const { subject } of rows.map(({ record }) => record))
    if (kinds.includes(subject.kind)) await noteException({ subject, at, says: 'ENDED' });
};

/** What is known of these, in no order; those that nobody spoke of are left out. */
export const exceptionsKnown = async (subjects: readonly Subject[]): Promise<ExceptionRecord[]> => {
  const rows = await getItems<Row>(env('LINEAGE_TABLE'), subjects.map(exceptionKey));
  return rows.map(({ record }) => record);
};
