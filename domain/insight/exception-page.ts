import { type Dated, isBefore } from '../channel/customer-history.ts';
import type { Order } from '../order/order.ts';
import { hoursBetween, type Instant } from '../time.ts';
import { type Exception, type ExceptionKind, exceptionId } from './exception.ts';
import { type ExceptionRecord, stateOf } from './exception-record.ts';

export type Found = Dated & { readonly record: ExceptionRecord };

/** One page out of several lists, oldest first; each list has what follows the last page, or its first `limit` + 1. */
export const mergedPage = (
  lists: readonly (readonly Found[])[],
  limit: number,
): { readonly entries: readonly Found[]; readonly next: Dated | null } => {
  const sorted = lists.flat().sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const entries = sorted.slice(0, limit);
  const last = entries.at(-1);
  return { entries, next: last && sorted.length > limit ? { at: last.at, id: last.id } : null };
};

const ENDED = new Set(['FULFILLED', 'CLOSED', 'CANCELLED']);

/** Whether the order itself still says so. */
const stands = ({ kind, of }: ExceptionRecord['subject'], order: Order): boolean => {
  const { state } = order.lifecycle;
  const says: Readonly<Record<ExceptionKind, () => boolean>> = {
    HOLD: () => order.holds.some(({ holdId }) => holdId === of),
    BACKORDER: () => state === 'BACKORDERED' || (order.backorder !== undefined && !ENDED.has(state)),
    CONFLICT: () => !order.conflicts.some(({ conflictId, code, settled }) => (conflictId ?? code) === of && settled),
    REVIEW: () => !ENDED.has(state),
    REQUEST: () => !ENDED.has(state),
    LEG: () => !ENDED.has(state),
    BOOKING: () => !ENDED.has(state),
    COMPENSATION: () => !ENDED.has(state),
    WRITE_BACK: () => true,
    STOCK: () => true,
    MESSAGE: () => true,
  };
  return says[kind]();
};

const RETRIES: Readonly<Record<ExceptionKind, string | null>> = {
  HOLD: 'lifts the hold; the order is looked at again',
  BACKORDER: 'looks for stock again now',
  WRITE_BACK: 'tells the platform again, for another day',
  MESSAGE: 'reads the message again',
  CONFLICT: null,
  REVIEW: null,
  REQUEST: null,
  LEG: null,
  BOOKING: null,
  COMPENSATION: null,
  STOCK: null,
};

/** What a retry does; null where it would do nothing. */
export const retryOf = ({ subject: { kind }, trouble }: Pick<ExceptionRecord, 'subject' | 'trouble'>): string | null =>
  kind === 'MESSAGE' && trouble?.cause.startsWith('TRACKING') ? null : RETRIES[kind];

/** An exception for people, as it is at a moment; CLOSED when its order says that it is over. */
export const shownException = (record: ExceptionRecord, order: Order | null, now: Instant): Exception => {
  const { subject, trouble, assignee, note, beganAt } = record;
  const since = beganAt ?? now;
  return {
    exceptionId: exceptionId(subject),
    kind: subject.kind,
    state: order && !stands(subject, order) ? 'CLOSED' : stateOf(record),
    cause: trouble?.cause ?? '',
    reason: trouble?.reason ?? '',
    summary: trouble?.summary ?? { en: '', zh: '' },
    owner: trouble?.owner ?? '',
    assignee,
    note,
    orderId: subject.orderId,
    since,
    ageHours: Math.max(0, Math.round(hoursBetween(since, now) * 100) / 100),
    atStake: order && { amountMinor: order.amounts.totalMinor, currency: order.currency },
    retry: retryOf(record),
  };
};
