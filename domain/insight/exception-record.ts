import type { Instant } from '../time.ts';
import { type ExceptionState, exceptionId, type Subject } from './exception.ts';
import type { ExceptionNote, Trouble } from './exception-notes.ts';

/** A person's word about an exception. */
export type Verdict = { readonly by: string; readonly at: Instant; readonly note: string | null };

/**
 * All that was told about one exception. A function of the set of words: the bus delivers them in any order and more than once.
 */
export type ExceptionRecord = {
  readonly subject: Subject;
  /** The latest beginning and the latest end that are known. */
  readonly beganAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly trouble: Trouble | null;
  readonly assignee: string | null;
  readonly note: string | null;
  /** Nothing is to be done about it; what begins later counts again. */
  readonly setAside: Verdict | null;
};

export const unheardOf = (subject: Subject): ExceptionRecord => ({
  subject,
  beganAt: null,
  endedAt: null,
  trouble: null,
  assignee: null,
  note: null,
  setAside: null,
});

const later = (a: Instant | null, b: Instant): Instant => (a !== null && a > b ? a : b);

/** Of two beginnings at one moment one is kept, whichever came first. */
const isNewer = (record: ExceptionRecord, note: ExceptionNote & { readonly says: 'BEGAN' }): boolean =>
  record.beganAt === null ||
  note.at > record.beganAt ||
  (note.at === record.beganAt && JSON.stringify(note.reason) > JSON.stringify(record.trouble?.reason ?? ''));

export const noted = (record: ExceptionRecord, note: ExceptionNote): ExceptionRecord => {
  if (note.says === 'ENDED') return { ...record, endedAt: later(record.endedAt, note.at) };
  if (!isNewer(record, note)) return record;
  const { cause, reason, owner, summary } = note;
  return { ...record, beganAt: note.at, trouble: { cause, reason, owner, summary } };
};

/** @param overAt when everything of its kind was over with its order; null: it was not */
export const stateOf = (
  { beganAt, endedAt, setAside }: ExceptionRecord,
  overAt: Instant | null = null,
): ExceptionState => {
  if (beganAt === null) return 'CLOSED';
  if ((endedAt !== null && endedAt >= beganAt) || (overAt !== null && overAt >= beganAt)) return 'CLOSED';
  return setAside !== null && setAside.at >= beganAt ? 'SET_ASIDE' : 'OPEN';
};

export const assigned = (record: ExceptionRecord, assignee: string | null, { note }: Verdict): ExceptionRecord => ({
  ...record,
  assignee,
  note: note ?? record.note,
});

export const setAside = (record: ExceptionRecord, verdict: Verdict): ExceptionRecord => ({
  ...record,
  setAside: verdict,
  note: verdict.note ?? record.note,
});

export const idOf = ({ subject }: ExceptionRecord): string => exceptionId(subject);
