import type * as z from 'zod';
import {
  ChannelReconciled,
  CustomerErased,
  CustomersMerged,
  CustomersUnmerged,
  type Finding,
  PushReceived,
  PushRejected,
  ReconciliationFound,
  WriteBackConfirmed,
  WriteBackFailed,
} from '../channel/events.ts';
import type { EventDefinition } from '../event.ts';
import { factsOf } from '../fulfillment/action.ts';
import {
  ActionRecorded,
  BookingFailed,
  LegAccepted,
  LegCombined,
  LegCompleted,
  LegDispatched,
  LegFailed,
  LegParted,
  LegRecallAnswered,
  LegRecallAsked,
  LegReinstated,
  LegRejected,
  LegShortPicked,
  LegSplit,
  LegsMerged,
  LegWithdrawn,
  SlaAtRisk,
  SlaBreached,
  StockDrifted,
  StockMoved,
  StockReleased,
  StockReserved,
  StockUnlocked,
} from '../fulfillment/events.ts';
import type { MovementKind } from '../fulfillment/stock-movement.ts';
import { factsOf as conflictFacts } from '../order/conflict-codes.ts';
import {
  BackorderFilled,
  ChannelRequestDue,
  ChannelRequestEnded,
  ChannelRequestReceived,
  ConflictFlagged,
  ConflictSettled,
  IntentRecognised,
  OrderAmended,
  OrderBackordered,
  OrderCancelled,
  OrderClosed,
  OrderConfirmed,
  OrderFulfilled,
  OrderHeld,
  OrderImported,
  OrderPlaced,
  OrderReleased,
  PaymentDue,
  PresaleLapsed,
  PresaleOpened,
  RefundDue,
  RemarkDoubted,
  RemarkJudged,
  SeriesChanged,
  SeriesEnded,
  SeriesOrderPlaced,
  SeriesStarted,
} from '../order/events.ts';
import { INTENT_TITLES } from '../order/intent-titles.ts';
import type { OrderRequest } from '../order/order.ts';
import type { CompensationCause } from '../routing/compensation.ts';
import {
  CompensationStarted,
  CompensationUndone,
  NetworkRefreshed,
  NetworkSignalled,
  PlanCommitted,
  PlanCompensated,
  PlanOverridden,
  PlanReconsidered,
  PlanWishWithdrawn,
} from '../routing/events.ts';
import {
  ReturnAmended,
  ReturnApproved,
  ReturnClosed,
  ReturnDisputed,
  type ReturnFacts,
  ReturnProgressed,
  ReturnRefunded,
  ReturnRejected,
  ReturnRequested,
} from '../service/events.ts';
import type { Instant } from '../time.ts';
import {
  DocumentReleased,
  DocumentRolledBack,
  OwnerTold,
  SalesPaused,
  SalesResumed,
  StockLocked,
} from '../workbench/events.ts';
import { ACTION_TITLES } from './action-titles.ts';
import type { Wording } from './sla.ts';
import { SLA_TITLES } from './sla-titles.ts';

type Excerpt = Record<string, string | number | boolean | null | string[]>;

/** What an event says to people: who answers for it, in a few words what became true, and the facts worth showing. */
export type Story = {
  readonly owner: string;
  readonly summary: Wording;
  readonly data: Excerpt;
  readonly occurredAt?: Instant | undefined;
};

const story = (owner: string, en: string, zh: string, data: Excerpt = {}, occurredAt?: Instant): Story => ({
  owner,
  summary: { en, zh },
  data,
  occurredAt,
});

/** Reasons may be a partner's or a person's own words: only codes are shown. */
const code = (reason: string | null): string | null =>
  reason !== null && /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(reason) ? reason : null;

const of = <D extends z.ZodType>({ type, data: schema }: EventDefinition<D>, tell: (data: z.output<D>) => Story) =>
  [
    type,
    (data: unknown): Story | null => {
      const facts = schema.safeParse(data);
      return facts.success ? tell(facts.data) : null;
    },
  ] as const;

