import type * as z from 'zod';
import type { EventDefinition, EventDetail } from '../event.ts';
import { factsOf } from '../fulfillment/action.ts';
import { ActionRecorded, LegAccepted, LegDispatched } from '../fulfillment/events.ts';
import { ChannelRequestReceived, OrderBackordered, OrderConfirmed, OrderHeld, OrderPlaced } from '../order/events.ts';
import { PlanCommitted } from '../routing/events.ts';
import { ReturnRequested } from '../service/events.ts';
import { type Instant, laterOf, plusHours } from '../time.ts';
import { type Deadline, goodsLeft, goodsPicked, heardOf } from './sla.ts';
import { type SlaFacts, type SlaStep, type SlaTerms, termOf } from './sla-terms.ts';

type Row<D> = {
  readonly step: SlaStep;
  /** What the term may be narrowed by. */
  readonly facts?: (data: D) => SlaFacts;
  readonly what: Deadline['what'];
  readonly owner: (data: D) => string;
  /** The moment its facts name; absent or null: so many hours after the event as the terms say. */
  readonly due?: (data: D, at: Instant) => Instant | null;
  readonly awaits: (data: D) => Deadline['awaits'];
  readonly voids: (data: D) => Deadline['voids'];
  /** Only some of these events promise anything. */
  readonly only?: (data: D) => boolean;
};

type DeadlineFrom = (detail: EventDetail, terms: Pick<SlaTerms, 'terms'>) => Deadline | null;

const after = <D extends z.ZodType>({ type, data: schema }: EventDefinition<D>, ...rows: Row<z.output<D>>[]) =>
  [
    type,
    (detail: EventDetail, terms: Pick<SlaTerms, 'terms'>): Deadline | null => {
      const facts = schema.safeParse(detail.data);
      const row = facts.success && rows.find(({ only }) => !only || only(facts.data));
      return row ? deadlineFrom(row, facts.data, detail.at, terms) : null;
    },
  ] as const;

const deadlineFrom = <D>(row: Row<D>, data: D, at: Instant, terms: Pick<SlaTerms, 'terms'>): Deadline | null => {
  const term = termOf(terms, row.step, row.facts?.(data));
  const dueAt = row.due?.(data, at) ?? (term?.dueHours === undefined ? null : plusHours(at, term.dueHours));
  if (!term || dueAt === null) return null;
  return {
    step: row.step,
    what: row.what,
    owner: row.owner(data),
    dueAt,
    awaits: row.awaits(data),
    voids: row.voids(data),
    ...(term.warnHours === undefined ? {} : { warnAt: laterOf(at, plusHours(dueAt, -term.warnHours)) }),
  };
};

type PlanFacts = z.output<typeof PlanCommitted.data>;
const lastLeg = ({ legs }: PlanFacts) =>
  legs.reduce((last, leg) => (last && last.etaAt >= leg.etaAt ? last : leg), legs[0]);

/** Holds that somebody here can end, by answering at the platform. */
const ANSWERED_HERE: readonly string[] = ['REFUND_REQUESTED', 'CANCEL_REQUESTED', 'ADDRESS_CHANGE_REQUESTED'];

const legOver = ({ legId }: { readonly legId: string }): string[] =>
  ['LegRejected', 'LegFailed', 'LegWithdrawn', 'PlanCompensated'].map((type) => `${type}:${legId}`);

type Reported = z.output<typeof ActionRecorded.data>;
const aboutLeg = ({ node, carrier }: Pick<Reported, 'node' | 'carrier'>): SlaFacts => ({ node, carrier });
const isOver = ({ progress }: Reported): boolean => progress === 'delivered' || progress === 'closed';

const RETURN_ANSWERS = ['ReturnApproved', 'ReturnRejected', 'ReturnProgressed', 'ReturnDisputed', 'ReturnRefunded'];

