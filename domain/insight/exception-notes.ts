import type * as z from 'zod';
import { ReconciliationFound, WriteBackConfirmed, WriteBackFailed } from '../channel/events.ts';
import type { EventDefinition, EventDetail } from '../event.ts';
import {
  BookingFailed,
  LegCompleted,
  LegFailed,
  LegRejected,
  SlaAtRisk,
  SlaBreached,
  StockDrifted,
} from '../fulfillment/events.ts';
import type { OrderId } from '../id.ts';
import { SLA_TITLES } from '../lineage/sla-titles.ts';
import {
  ChannelRequestEnded,
  ChannelRequestReceived,
  ConflictFlagged,
  ConflictSettled,
  OrderBackordered,
  OrderCancelled,
  OrderClosed,
  OrderFulfilled,
  OrderHeld,
  OrderReleased,
  RemarkDoubted,
  RemarkJudged,
} from '../order/events.ts';
import type { Hold } from '../order/order.ts';
import { CompensationUndone } from '../routing/events.ts';
import type { Instant } from '../time.ts';
import type { ExceptionKind, Subject } from './exception.ts';

export type Wording = { readonly en: string; readonly zh: string };

/** What is told of a trouble when it begins. */
export type Trouble = {
  readonly cause: string;
  readonly reason: string;
  readonly owner: string;
  readonly summary: Wording;
};

/** One word about one exception: it began, or it is over. */
export type ExceptionNote = { readonly subject: Subject; readonly at: Instant } & (
  | ({ readonly says: 'BEGAN' } & Trouble)
  | { readonly says: 'ENDED' }
);

/** Everything of these kinds that an order has is over at that moment. */
export type OrderEnded = { readonly orderId: OrderId; readonly at: Instant; readonly kinds: readonly ExceptionKind[] };

type Told = { readonly began?: readonly (Trouble & Part)[]; readonly ended?: readonly Part[] };
type Part = { readonly kind: ExceptionKind; readonly of: string };

const on = <D extends z.ZodType>({ type, data: schema }: EventDefinition<D>, tell: (data: z.output<D>) => Told) =>
  [
    type,
    (data: unknown): Told => {
      const facts = schema.safeParse(data);
      return facts.success ? tell(facts.data) : {};
    },
  ] as const;

const OPERATOR = 'role:operator';

/** A hold waits for whoever can lift it, not for who put it. */
const holdOwner = ({ releaseCondition, actor }: Hold): string => {
  if (releaseCondition === 'CHANNEL_STATUS') return actor;
  return releaseCondition === 'STOCK_AVAILABLE' ? 'role:purchasing' : OPERATOR;
};

type Late = z.output<typeof SlaAtRisk.data> | z.output<typeof SlaBreached.data>;
/** What is late or about to be; a hold or a return is in the list already. */
const late = (data: Late, cause: string, told: Wording): Told => {
  const { legId, responsible, step = 'DELIVERY', owner, dueAt = data.promiseAt, outlet, silence } = data;
  if (legId === undefined) return {};
  const quiet = silence ? `, nothing heard since ${silence.since}` : '';
  return {
    began: [
      {
        kind: 'LEG',
        of: legId,
        cause,
        reason: `${SLA_TITLES[step].en}: due ${dueAt}${quiet}${outlet ? `, last at ${outlet.name}` : ''}`,
        owner: owner ?? (responsible === data.node ? `node:${responsible}` : `carrier:${responsible}`),
        summary: {
          en: `${told.en} by ${responsible}: ${SLA_TITLES[step].en}`,
          zh: `${responsible} ${told.zh}：${SLA_TITLES[step].zh}`,
        },
      },
    ],
  };
};

const ONE_PER_ORDER = 'order';

const legEnded = ({ legId }: { readonly legId: string }): Told => ({ ended: [{ kind: 'LEG', of: legId }] });

