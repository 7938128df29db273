import type { Leg } from '../fulfillment/leg.ts';
import { type EventId, newId } from '../id.ts';
import { standOver } from './amended.ts';
import { cancel } from './cancel-order.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { flag, sameConflict } from './conflicts.ts';
import { liftDueHolds } from './due-holds.ts';
import { OrderAmended, OrderClosed, OrderPlaced } from './events.ts';
import { frozenConstraints } from './frozen-constraints.ts';
import { flagLateHolds, type HoldWish, inState, NOT_HANDED_OUT, reconcileHolds } from './holds.ts';
import { withLineChanges } from './line-changes.ts';
import { askedOf, type MeaningDocuments, NO_DOCUMENTS, understand } from './meaning.ts';
import { canonical, mergeChannelOrders } from './merge.ts';
import type { ChannelOrder, Conflict, HoldType, Order } from './order.ts';
import { type Extension, extended, isExtended } from './order-attributes.ts';
import { deliveredElsewhere } from './untimely-delivery.ts';

/** The channel said something about an order: what its mapping read, and the `PushReceived` event it came by. */
export type RecordChannelOrder = {
  readonly channelOrder: ChannelOrder;
  readonly pushEventId: EventId | null;
  readonly traceId: string;
  readonly color: string;
  /** What decides about remarks and intent; left out: the usual trust, and nothing guessed. */
  readonly documents?: MeaningDocuments;
  /** Conflicts with what only the caller knows: other orders, prices of the past, the clock. */
  readonly found?: readonly Conflict[];
  /** What its attributes mean, and what second sources know. Left out: they are kept as they were mapped. */
  readonly extension?: Extension;
};

/** The order fields that are read off the channel's merged view. */
const derived = (view: ChannelOrder, documents: MeaningDocuments, order?: Order) => {
  const { lines, promiseAt, amounts } = withLineChanges(view);
  const constraints = [...askedOf(view, documents, order).constraints];
  return {
    placedAt: view.placedAt,
    promiseAt,
    fulfillmentType: view.fulfillmentType,
    currency: view.currency,
    amounts,
    initiator: view.initiator,
    deliverables: lines,
    constraints,
    destination: view.destination,
    remarks: view.remarks,
  };
};

/** What may not change any more once goods are being handed out. */
const FROZEN_WHEN_PLANNED = ['deliverables', 'destination', 'promiseAt', 'fulfillmentType'] as const;

const isPlanned = (order: Order): boolean =>
  ['PLANNED', 'FULFILLING', 'FULFILLED', 'CLOSED'].includes(order.lifecycle.state);

/**
 * Takes the channel's word into the order: places it, amends it, holds or releases it, cancels or closes it.
 * Old or repeated news changes nothing and gives no event, and neither does the echo of what the channel was told from here.
 * @param legs the order's: goods that left here are shipped here, whatever became of the rest
 */
export const recordChannelOrder = (
  command: RecordChannelOrder,
  order: Order | null,
  context: Context,
  legs: readonly Leg[] = [],
): Change | { kind: 'STALE' } => {
  if (!order) return placed(command, context);
  const view = mergeChannelOrders(order.channelView, command.channelOrder);
  const hasNews = canonical(view) !== canonical(order.channelView) || isExtended(view, order, command.extension);
  if (!hasNews && !isFoundNow(command, order)) return { kind: 'STALE' };
  return takeView({ ...command, view }, order, context, legs);
};

/** Whether the caller found a conflict that the order does not carry yet. */
const isFoundNow = ({ found = [] }: RecordChannelOrder, { conflicts }: Order): boolean =>
  found.some((each) => !conflicts.some((known) => sameConflict(known, each)));

type TakeView = Pick<RecordChannelOrder, 'documents' | 'found' | 'extension'> & { readonly view: ChannelOrder };

/** Makes the order what the channel's word says, read by the documents given. */
const takeView = (
  { view, documents = NO_DOCUMENTS, found = [], extension }: TakeView,
  order: Order,
  context: Context,
  legs: readonly Leg[],
): Change => {
  const amended = amend(order, { view, documents, extension, echo: isEcho(view, legs) }, context);
  const told = holdsAskedBy(order.channelView, legs);
  const followed = followStatus(amended, { view, wishes: holdsAskedBy(view, legs), told }, context);
  const contradictions = [...found, ...deliveredElsewhere(order, view, legs, context.now)];
  const released = liftDueHolds(followed, context);
  const settled = understand(released, { view, documents, found: contradictions, before: order }, context);
  // News that changes nothing we act on (a new source time only) still moves the view on, with the next event or alone.
  const pins = { [`mapping/${view.channel}`]: view.mappingVersion, ...extension?.meta.pins };
  const pinned = { ...settled.order.pinned, ...pins };
  return { ...settled, order: { ...settled.order, channelView: view, pinned } };
};