/** `1 leg`, `2 legs` */
const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const shop = (channel: string, shopId: string): string => `channel:${channel}${shopId ? `/${shopId}` : ''}`;
const node = (id: string): string => `node:${id}`;
const carrier = (id: string): string => `carrier:${id}`;
type SlaTold = z.output<typeof SlaAtRisk.data> | z.output<typeof SlaBreached.data>;
const provider = ({ owner, responsible, node: id }: SlaTold): string =>
  owner ?? (responsible === id ? node(responsible) : carrier(responsible));
const slaTold = ({ step = 'DELIVERY', outlet, silence }: SlaTold, en: string, zh: string): [string, string] => {
  const title = SLA_TITLES[step];
  const known = code(outlet?.code ?? null);
  const at = known === null ? '' : ` (${known})`;
  const quiet = silence ? `, ${Math.round(silence.hours)} h` : '';
  return [`${en}: ${title.en}${quiet}${at}`, `${zh}：${title.zh}${quiet}${at}`];
};
const slaFacts = ({ legId, step = 'DELIVERY', dueAt, promiseAt, outlet }: SlaTold) => ({
  legId: legId ?? null,
  step,
  dueAt: dueAt ?? promiseAt ?? null,
  outlet: code(outlet?.code ?? null),
});
const quantities = (lines: readonly { readonly sku: string; readonly quantity: number }[]): string[] =>
  lines.map(({ sku, quantity }) => `${sku}×${quantity}`);

const FINDINGS: Readonly<Record<Finding, Wording>> = {
  MISSED: { en: 'its push never came', zh: '推送未到达' },
  BEHIND: { en: 'it changed there without a push', zh: '平台已变更，未收到推送' },
  UNKNOWN_TO_PLATFORM: { en: 'the platform knows no such order', zh: '平台查无此单' },
};

const CHANNEL = [
  of(PushReceived, ({ channel, shopId, topic, channelOrderId }) =>
    story(shop(channel, shopId), `${channel} sent ${topic}`, `${channel} 推送 ${topic}`, {
      channel,
      shopId,
      topic,
      channelOrderId,
    }),
  ),
  of(PushRejected, ({ channel, dedupeKey }) =>
    story(`channel:${channel}`, `a push of ${channel} could not be understood`, `${channel} 的推送无法解析`, {
      channel,
      dedupeKey,
    }),
  ),
  of(ReconciliationFound, ({ channel, shopId, channelOrderId, finding, ours, theirs }) =>
    story(
      shop(channel, shopId),
      `compared with ${channel}: ${FINDINGS[finding].en}`,
      `与 ${channel} 对账：${FINDINGS[finding].zh}`,
      { channel, shopId, channelOrderId, finding, ours, theirs },
    ),
  ),
  of(ChannelReconciled, ({ channel, shopId, from, to, listed, missed, behind, unknownToPlatform }) =>
    story(
      'system:reconcile-channel',
      `${many(listed, 'order')} compared with ${channel}`,
      `与 ${channel} 对账 ${listed} 单`,
      { channel, shopId, from, to, listed, missed, behind, unknownToPlatform },
    ),
  ),
  of(ConflictFlagged, ({ conflict }) =>
    story(
      `role:${conflict.settler ?? 'operator'}`,
      `${conflict.field}: ${conflictFacts(conflict.code).title.en}`,
      `${conflict.field}：${conflictFacts(conflict.code).title.zh}`,
      { code: conflict.code, field: conflict.field, holds: conflict.holds ?? false },
    ),
  ),
  of(ConflictSettled, ({ by, code: name, field, choice }) =>
    choice === null
      ? story(by, `${field}: the statements agree by now`, `${field}：信息已一致`, { code: name, field })
      : story(by, `${field}: settled`, `${field}：已裁定`, { code: name, field, choice }),
  ),
];

const REQUESTS: Readonly<Record<OrderRequest['kind'], Wording>> = {
  CANCEL: { en: 'cancellation', zh: '取消申请' },
  ADDRESS_CHANGE: { en: 'address change', zh: '改址申请' },
};
type RequestTold = z.output<typeof ChannelRequestReceived.data>;
const requested = (data: RequestTold, owner: string, en: string, zh: string, more: Excerpt = {}): Story =>
  story(owner, `${REQUESTS[data.kind].en}: ${en}`, `${REQUESTS[data.kind].zh}：${zh}`, {
    requestId: data.requestId,
    kind: data.kind,
    approvesItselfAt: data.approvesItselfAt,
    ...more,
  });

