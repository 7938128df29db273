import type { InboxPush } from '#domain/channel/inbox-store.ts';
import { retried } from '#domain/channel/write-back.ts';
import type { HoldId, OrderId } from '#domain/id.ts';
import { type Subject, subjectOf } from '#domain/insight/exception.ts';
import { assigned, type ExceptionRecord, setAside, type Verdict } from '#domain/insight/exception-record.ts';
import type { ActOnExceptions, RowResult } from '#domain/insight/exception-requests.ts';
import { isStillStuck, placeOf, type StuckMessage, troubleOf } from '#domain/insight/stuck-message.ts';
import { unchanged } from '#domain/order/change.ts';
import { RELEASE } from '#domain/order/drive-lifecycle.ts';
import { refusalToRelease, release } from '#domain/workbench/manual-hold.ts';
import { now } from './clock.ts';
import { decideOn } from './decide.ts';
import { getItem } from './dynamo.ts';
import { changeException } from './dynamo-exception-store.ts';
import { type InboxRow, pushOf } from './dynamo-inbox-store.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { keptAt } from './dynamo-tracking-inbox.ts';
import { dynamoWriteBackStore } from './dynamo-write-back-store.ts';
import { eachResult, RowRefused } from './each-row.ts';
import { env } from './env.ts';
import { takeInKept } from './place-tracking.ts';
import { replayFound } from './replay.ts';
import { resume } from './resume.ts';

const orders = dynamoOrderStore();
const writeBacks = dynamoWriteBackStore();

/** @throws RowRefused when no order is named, or it does not exist */
const orderOf = ({ orderId }: Subject): OrderId => {
  if (!orderId) throw new RowRefused('it is of no order');
  return orderId;
};

const liftHold = async (subject: Subject, by: string): Promise<string> => {
  const { order } = await decideOn(orders, orderOf(subject), ({ order }, context) => {
    const hold = order.holds.find(({ holdId }) => holdId === (subject.of as HoldId));
    if (!hold) return unchanged(order);
    const refusal = refusalToRelease(hold, false);
    if (refusal) throw new RowRefused(refusal);
    return release(order, hold, by, context);
  });
  return `the hold is lifted, ${order.holds.length} left`;
};

const lookForStock = async (subject: Subject): Promise<string> => {
  const woken = await resume(orderOf(subject), (name) => name === RELEASE, 'CLEAR');
  return woken > 0 ? 'stock is looked for again now' : 'nothing waits for stock any more';
};

const tellAgain = async (subject: Subject): Promise<string> => {
  const post = (await writeBacks.ofOrder(orderOf(subject))).find(({ writeBack }) => writeBack.id === subject.of);
  if (!post) throw new RowRefused('its order has no such news');
  const again = retried(post.writeBack, now());
  if (!again) return `it is ${post.writeBack.state} by now`;
  if (!(await writeBacks.save(post, again))) throw new RowRefused('it is being told right now');
  return 'the platform is told within a minute';
};

const messageAt = async (subject: Subject): Promise<StuckMessage & InboxRow> => {
  const row = await getItem<StuckMessage & InboxRow>(env('INBOX_TABLE'), placeOf(subject));
  if (!row) throw new RowRefused('there is no such message (any more)');
  return row;
};

const readTrackingAgain = async (subject: Subject): Promise<string> => {
  const kept = await keptAt(placeOf(subject));
  const why = kept && (await takeInKept(kept));
  if (why) throw new RowRefused(`read again: ${why}`);
  return 'the tracking is taken in';
};

const readAgain = async (subject: Subject): Promise<string> => {
  const row = await messageAt(subject);
  if (row.channel === undefined) return readTrackingAgain(subject);
  const push: InboxPush = pushOf(row);
  const { outcomes } = await replayFound([push]);
  const outcome = Object.keys(outcomes).join(', ');
  if (/UNREADABLE|FAILED/.test(outcome)) {
    const { error } = await messageAt(subject);
    throw new RowRefused(`read again: ${outcome}: ${error}`);
  }
  return `read again: ${outcome}`;
};

const DECIDED_ELSEWHERE: Readonly<
  Record<'CONFLICT' | 'REVIEW' | 'REQUEST' | 'LEG' | 'BOOKING' | 'COMPENSATION' | 'STOCK', string>
> = {
  CONFLICT: 'say which value counts with POST /orders/{id}/conflicts/{conflict}',
  REVIEW: 'judge the reading with POST /remarks/reviews/{id}',
  BOOKING: 'correct what it names at the carrier, or report the waybill with POST /legs/{id}/actions',
  COMPENSATION: 'override the plan again with POST /orders/{id}/plan-override',
  STOCK: 'count the stock, and adjust it with POST /stock/movements',
  REQUEST: 'answer it at the platform, or amend or cancel the order',
  LEG: 'ask the provider it names, or override the plan with POST /orders/{id}/plan-override',
};

const retry = (subject: Subject, by: string): Promise<string> => {
  switch (subject.kind) {
    case 'HOLD':
      return liftHold(subject, by);
    case 'BACKORDER':
      return lookForStock(subject);
    case 'WRITE_BACK':
      return tellAgain(subject);
    case 'MESSAGE':
      return readAgain(subject);
    default:
      throw new RowRefused(`trying again changes nothing: ${DECIDED_ELSEWHERE[subject.kind]}`);
  }
};

/** Messages are stuck without anybody having told so: what their row says is noted first. */
const withTrouble = async (subject: Subject): Promise<(record: ExceptionRecord) => ExceptionRecord> => {
  if (subject.kind !== 'MESSAGE') return (record) => record;
  const message = await messageAt(subject);
  if (!isStillStuck(message)) throw new RowRefused('it is not stuck any more');
  const { subject: _same, ...trouble } = troubleOf(message);
  return (record) => ({ ...record, beganAt: message.receivedAt, trouble });
};

const decide = async (subject: Subject, asked: ActOnExceptions, verdict: Verdict): Promise<string> => {
  const known = await withTrouble(subject);
  const { assignee = null, action } = asked;
  const after = (record: ExceptionRecord): ExceptionRecord => {
    if (record.beganAt === null) throw new RowRefused('nothing of that id was ever stuck');
    return action === 'SKIP' ? setAside(record, verdict) : assigned(record, assignee, verdict);
  };
  await changeException(subject, (record) => after(known(record)));
  if (action === 'SKIP') return 'set aside; it comes back when it happens again';
  return assignee === null ? 'it is nobody’s' : `it is ${assignee}’s`;
};

/** The same for many, each on its own: one that is refused or fails stops no other. */
export const actOnExceptions = (asked: ActOnExceptions, by: string): Promise<RowResult[]> => {
  const verdict = { by, at: now(), note: asked.note ?? null };
  return eachResult(asked.exceptionIds, async (id) => {
    const subject = subjectOf(id);
    if (!subject) throw new RowRefused('not the id of an exception: give those of GET /exceptions');
    return asked.action === 'RETRY' ? retry(subject, by) : decide(subject, asked, verdict);
  });
};