/** What opens and closes an exception: a row more for an event that says that something is stuck. */
const NOTES = [
  on(OrderHeld, ({ hold }) => ({
    began: [
      {
        kind: 'HOLD',
        of: hold.holdId,
        cause: hold.type,
        reason: hold.reason,
        owner: holdOwner(hold),
        summary: { en: `held: ${hold.type}`, zh: `订单挂起：${hold.type}` },
      },
    ],
  })),
  on(OrderReleased, ({ holdId }) => ({ ended: [{ kind: 'HOLD', of: holdId }] })),
  on(OrderBackordered, ({ missing }) => {
    const skus = missing.map(({ sku }) => sku).join(', ');
    return {
      began: [
        {
          // Over when the order has what it waits for, in as many parts as that takes: the order itself says when.
          kind: 'BACKORDER',
          of: ONE_PER_ORDER,
          cause: 'OUT_OF_STOCK',
          reason: missing.map(({ sku, reason }) => `${sku}: ${reason}`).join('; '),
          owner: 'role:purchasing',
          summary: { en: `waits for stock of ${skus}`, zh: `缺货等待：${skus}` },
        },
      ],
    };
  }),
  on(ConflictFlagged, ({ conflict }) =>
    conflict.settled
      ? {}
      : {
          began: [
            {
              kind: 'CONFLICT',
              of: conflict.conflictId ?? conflict.code,
              cause: conflict.code,
              reason: `${conflict.field}: two statements cannot both hold; say which counts with POST /orders/{id}/conflicts/{conflict}`,
              owner: `role:${conflict.settler ?? 'operator'}`,
              summary: { en: `contradiction about ${conflict.field}`, zh: `信息冲突：${conflict.field}` },
            },
          ],
        },
  ),
  on(ConflictSettled, ({ conflictId, code }) => ({
    ended: [
      { kind: 'CONFLICT', of: code },
      ...(conflictId === null ? [] : [{ kind: 'CONFLICT' as const, of: conflictId }]),
    ],
  })),
  on(ChannelRequestReceived, ({ requestId, kind, approvesItselfAt }) => ({
    began: [
      {
        kind: 'REQUEST',
        of: requestId,
        cause: kind,
        reason: `the buyer asks for it at the platform; unanswered there it approves itself${approvesItselfAt ? ` at ${approvesItselfAt}` : ''}`,
        owner: OPERATOR,
        summary: { en: `unanswered request: ${kind}`, zh: `待处理的买家申请：${kind}` },
      },
    ],
  })),
  on(ChannelRequestEnded, ({ requestId }) => ({ ended: [{ kind: 'REQUEST', of: requestId }] })),
  on(SlaAtRisk, (data) => late(data, 'AT_RISK', { en: 'may be late', zh: '有超时风险' })),
  on(SlaBreached, (data) => late(data, 'BREACHED', { en: 'late', zh: '已超时' })),
  on(LegCompleted, legEnded),
  on(LegFailed, legEnded),
  on(LegRejected, legEnded),
  on(BookingFailed, ({ legId, booker, step, outcome, reason, carrier }) => ({
    began: [
      {
        kind: 'BOOKING',
        of: `${legId}/${step}`,
        cause: `${step}_${outcome}`,
        reason,
        owner: `carrier:${carrier}`,
        summary: { en: `${booker} was not told: ${step}`, zh: `${booker} 下单接口失败：${step}` },
      },
    ],
  })),
  on(CompensationUndone, ({ compensationId, why, owner }) => ({
    began: [
      {
        kind: 'COMPENSATION',
        of: compensationId,
        cause: 'UNDONE',
        reason: `${why}; the plan before goes on: look again, then set this aside`,
        owner,
        summary: { en: 'a plan could not be replaced', zh: '换单失败，原计划继续' },
      },
    ],
  })),
  on(StockDrifted, ({ sku, node, differences }) => ({
    began: [
      {
        kind: 'STOCK',
        of: `${node}/${sku}`,
        cause: 'DRIFTED',
        reason: `${differences.map(({ what, balance, book }) => `${what} is ${balance}, its movements say ${book}`).join('; ')}: count it and adjust, then set this aside`,
        owner: `node:${node}`,
        summary: { en: `stock of ${sku} at ${node} does not add up`, zh: `${node} 的 ${sku} 库存与流水不符` },
      },
    ],
  })),
  on(RemarkDoubted, ({ reviewId, from, type }) => ({
    began: [
      {
        kind: 'REVIEW',
        of: reviewId,
        cause: 'REMARK_DOUBTED',
        reason: `the ${from}'s remark may ask for ${type}: say so with POST /remarks/reviews/{id}`,
        owner: OPERATOR,
        summary: { en: `a remark may ask for ${type}`, zh: `备注疑似：${type}` },
      },
    ],
  })),
  on(RemarkJudged, ({ reviewId }) => ({ ended: [{ kind: 'REVIEW', of: reviewId }] })),
  on(WriteBackFailed, ({ writeBackId, channel, kind, state, reason }) => ({
    began: [
      {
        kind: 'WRITE_BACK',
        of: writeBackId,
        cause: `${kind}_${state}`,
        reason,
        owner: OPERATOR,
        summary: { en: `${channel} was not told: ${kind}`, zh: `${channel} 回传失败：${kind}` },
      },
    ],
  })),
  on(WriteBackConfirmed, ({ writeBackId }) => ({ ended: [{ kind: 'WRITE_BACK', of: writeBackId }] })),
  on(ReconciliationFound, ({ channel, channelOrderId, finding }) =>
    finding === 'UNKNOWN_TO_PLATFORM'
      ? {
          began: [
            {
              kind: 'CONFLICT',
              of: `${finding}/${channelOrderId}`,
              cause: finding,
              reason: `${channel} says that it has no order ${channelOrderId}: look there, then cancel it here or set this aside`,
              owner: OPERATOR,
              summary: { en: `${channel} does not know this order`, zh: `${channel} 查无此单` },
            },
          ],
        }
      : {},
  ),
] as const;

const BY_TYPE = new Map<string, (data: unknown) => Told>(NOTES);

/** With the order these are over; that a platform was not told, or two statements contradict, is not. */
const ENDS_ORDER = new Set<string>([OrderCancelled.type, OrderFulfilled.type, OrderClosed.type]);
const OVER_WITH_ORDER: readonly ExceptionKind[] = [
  'HOLD',
  'BACKORDER',
  'REVIEW',
  'REQUEST',
  'LEG',
  'BOOKING',
  'COMPENSATION',
];

/** Events that say something about exceptions: the pattern of the rule that delivers them. */
export const NOTED_EVENTS: readonly string[] = [...BY_TYPE.keys(), ...ENDS_ORDER];

/** What an event says about exceptions; most say nothing. */
export const notesOf = (type: string, { orderId, at, data }: EventDetail): readonly ExceptionNote[] => {
  const { began = [], ended = [] } = BY_TYPE.get(type)?.(data) ?? {};
  return [
    ...ended.map(({ kind, of }) => ({ subject: { kind, of, orderId }, at, says: 'ENDED' as const })),
    ...began.map(({ kind, of, ...trouble }) => ({
      subject: { kind, of, orderId },
      at,
      says: 'BEGAN' as const,
      ...trouble,
    })),
  ];
};

/** Which exceptions are over with their order; null when the event ends no order. */
export const orderEnded = (type: string, { orderId, at }: EventDetail): OrderEnded | null =>
  ENDS_ORDER.has(type) && orderId ? { orderId, at, kinds: OVER_WITH_ORDER } : null;