const REQUEST = [
  of(ChannelRequestReceived, (data) =>
    requested(data, shop(data.channel, ''), 'asked for at the platform', '买家发起'),
  ),
  of(ChannelRequestDue, (data) =>
    requested(
      data,
      'role:operator',
      `approves itself in ${Math.round(data.remainingSeconds / 60)} min`,
      `${Math.round(data.remainingSeconds / 60)} 分钟后自动同意`,
      { remainingSeconds: data.remainingSeconds },
    ),
  ),
  of(ChannelRequestEnded, (data) =>
    requested(data, shop(data.channel, ''), `ended, ${data.state}`, `结束：${data.state}`, { state: data.state }),
  ),
];

const NEWS = {
  CONFIRMED: { en: 'the confirmation', zh: '接单确认' },
  SHIPPED: { en: 'the parcel', zh: '发货' },
  REFUSED: { en: 'the cancellation', zh: '取消' },
  STOCK: { en: 'the stock level', zh: '库存' },
} as const;

const WRITE_BACKS = [
  of(WriteBackConfirmed, ({ channel, shopId, kind, writeBackId, legId, sku, attempts }) =>
    story(shop(channel, shopId), `${channel} shows ${NEWS[kind].en}`, `${channel} 已显示${NEWS[kind].zh}`, {
      writeBackId,
      kind,
      legId,
      sku,
      attempts,
    }),
  ),
  of(WriteBackFailed, ({ channel, kind, writeBackId, legId, sku, attempts, state }) =>
    story(
      'role:operator',
      `${channel} does not show ${NEWS[kind].en}: ${state}`,
      `${channel} 回传${NEWS[kind].zh}失败：${state}`,
      { writeBackId, kind, legId, sku, attempts, state },
    ),
  ),
];