/** What every event promises. A deadline is stored with its event: a change here holds for events from then on. */
const DEADLINES: ReadonlyMap<string, DeadlineFrom> = new Map<string, DeadlineFrom>([
  after(OrderPlaced, {
    step: 'SCREEN',
    what: { en: 'the order is screened and confirmed', zh: '订单完成审核并确认' },
    owner: () => 'system:screen-order',
    awaits: () => [['OrderConfirmed']],
    voids: () => ['OrderHeld', 'OrderCancelled'],
  }),
  after(OrderHeld, {
    step: 'HOLD',
    facts: ({ hold }) => ({ holdType: hold.type }),
    what: { en: 'the hold is lifted', zh: '挂起被解除' },
    owner: ({ hold }) =>
      hold.releaseCondition === 'CHANNEL_STATUS' && !ANSWERED_HERE.includes(hold.type) ? hold.actor : 'role:operator',
    awaits: ({ hold }) => [[`OrderReleased:${hold.holdId}`]],
    voids: () => ['OrderCancelled'],
  }),
  after(OrderConfirmed, {
    step: 'PLAN',
    what: { en: 'a plan is committed', zh: '履约方案锁定' },
    owner: () => 'system:commit-plan',
    awaits: () => [['PlanCommitted']],
    voids: () => ['OrderHeld', 'OrderBackordered', 'OrderCancelled'],
  }),
  after(OrderBackordered, {
    step: 'STOCK',
    what: { en: 'stock arrives and a plan is committed', zh: '补货到位并锁定方案' },
    owner: () => 'role:operator',
    awaits: () => [['PlanCommitted']],
    voids: () => ['OrderHeld', 'OrderCancelled'],
  }),
  after(PlanCommitted, {
    step: 'DELIVERY',
    what: { en: 'every leg of the plan is completed', zh: '方案内所有履约段完成' },
    owner: (data) => `carrier:${lastLeg(data)?.carrier}`,
    due: (data) => data.promiseAt ?? lastLeg(data)?.etaAt ?? null,
    awaits: ({ legs }) => legs.map(({ legId }) => [`LegCompleted:${legId}`]),
    voids: ({ legs }) => ['OrderCancelled', ...legs.flatMap(legOver)],
  }),
  after(LegDispatched, {
    step: 'ACCEPT',
    facts: aboutLeg,
    what: { en: 'the partner accepts the leg', zh: '合作方接受履约段' },
    owner: ({ node }) => `node:${node}`,
    due: ({ acceptBy }) => acceptBy,
    awaits: ({ legId }) => [[`LegAccepted:${legId}`, goodsLeft(legId), `LegCompleted:${legId}`]],
    voids: legOver,
  }),
  after(LegAccepted, {
    step: 'HAND_OVER',
    facts: aboutLeg,
    what: { en: 'the goods are collected', zh: '货物被揽收' },
    owner: ({ node }) => `node:${node}`,
    awaits: ({ legId }) => [[goodsLeft(legId), `LegCompleted:${legId}`]],
    voids: legOver,
  }),
  after(
    ActionRecorded,
    {
      only: ({ action }) => action === 'leg.accepted',
      step: 'PICK',
      facts: aboutLeg,
      what: { en: 'the goods are picked', zh: '货物完成拣货' },
      owner: ({ node }) => `node:${node}`,
      awaits: ({ legId }) => [[goodsPicked(legId), `LegCompleted:${legId}`]],
      voids: legOver,
    },
    {
      only: (data) => data.action === 'pickup.collected' && !isOver(data),
      step: 'FIRST_SCAN',
      facts: aboutLeg,
      what: { en: 'the carrier scans the parcel for the first time', zh: '承运商首次扫描' },
      owner: ({ carrier }) => `carrier:${carrier}`,
      awaits: ({ legId }) => [[heardOf(legId), `LegCompleted:${legId}`]],
      voids: legOver,
    },
    {
      only: (data) => factsOf(data.action).moves === true && !isOver(data),
      step: 'NEXT_SCAN',
      facts: (data) => ({ ...aboutLeg(data), progress: data.progress }),
      what: { en: 'something is heard of the parcel', zh: '包裹有新的轨迹' },
      owner: ({ carrier }) => `carrier:${carrier}`,
      awaits: ({ legId }) => [[heardOf(legId), `LegCompleted:${legId}`]],
      voids: legOver,
    },
  ),
  after(ChannelRequestReceived, {
    step: 'REQUEST',
    what: { en: 'the request is answered before it approves itself', zh: '在自动同意前答复申请' },
    owner: () => 'role:operator',
    due: ({ approvesItselfAt }, at) => approvesItselfAt ?? at,
    awaits: ({ requestId }) => [[`ChannelRequestEnded:${requestId}`]],
    voids: () => ['OrderCancelled'],
  }),
  after(ReturnRequested, {
    step: 'RETURN',
    what: { en: 'the return is answered', zh: '售后申请得到处理' },
    owner: () => 'role:operator',
    due: ({ decidesItselfAt }) => decidesItselfAt,
    awaits: ({ returnId }) => [RETURN_ANSWERS.map((type) => `${type}:${returnId}`)],
    voids: ({ returnId }) => [`ReturnClosed:${returnId}`],
  }),
]);

/** What is awaited after an event, until when, from whom; null when nothing is. */
export const deadlineOf = (type: string, detail: EventDetail, terms: Pick<SlaTerms, 'terms'>): Deadline | null =>
  DEADLINES.get(type)?.(detail, terms) ?? null;