/**
 * Reads an order's own statements again: after a verdict, a choice between values, or by another reader of remarks (`view` then
 * carries the new reading).
 */
export const understandAgain = (
  order: Order,
  { view = order.channelView, documents }: { readonly view?: ChannelOrder; readonly documents: MeaningDocuments },
  context: Context,
  legs: readonly Leg[],
): Change => takeView({ view, documents }, order, context, legs);

const placed = (
  { channelOrder: view, pushEventId, traceId, color, documents = NO_DOCUMENTS, found, extension }: RecordChannelOrder,
  context: Context,
): Change => {
  const order: Order = {
    orderId: newId('ord', context.nextUlid),
    channel: view.channel,
    shopId: view.shopId,
    channelOrderId: view.channelOrderId,
    ...derived(view, documents),
    attributes: view.attributes,
    ...extended(view, null, extension),
    fulfillers: [],
    lifecycle: {
      state: 'PLACED',
      since: context.now,
      attempts: 0,
      refusedBy: [],
      cancelReason: null,
      channelStatus: view.status,
    },
    holds: [],
    conflicts: [],
    planId: null,
    channelView: view,
    pinned: { [`mapping/${view.channel}`]: view.mappingVersion, ...extension?.meta.pins },
    color,
    traceId,
    // Replaced by the first event below; an order never exists without one.
    lastEventId: pushEventId ?? newId('evt', context.nextUlid),
    version: 0,
    revision: 0,
    updatedAt: context.now,
  };
  const { orderId: _id, ...facts } = order;
  const change = because(
    unchanged(order),
    OrderPlaced,
    {
      channel: facts.channel,
      shopId: facts.shopId,
      channelOrderId: facts.channelOrderId,
      customerId: facts.initiator.customerId,
      placedAt: facts.placedAt,
      promiseAt: facts.promiseAt,
      fulfillmentType: facts.fulfillmentType,
      currency: facts.currency,
      amounts: facts.amounts,
      lines: facts.deliverables.map(({ lineId, kind, sku, quantity, totalMinor }) => ({
        lineId,
        kind,
        sku,
        quantity,
        totalMinor,
      })),
      destination: facts.destination,
      holds: view.holds.map(({ type }) => type),
    },
    {},
    context,
  );
  const followed = followStatus(change, { view, wishes: holdsAskedBy(view, []), told: [] }, context);
  return understand(followed, { view, documents, ...(found ? { found } : {}), before: null }, context);
};

/** What we found out ourselves (from the SKU data, say) stays when the channel speaks again. */
const ownConstraints = ({ constraints }: Order): Order['constraints'] =>
  constraints.filter(({ source }) => !source.startsWith('channel:') && !source.startsWith('remark:'));

/** What a platform adds about a parcel that it was told of: kept, and no news. */
const QUIET_IN_ECHO = ['attributes', 'tags'];
/** How the order is found and what it was joined with: kept beside what changes by it, and no news of their own. */
const NO_NEWS = ['foundBy', 'enhancements', 'personalFields', 'amended'];

type Amend = {
  readonly view: ChannelOrder;
  readonly documents: MeaningDocuments;
  readonly extension: Extension | undefined;
  readonly echo: boolean;
};

const amend = (order: Order, { view, documents, extension, echo }: Amend, context: Context): Change => {
  const { said: read, amended, conflicts } = standOver(derived(view, documents, order), order.amended, context.now);
  const constraints = frozenConstraints(order, [...read.constraints, ...ownConstraints(order)]);
  const stands = amended ? { amended } : {};
  const next = { ...read, ...stands, ...extended(view, order, extension), constraints: constraints.taken };
  const changed = (Object.keys(next) as (keyof typeof next)[]).filter(
    (field) => canonical(next[field]) !== canonical(order[field]),
  );
  const frozen = isPlanned(order) ? changed.filter((field) => FROZEN_WHEN_PLANNED.includes(field as never)) : [];
  const taken = changed.filter((field) => !frozen.includes(field));
  const patch = Object.fromEntries(taken.map((field) => [field, next[field]]));
  const lifecycle = { ...order.lifecycle, channelStatus: view.status };
  const quiet = echo ? [...NO_NEWS, ...QUIET_IN_ECHO] : NO_NEWS;
  const news = taken.filter((field) => !quiet.includes(field));
  const told =
    news.length > 0
      ? because(
          unchanged(order),
          OrderAmended,
          { fields: news, by: `channel:${order.channel}` },
          { ...patch, lifecycle },
          context,
        )
      : unchanged({ ...order, ...patch, lifecycle });
  const late = [
    ...frozen.map((field) => ({ field, stands: order[field] as unknown, said: next[field] as unknown })),
    ...(constraints.late ? [{ field: 'constraints', ...constraints.late }] : []),
  ];
  return flag(told, [...conflicts, ...late.map((each) => changedTooLate(each, context))], context);
};