const ORDER = [
  of(OrderPlaced, ({ channel, shopId, channelOrderId, lines, currency, amounts }) =>
    story(
      shop(channel, shopId),
      `order placed on ${channel}, ${many(lines.length, 'line')}`,
      `${channel} 下单，共 ${lines.length} 行`,
      { channel, shopId, channelOrderId, lines: lines.length, currency, totalMinor: amounts.totalMinor },
    ),
  ),
  of(RemarkDoubted, ({ reviewId, from, type, confidence }) =>
    story(
      'role:operator',
      `the ${from}'s remark may ask for ${type}`,
      `${from === 'buyer' ? '买家' : '卖家'}备注疑似：${type}`,
      {
        reviewId,
        from,
        type,
        confidence,
      },
    ),
  ),
  of(RemarkJudged, ({ reviewId, from, type, verdict, by }) =>
    story(by, `reading of a remark judged: ${verdict}`, `备注解析裁定：${verdict}`, { reviewId, from, type, verdict }),
  ),
  of(IntentRecognised, ({ intents, offers, model }) => {
    const [first] = intents;
    const title = first ? INTENT_TITLES[first.intent] : { en: 'nothing in particular', zh: '普通订单' };
    return story('system:intent', `the order is for: ${title.en}`, `订单意图：${title.zh}`, {
      intents: intents.map(({ intent, probability }) => `${intent} ${probability}`),
      offers,
      model,
    });
  }),
  of(OrderImported, ({ channel, channelOrderId, source, state, lines, currency, amounts, placedAt }) =>
    story(
      'system:import',
      `imported from ${source} as ${state}, ${many(lines.length, 'line')}`,
      `从 ${source} 导入历史订单（${state}），共 ${lines.length} 行`,
      { channel, channelOrderId, source, state, lines: lines.length, currency, totalMinor: amounts.totalMinor },
      placedAt,
    ),
  ),
  of(OrderHeld, ({ hold }) =>
    story(hold.actor, `held: ${hold.type}`, `订单挂起：${hold.type}`, {
      holdId: hold.holdId,
      type: hold.type,
      releaseCondition: hold.releaseCondition,
    }),
  ),
  of(OrderReleased, ({ holdId, type, by, remaining }) =>
    story(by, `released: ${type}, ${many(remaining, 'hold')} left`, `解除挂起：${type}，剩余 ${remaining} 项`, {
      holdId,
      type,
      remaining,
    }),
  ),
  of(OrderConfirmed, ({ region }) =>
    story('system:screen-order', 'screened and confirmed', '审核通过，订单确认', { region }),
  ),
  of(OrderAmended, ({ fields, by }) =>
    story(by, `changed: ${fields.join(', ')}`, `订单变更：${fields.join('、')}`, { fields }),
  ),
  of(RefundDue, ({ amountMinor, currency, by }) =>
    story(
      by,
      `to be paid back: ${amountMinor} minor units ${currency}`,
      `应退款 ${amountMinor}（${currency} 最小单位）`,
      {
        amountMinor,
        currency,
      },
    ),
  ),
  of(PaymentDue, ({ amountMinor, currency, by }) =>
    story(
      by,
      `still to be paid: ${amountMinor} minor units ${currency}`,
      `应补款 ${amountMinor}（${currency} 最小单位）`,
      {
        amountMinor,
        currency,
      },
    ),
  ),
  of(OrderCancelled, ({ by, from, reason }) =>
    story(by, `cancelled while ${from}`, `订单取消（原状态 ${from}）`, { from, reason: code(reason) }),
  ),
  of(OrderBackordered, ({ missing }) =>
    story('system:commit-plan', 'no stock: waits for it', '缺货，等待补货', { missing: missing.map(({ sku }) => sku) }),
  ),
  of(BackorderFilled, ({ lines, remaining, since }) =>
    story('system:backorders', 'stock came for it', '缺货已到，按队列分配', {
      lines: quantities(lines),
      remaining: quantities(remaining),
      since,
    }),
  ),
  of(OrderFulfilled, ({ legs, onTime }) =>
    story('system:settle-order', `fulfilled with ${many(legs, 'leg')}`, `订单履约完成，共 ${legs} 段`, {
      legs,
      onTime,
    }),
  ),
  of(OrderClosed, ({ by }) => story(by, 'closed by the channel', '渠道关闭交易')),
  of(PresaleOpened, ({ document, finalDueAt, launchAt }) =>
    story('system:presale', 'a pre-sale', '预售订单', { document, finalDueAt, launchAt }),
  ),
  of(PresaleLapsed, ({ document, depositMinor, deposit }) =>
    story('system:presale', 'the rest was not paid in time', '尾款逾期未付', { document, depositMinor, deposit }),
  ),
  of(SeriesStarted, ({ seriesId, document, orders }) =>
    story('system:series', `${many(orders.length, 'order')} will follow`, `将产生 ${orders.length} 个后续订单`, {
      seriesId,
      document,
    }),
  ),
  of(SeriesOrderPlaced, ({ seriesId, number, dueAt, placed }) =>
    story('system:series', `order ${number} of the series placed`, `第 ${number} 期订单已生成`, {
      seriesId,
      number,
      dueAt,
      placed,
    }),
  ),
  of(SeriesChanged, ({ seriesId, do: deed, number, by }) =>
    story(by, `series: ${deed}`, `后续订单变更：${deed}`, { seriesId, do: deed, number }),
  ),
  of(SeriesEnded, ({ seriesId, state, placed }) =>
    story('system:series', `series over, ${many(placed, 'order')} placed`, `后续订单结束，共 ${placed} 单`, {
      seriesId,
      state,
    }),
  ),
];

const CAUSES: Readonly<Record<CompensationCause, Wording>> = {
  OVERRIDE: { en: 'a person wants another', zh: '人工改派' },
  ADDRESS: { en: 'it goes to another address', zh: '改址' },
  REJECTED: { en: 'a partner refused', zh: '合作方拒单' },
  SHORT_PICK: { en: 'too little was picked', zh: '拣货短缺' },
  CLOSED: { en: 'a part of the network is closed', zh: '线路或仓停用' },
};

