import type * as z from 'zod';
import type { EventDefinition, EventDetail } from '../event.ts';
import { LegAccepted, LegDispatched } from '../fulfillment/events.ts';
import { ChannelRequestReceived, OrderBackordered, OrderConfirmed, OrderHeld, OrderPlaced } from '../order/events.ts';
import { PlanCommitted } from '../routing/events.ts';
import { ReturnRequested } from '../service/events.ts';
import { type Instant, plusSeconds } from '../time.ts';
import { type Deadline, goodsLeft } from './sla.ts';

const MINUTES = 60;
const HOURS = 60 * MINUTES;

type Row<D> = {
  readonly what: Deadline['what'];
  readonly owner: (data: D) => string;
  /** Seconds from the event, or the moment its facts name. */
  readonly due: number | ((data: D, at: Instant) => Instant);
  readonly awaits: (data: D) => Deadline['awaits'];
  readonly voids: (data: D) => Deadline['voids'];
};

const after = <D extends z.ZodType>({ type, data: schema }: EventDefinition<D>, row: Row<z.output<D>>) =>
  [
    type,
    (detail: EventDetail): Deadline | null => {
      const facts = schema.safeParse(detail.data);
      if (!facts.success) return null;
      const { data } = facts;
      return {
        what: row.what,
        owner: row.owner(data),
        dueAt: typeof row.due === 'number' ? plusSeconds(detail.at, row.due) : row.due(data, detail.at),
        awaits: row.awaits(data),
        voids: row.voids(data),
      };
    },
  ] as const;

type PlanFacts = z.output<typeof PlanCommitted.data>;
const lastLeg = ({ legs }: PlanFacts) =>
  legs.reduce((last, leg) => (last && last.etaAt >= leg.etaAt ? last : leg), legs[0]);

/** Holds that somebody here can end, by answering at the platform. */
const ANSWERED_HERE: readonly string[] = ['REFUND_REQUESTED', 'CANCEL_REQUESTED', 'ADDRESS_CHANGE_REQUESTED'];

const RETURN_ANSWERS = ['ReturnApproved', 'ReturnRejected', 'ReturnProgressed', 'ReturnDisputed', 'ReturnRefunded'];

/** What every event promises. A deadline is stored with its event: a change here holds for events from then on. */
const DEADLINES = new Map([
  after(OrderPlaced, {
    what: { en: 'the order is screened and confirmed', zh: '订单完成审核并确认' },
    owner: () => 'system:screen-order',
    due: 30 * MINUTES,
    awaits: () => [['OrderConfirmed']],
    voids: () => ['OrderHeld', 'OrderCancelled'],
  }),
  after(OrderHeld, {
    what: { en: 'the hold is lifted', zh: '挂起被解除' },
    owner: ({ hold }) =>
      hold.releaseCondition === 'CHANNEL_STATUS' && !ANSWERED_HERE.includes(hold.type) ? hold.actor : 'role:operator',
    due: 24 * HOURS,
    awaits: ({ hold }) => [[`OrderReleased:${hold.holdId}`]],
    voids: () => ['OrderCancelled'],
  }),
  after(OrderConfirmed, {
    what: { en: 'a plan is committed', zh: '履约方案锁定' },
    owner: () => 'system:commit-plan',
    due: 5 * MINUTES,
    awaits: () => [['PlanCommitted']],
    voids: () => ['OrderHeld', 'OrderBackordered', 'OrderCancelled'],
  }),
  after(OrderBackordered, {
    what: { en: 'stock arrives and a plan is committed', zh: '补货到位并锁定方案' },
    owner: () => 'role:operator',
    due: 72 * HOURS,
    awaits: () => [['PlanCommitted']],
    voids: () => ['OrderHeld', 'OrderCancelled'],
  }),
  after(PlanCommitted, {
    what: { en: 'every leg of the plan is completed', zh: '方案内所有履约段完成' },
    owner: (data) => `carrier:${lastLeg(data)?.carrier}`,
    due: (data) => lastLeg(data)?.etaAt as Instant,
    awaits: ({ legs }) => legs.map(({ legId }) => [`LegCompleted:${legId}`]),
    voids: ({ legs }) => [
      'OrderCancelled',
      ...legs.flatMap(({ legId }) => [`LegRejected:${legId}`, `LegFailed:${legId}`, `PlanCompensated:${legId}`]),
    ],
  }),
  after(LegDispatched, {
    what: { en: 'the partner accepts the leg', zh: '合作方接受履约段' },
    owner: ({ node }) => `node:${node}`,
    due: ({ acceptBy }) => acceptBy,
    awaits: ({ legId }) => [[`LegAccepted:${legId}`, goodsLeft(legId), `LegCompleted:${legId}`]],
    voids: ({ legId }) => [`LegRejected:${legId}`, `LegFailed:${legId}`, `PlanCompensated:${legId}`],
  }),
  after(LegAccepted, {
    what: { en: 'the goods are collected', zh: '货物被揽收' },
    owner: ({ node }) => `node:${node}`,
    due: 24 * HOURS,
    awaits: ({ legId }) => [[goodsLeft(legId), `LegCompleted:${legId}`]],
    voids: ({ legId }) => [`LegRejected:${legId}`, `LegFailed:${legId}`, `PlanCompensated:${legId}`],
  }),
  after(ChannelRequestReceived, {
    what: { en: 'the request is answered before it approves itself', zh: '在自动同意前答复申请' },
    owner: () => 'role:operator',
    due: ({ approvesItselfAt }, at) => approvesItselfAt ?? at,
    awaits: ({ requestId }) => [[`ChannelRequestEnded:${requestId}`]],
    voids: () => ['OrderCancelled'],
  }),
  after(ReturnRequested, {
    what: { en: 'the return is answered', zh: '售后申请得到处理' },
    owner: () => 'role:operator',
    due: ({ decidesItselfAt }, at) => decidesItselfAt ?? plusSeconds(at, 48 * HOURS),
    awaits: ({ returnId }) => [RETURN_ANSWERS.map((type) => `${type}:${returnId}`)],
    voids: ({ returnId }) => [`ReturnClosed:${returnId}`],
  }),
]);

/** What is awaited after an event, until when, from whom; null when nothing is. */
export const deadlineOf = (type: string, detail: EventDetail): Deadline | null => DEADLINES.get(type)?.(detail) ?? null;