type Late = { readonly field: string; readonly stands: unknown; readonly said: unknown };

const changedTooLate = ({ field, stands, said }: Late, { now }: Context): Conflict => ({
  code: 'CHANGED_AFTER_PLANNING',
  field,
  values: [digestOf(stands), digestOf(said)],
  since: now,
  chosenBy: 'the plan stands; a person decides',
});

/** Short and free of personal data (a destination shows its place and address digest only). */
const digestOf = (value: unknown): string => {
  const text = canonical(value) ?? 'null';
  return text.length > 200 ? `${text.slice(0, 197)}…` : text;
};

const SHIPPED = ['PART_SHIPPED', 'SHIPPED', 'DELIVERED', 'COMPLETED'];

const haveLeft = (legs: readonly Leg[]): boolean => legs.some(({ stock }) => stock === 'SHIPPED');

/** Goods leave before the channel is told so: when they have left here, that it shows them as shipped is the echo of our own word. */
const isEcho = ({ status }: ChannelOrder, legs: readonly Leg[]): boolean => SHIPPED.includes(status) && haveLeft(legs);

/** The holds a channel's word asks for: those its mapping read, and one when it shows as shipped what nobody here sent. */
const holdsAskedBy = ({ holds, status }: ChannelOrder, legs: readonly Leg[]): HoldWish[] => [
  ...holds,
  ...(SHIPPED.includes(status) && !haveLeft(legs)
    ? [
        {
          type: 'SHIPPED_ELSEWHERE' as const,
          reason: `lifecycle.channelStatus: the channel shows ${status} but no leg was handed out here: check who ships it`,
        },
      ]
    : []),
];

type Word = {
  readonly view: ChannelOrder;
  /** The holds it asks for, and those it asked for before. */
  readonly wishes: readonly HoldWish[];
  readonly told: readonly HoldWish[];
};

/** Holds, cancels or closes as the channel's status asks. */
const followStatus = (change: Change, { view, wishes, told }: Word, context: Context): Change => {
  const { order } = change;
  const { status } = view;
  const actor = `channel:${order.channel}`;
  if (status === 'CANCELLED') return followCancellation(change, actor, context);
  if (status === 'COMPLETED' && order.lifecycle.state === 'FULFILLED')
    return because(change, OrderClosed, { by: actor }, { lifecycle: inState(order, 'CLOSED', context) }, context);
  const isNews = (type: HoldType): boolean => !told.some((hold) => hold.type === type);
  if (order.lifecycle.state === 'FULFILLING')
    return flagLateHolds(
      change,
      view.holds.filter(({ type }) => isNews(type)),
      context,
    );
  if (!NOT_HANDED_OUT.includes(order.lifecycle.state)) return change;
  return reconcileHolds(change, wishes, actor, context, isNews);
};

/** The channel cancelled. Where goods may have left, the two sides disagree: flagged, and a person decides. */
const followCancellation = (change: Change, actor: string, context: Context): Change => {
  const { order } = change;
  const { state } = order.lifecycle;
  if (state === 'CANCELLED') return change;
  if (!['FULFILLING', 'FULFILLED', 'CLOSED'].includes(state))
    return cancel(change, { reason: 'CANCELLED_BY_CHANNEL', by: actor }, context);
  const conflict: Conflict = {
    code: 'CANCELLED_AFTER_DISPATCH',
    field: 'lifecycle.state',
    values: [`channel: CANCELLED`, `here: ${state}`],
    since: context.now,
    chosenBy: 'legs go on until a person cancels or recalls them',
  };
  return change.order.conflicts.some(({ code }) => code === conflict.code) ? change : flag(change, [conflict], context);
};