const ROUTING = [
  of(PlanCommitted, ({ planId, attempt, costMinor, currency, successProbability, legs }) =>
    story(
      'system:commit-plan',
      `plan committed: ${many(legs.length, 'leg')} from ${legs.map((leg) => leg.node).join(', ')}`,
      `方案锁定：${legs.length} 段，发自 ${legs.map((leg) => leg.node).join('、')}`,
      { planId, attempt, costMinor, currency, successProbability, legs: legs.map(({ legId }) => legId) },
    ),
  ),
  of(PlanCompensated, ({ planId, legs, actor, cause, added }) =>
    cause
      ? story(
          actor ?? 'system:compensation',
          `plan replaced (${CAUSES[cause].en}): ${many(legs.length, 'leg')} taken back, ${added?.length ?? 0} added`,
          `改派完成（${CAUSES[cause].zh}）：撤回 ${legs.length} 段，新增 ${added?.length ?? 0} 段`,
          { planId, cause, legs, added: added ?? [] },
        )
      : story(
          'system:withdraw-plan',
          `plan withdrawn, ${many(legs.length, 'leg')} given back`,
          `方案撤回，退还 ${legs.length} 段`,
          { planId, legs },
        ),
  ),
  of(PlanReconsidered, ({ planId, costMinor, nodes, savedMinor, orders }) =>
    story(
      'system:reconsider-plans',
      `plan exchanged before its hand-out, now from ${nodes.after.join(', ')}: ${many(orders, 'open order')} together save ${(savedMinor / 100).toFixed(2)}`,
      `交付前与其他订单一并重新评估，改发自 ${nodes.after.join('、')}：${orders} 单合计节省 ${(savedMinor / 100).toFixed(2)}`,
      { planId, costBeforeMinor: costMinor.before, costAfterMinor: costMinor.after, savedMinor, orders },
    ),
  ),
  of(PlanOverridden, ({ by, planId, compensationId, difference: { costMinor, successProbability } }) =>
    story(by, 'another plan is wanted by a person', '人工指定新方案', {
      planId,
      compensationId,
      costDifferenceMinor: costMinor.difference,
      successProbability: successProbability.after,
    }),
  ),
  of(PlanWishWithdrawn, ({ by, wishedBy }) =>
    story(by, `what ${wishedBy} wished of its plans no longer counts`, `撤销 ${wishedBy} 指定的方案要求`, { wishedBy }),
  ),
  of(CompensationStarted, ({ actor, cause, compensationId }) =>
    story(actor, `the plan is being replaced: ${CAUSES[cause].en}`, `开始改派：${CAUSES[cause].zh}`, {
      cause,
      compensationId,
    }),
  ),
  of(CompensationUndone, ({ owner, cause, compensationId }) =>
    story(
      owner,
      `the plan stays: it could not be replaced (${CAUSES[cause].en})`,
      `改派未成，原方案继续（${CAUSES[cause].zh}）`,
      {
        cause,
        compensationId,
      },
    ),
  ),
];

const BOOKING_TITLES = {
  BOOK: { en: 'ordering its carriage', zh: '下单' },
  CANCEL: { en: 'cancelling its carriage', zh: '取消订单' },
  INTERCEPT: { en: 'stopping its parcel', zh: '拦截' },
} as const;
const MOVEMENT_TITLES: Readonly<Record<MovementKind, string>> = {
  LOCKED: '锁定',
  RESERVED: '占用',
  RELEASED: '释放',
  SHIPPED: '出库',
  COUNTED: '盘点',
  ADJUSTED: '调整',
  TRANSFERRED_OUT: '调出',
  TRANSFERRED_IN: '调入',
  EXPECTED: '在途',
  RECEIVED: '入库',
  DAMAGED: '报损',
  SPREAD: '分片',
};
const RECALLS: Readonly<Record<'RECALL' | 'INTERCEPT', Wording>> = {
  RECALL: { en: 'recall', zh: '召回' },
  INTERCEPT: { en: 'interception', zh: '拦截' },
};

const FULFILLMENT = [
  of(StockReserved, ({ legId, node: id, lines }) =>
    story(node(id), `stock taken at ${id}`, `${id} 占用库存`, { legId, lines: quantities(lines) }),
  ),
  of(StockReleased, ({ legId, node: id, lines }) =>
    story(node(id), `stock given back to ${id}`, `${id} 释放库存`, { legId, lines: quantities(lines) }),
  ),
  of(StockUnlocked, ({ lines, reason }) =>
    story(
      'system:order',
      `stock kept for it was given back, ${many(lines.length, 'line')}`,
      `释放锁定库存，共 ${lines.length} 行`,
      {
        reason: code(reason),
        lines: lines.map(({ sku, node: id, quantity }) => `${quantity} × ${sku} @ ${id}`),
      },
    ),
  ),
  of(StockMoved, ({ by, commandId, lines }) =>
    story(
      by.startsWith('partner:') ? node(by.slice('partner:'.length)) : 'role:operator',
      `stock was moved: ${[...new Set(lines.map(({ kind }) => kind))].join(', ')}`,
      `库存变动：${[...new Set(lines.map(({ kind }) => MOVEMENT_TITLES[kind]))].join('、')}`,
      { commandId, lines: lines.length },
    ),
  ),
  of(StockDrifted, ({ node: id, sku, differences }) =>
    story(
      'role:operator',
      `${sku} at ${id} is not what its movements add up to: ${differences.map(({ what }) => what).join(', ')}`,
      `${id} 的 ${sku} 库存与流水不符：${differences.map(({ what }) => what).join('、')}`,
      { node: id, sku },
    ),
  ),
  of(LegDispatched, ({ legId, node: id, carrier: by, acceptBy, etaAt }) =>
    story(node(id), `leg handed to ${id} for ${by}`, `履约段下发 ${id}，承运 ${by}`, {
      legId,
      node: id,
      carrier: by,
      acceptBy,
      etaAt,
    }),
  ),
  of(LegAccepted, ({ legId, node: id, acceptedAt }) =>
    story(node(id), `${id} accepted the leg`, `${id} 接受履约段`, { legId }, acceptedAt),
  ),
  of(LegRejected, ({ legId, node: id, reason }) =>
    story(node(id), `${id} rejected the leg`, `${id} 拒绝履约段`, { legId, reason: code(reason) }),
  ),
  of(LegShortPicked, ({ legId, node: id, lines, reason }) =>
    story(
      node(id),
      `${id} has fewer than ordered: ${lines.map(({ sku, picked, quantity }) => `${sku} ${picked} of ${quantity}`).join(', ')}`,
      `${id} 缺件：${lines.map(({ sku, picked, quantity }) => `${sku} ${picked}/${quantity}`).join('、')}`,
      { legId, reason: code(reason) },
    ),
  ),
  of(ActionRecorded, ({ legId, node: id, carrier: by, action, reason, progress, etaAt, late, occurredAt }) =>
    story(
      factsOf(action).moves ? carrier(by) : node(id),
      `${ACTION_TITLES[action].en}${late ? ' (told late)' : ''}`,
      `${ACTION_TITLES[action].zh}${late ? '（迟报）' : ''}`,
      { legId, action, progress, reason: code(reason), etaAt, late },
      occurredAt,
    ),
  ),
  of(LegCompleted, ({ legId, carrier: by, action, completedAt }) =>
    story(carrier(by), `${by} completed the leg`, `${by} 完成履约段`, { legId, action }, completedAt),
  ),
  of(LegWithdrawn, ({ legId, node: id, reason, wasHandedOut }) =>
    story('system:order', `leg taken back from ${id}`, `撤回 ${id} 的履约段`, {
      legId,
      reason: code(reason),
      wasHandedOut,
    }),
  ),
  of(LegSplit, ({ legId, node: id, into }) =>
    story(
      'system:compensation',
      `leg at ${id} divided into ${into.length} parcels`,
      `${id} 的履约段拆成 ${into.length} 个包裹`,
      {
        legId,
        into,
      },
    ),
  ),
  of(LegsMerged, ({ legId, node: id, from }) =>
    story(
      'system:compensation',
      `${from.length} legs at ${id} put into one parcel`,
      `${id} 的 ${from.length} 个履约段合成一个包裹`,
      {
        legId,
        from,
      },
    ),
  ),
  of(LegCombined, ({ by, legId, node: id, parcelId, lead, with: others, costMinor }) =>
    story(
      by,
      `in one parcel with goods of ${many(others.length, 'other order')} at ${id}`,
      `在 ${id} 与另外 ${others.length} 个订单合包`,
      { legId, parcelId, lead, with: others.map((other) => other.legId), costMinor },
    ),
  ),
  of(LegParted, ({ by, legId, node: id, parcelId, reason }) =>
    story(by, `by itself again at ${id}`, `在 ${id} 拆出合包`, { legId, parcelId, reason: code(reason) }),
  ),
  of(LegRecallAsked, ({ legId, node: id, carrier: by, way, answerBy }) =>
    story(way === 'RECALL' ? node(id) : carrier(by), `${RECALLS[way].en} asked`, `发起${RECALLS[way].zh}`, {
      legId,
      way,
      answerBy,
    }),
  ),
  of(LegRecallAnswered, ({ legId, node: id, carrier: by, way, granted }) =>
    story(
      way === 'RECALL' ? node(id) : carrier(by),
      `${RECALLS[way].en} ${granted ? 'granted' : 'refused'}`,
      `${RECALLS[way].zh}${granted ? '成功' : '被拒'}`,
      { legId, way, granted },
    ),
  ),
  of(LegReinstated, ({ legId, node: id }) =>
    story('system:compensation', `${id} goes on with its leg`, `${id} 继续执行原履约段`, { legId }),
  ),
  of(LegFailed, ({ legId, node: id, carrier: by, action, reason, failedAt }) =>
    story(
      factsOf(action).moves ? carrier(by) : node(id),
      `the leg failed: ${ACTION_TITLES[action].en}`,
      `履约段失败：${ACTION_TITLES[action].zh}`,
      { legId, action, reason: code(reason) },
      failedAt,
    ),
  ),
  of(BookingFailed, ({ legId, carrier: by, booker, step, reason }) =>
    story(carrier(by), `${BOOKING_TITLES[step].en} failed at ${booker}`, `${booker} ${BOOKING_TITLES[step].zh}失败`, {
      legId,
      booker,
      step,
      reason: code(reason),
    }),
  ),
  of(SlaAtRisk, (data) =>
    story(provider(data), ...slaTold(data, 'at risk', '有超时风险'), {
      ...slaFacts(data),
      etaAt: data.etaAt ?? null,
    }),
  ),
  of(SlaBreached, (data) =>
    story(provider(data), ...slaTold(data, 'missed', '已超时'), {
      ...slaFacts(data),
      completedAt: data.completedAt ?? null,
    }),
  ),
];

type ReturnTold = z.output<typeof ReturnFacts>;
const returned = (data: ReturnTold, owner: string, en: string, zh: string): Story =>
  story(owner, `return ${data.channelReturnId}: ${en}`, `售后单 ${data.channelReturnId}：${zh}`, {
    returnId: data.returnId,
    channelReturnId: data.channelReturnId,
    kind: data.kind,
    state: data.state,
    platformStatus: code(data.platformStatus),
    refundMinor: data.refundMinor,
    currency: data.currency,
    decidesItselfAt: data.decidesItselfAt,
  });
const fromChannel = ({ channel }: ReturnTold): string => shop(channel, '');

const RETURN_STEPS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  GOODS_RETURNED: ['goods sent back', '买家已退货'],
  GOODS_RECEIVED: ['goods received back', '已收到退货'],
  EXCHANGE_SHIPPED: ['replacement sent', '换货已发出'],
};

const SERVICE = [
  of(ReturnRequested, (data) => returned(data, fromChannel(data), 'requested', '买家申请售后')),
  of(ReturnApproved, (data) => returned(data, fromChannel(data), 'agreed to', '售后申请已同意')),
  of(ReturnRejected, (data) => returned(data, fromChannel(data), 'refused', '售后申请被拒绝')),
  of(ReturnProgressed, (data) =>
    returned(data, fromChannel(data), ...(RETURN_STEPS[data.state ?? ''] ?? ['went on', '售后有进展'])),
  ),
  of(ReturnDisputed, (data) => returned(data, fromChannel(data), 'the platform decides', '平台介入')),
  of(ReturnRefunded, (data) => returned(data, fromChannel(data), 'the money went back', '退款完成')),
  of(ReturnClosed, (data) => returned(data, fromChannel(data), 'closed', '售后关闭')),
  of(ReturnAmended, (data) =>
    returned(data, fromChannel(data), `changed: ${data.fields.join(', ')}`, `售后变更：${data.fields.join('、')}`),
  ),
];

const SIGNAL_TITLES = {
  STOCK: '库存',
  CAPACITY: '产能负荷',
  WEATHER: '天气',
  CLOSURE: '停用',
  CARRIER_NOTICE: '承运商通知',
} as const;

const NETWORK = [
  of(NetworkSignalled, ({ signals }) =>
    story(
      'role:operator',
      `the network changed: ${[...new Set(signals.map(({ kind }) => kind))].join(', ')}`,
      `履约网络有变化：${[...new Set(signals.map(({ kind }) => SIGNAL_TITLES[kind]))].join('、')}`,
      { signals: signals.length },
    ),
  ),
  of(NetworkRefreshed, ({ version, nodes, lanes, signals, tookMs }) =>
    story(
      'system:refresh-network',
      `the whole network was worked out anew: ${many(nodes, 'node')}, ${many(lanes, 'lane')}, ${many(signals, 'standing signal')}`,
      `履约网络已整体刷新：${nodes} 个节点、${lanes} 条线路、${signals} 条有效信号`,
      { version, nodes, lanes, signals, tookMs },
    ),
  ),
];

const WORKBENCH = [
  of(DocumentReleased, ({ kind, id, version, to }) =>
    story(
      'role:operator',
      `${kind} ${id}: version ${version} is obeyed ${to === 'ALL' ? 'by all' : 'by an audience first'}`,
      `${kind} ${id}：版本 ${version} ${to === 'ALL' ? '全量生效' : '先对部分流量生效'}`,
      { kind, id, version },
    ),
  ),
  of(DocumentRolledBack, ({ kind, id, from, to }) =>
    story(
      'role:operator',
      `${kind} ${id}: back from version ${from} to ${to}`,
      `${kind} ${id}：从版本 ${from} 退回 ${to}`,
      {
        kind,
        id,
        from,
        to,
      },
    ),
  ),
];

const shops = (told: readonly { channel: string; shopId: string }[]): string[] =>
  told.map(({ channel, shopId }) => `${channel}/${shopId}`);

const REACTIONS = [
  of(OwnerTold, ({ reaction, version, rule, owner, sku, because }) =>
    story(owner, `told by ${reaction} because of ${because.type}`, `${reaction} 提醒处理（${because.type}）`, {
      reaction,
      version,
      rule,
      sku,
    }),
  ),
  of(StockLocked, ({ reaction, version, rule, lines }) =>
    story(`system:${reaction}`, `stock kept, ${many(lines.length, 'line')}`, `锁定库存，共 ${lines.length} 行`, {
      reaction,
      version,
      rule,
      lines: lines.map(({ sku, node: id, quantity }) => `${quantity} × ${sku} @ ${id}`),
    }),
  ),
  of(SalesPaused, ({ reaction, version, rule, sku, shops: told }) =>
    story(`system:${reaction}`, `sale of ${sku} paused`, `${sku} 暂停销售`, {
      reaction,
      version,
      rule,
      sku,
      shops: shops(told),
    }),
  ),
  of(SalesResumed, ({ reaction, version, rule, sku, shops: told }) =>
    story(`system:${reaction}`, `sale of ${sku} resumed`, `${sku} 恢复销售`, {
      reaction,
      version,
      rule,
      sku,
      shops: shops(told),
    }),
  ),
];

const PEOPLE = [
  of(CustomersMerged, ({ customerId, mergeId, left, right, by, ground }) =>
    story(by, 'two customers are one person', '两个客户合并为一人', { customerId, mergeId, left, right, ground }),
  ),
  of(CustomersUnmerged, ({ customerId, mergeId, left, right, by }) =>
    story(by, 'a person is two customers again', '客户合并已撤销', { customerId, mergeId, left, right }),
  ),
  of(CustomerErased, ({ customerId, orders, by }) =>
    story(by, 'the personal data was erased', '个人信息已删除', { customerId, orders }),
  ),
];

const STORIES = new Map([
  ...PEOPLE,
  ...CHANNEL,
  ...REQUEST,
  ...WRITE_BACKS,
  ...ORDER,
  ...ROUTING,
  ...FULFILLMENT,
  ...SERVICE,
  ...NETWORK,
  ...WORKBENCH,
  ...REACTIONS,
]);

/** The story of an event; null for a type or facts that this version does not know. */
export const tellStory = (type: string, data: unknown): Story | null => STORIES.get(type)?.(data) ?? null;
