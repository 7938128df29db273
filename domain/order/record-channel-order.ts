import { type EventId, newId } from '../id.ts';
import { cancel } from './cancel-order.ts';
import { because, type Change, type Context, unchanged } from './change.ts';
import { flag } from './conflicts.ts';
import { OrderAmended, OrderClosed, OrderPlaced } from './events.ts';
import { flagLateHolds, type HoldWish, inState, NOT_HANDED_OUT, reconcileHolds } from './holds.ts';
import { conflictsOfChanges, withLineChanges } from './line-changes.ts';
import { canonical, mergeChannelOrders } from './merge.ts';
import type { ChannelOrder, Conflict, HoldType, Order } from './order.ts';

/** The channel said something about an order: what its mapping read, and the `PushReceived` event it came by. */
export type RecordChannelOrder = {
  readonly channelOrder: ChannelOrder;
  readonly pushEventId: EventId | null;
  readonly traceId: string;
  readonly color: string;
};

/** The order fields that are read off the channel's merged view. */
const derived = (view: ChannelOrder) => {
  const { lines, constraints, promiseAt, amounts } = withLineChanges(view);
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
    attributes: view.attributes,
  };
};

/** What may not change any more once goods are being handed out. */
const FROZEN_WHEN_PLANNED = ['deliverables', 'constraints', 'destination', 'promiseAt', 'fulfillmentType'] as const;

const isPlanned = (order: Order): boolean =>
  ['PLANNED', 'FULFILLING', 'FULFILLED', 'CLOSED'].includes(order.lifecycle.state);

/**
 * Takes the channel's word into the order: places it, amends it, holds or releases it, cancels or closes it.
 * Old or repeated news changes nothing and gives no event.
 */
export const recordChannelOrder = (
  command: RecordChannelOrder,
  order: Order | null,
  context: Context,
): Change | { kind: 'STALE' } => {
  if (!order) return placed(command, context);
  const view = mergeChannelOrders(order.channelView, command.channelOrder);
  if (canonical(view) === canonical(order.channelView)) return { kind: 'STALE' };
  const amended = amend(order, view, context);
  const settled = followStatus(amended, view, holdsAskedBy(order.channelView), context);
  // News that changes nothing we act on (a new source time only) still moves the view on, with the next event or alone.
  const pinned = { ...settled.order.pinned, [`mapping/${view.channel}`]: view.mappingVersion };
  return { ...settled, order: { ...settled.order, channelView: view, pinned } };
};

const placed = ({ channelOrder: view, pushEventId, traceId, color }: RecordChannelOrder, context: Context): Change => {
  const order: Order = {
    orderId: newId('ord', context.nextUlid),
    channel: view.channel,
    shopId: view.shopId,
    channelOrderId: view.channelOrderId,
    ...derived(view),
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
    pinned: { [`mapping/${view.channel}`]: view.mappingVersion },
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
  return followStatus(flag(change, [...view.conflicts, ...conflictsOfChanges(view)], context), view, [], context);
};

/** What we found out ourselves (from the SKU data, say) stays when the channel speaks again. */
const ownConstraints = ({ channel, constraints }: Order): Order['constraints'] =>
  constraints.filter(({ source }) => source !== `channel:${channel}`);

const amend = (order: Order, view: ChannelOrder, context: Context): Change => {
  const next = { ...derived(view), constraints: [...view.constraints, ...ownConstraints(order)] };
  const changed = (Object.keys(next) as (keyof typeof next)[]).filter(
    (field) => canonical(next[field]) !== canonical(order[field]),
  );
  const frozen = isPlanned(order) ? changed.filter((field) => FROZEN_WHEN_PLANNED.includes(field as never)) : [];
  const taken = changed.filter((field) => !frozen.includes(field));
  const patch = Object.fromEntries(taken.map((field) => [field, next[field]]));
  const lifecycle = { ...order.lifecycle, channelStatus: view.status };
  const told =
    taken.length > 0
      ? because(
          unchanged(order),
          OrderAmended,
          { fields: taken, by: `channel:${order.channel}` },
          { ...patch, lifecycle },
          context,
        )
      : unchanged({ ...order, lifecycle });
  const late: Conflict[] = frozen.map((field) => ({
    code: 'CHANGED_AFTER_PLANNING',
    field,
    values: [digestOf(order[field]), digestOf(next[field])],
    since: context.now,
    chosenBy: 'the plan stands; a person decides',
  }));
  return flag(told, [...view.conflicts, ...conflictsOfChanges(view), ...late], context);
};

/** Short and free of personal data (a destination shows its place and address digest only). */
const digestOf = (value: unknown): string => {
  const text = canonical(value) ?? 'null';
  return text.length > 200 ? `${text.slice(0, 197)}…` : text;
};

const SHIPPED = ['PART_SHIPPED', 'SHIPPED', 'DELIVERED', 'COMPLETED'];

/** The holds a channel's word asks for: those its mapping read, and one when it shows as shipped what nobody here handed out. */
const holdsAskedBy = ({ holds, status }: ChannelOrder): HoldWish[] => [
  ...holds,
  ...(SHIPPED.includes(status)
    ? [
        {
          type: 'SHIPPED_ELSEWHERE' as const,
          reason: `lifecycle.channelStatus: the channel shows ${status} but no leg was handed out here: check who ships it`,
        },
      ]
    : []),
];

/** Holds, cancels or closes as the channel's status asks. @param told what its word asked for before */
const followStatus = (change: Change, view: ChannelOrder, told: readonly HoldWish[], context: Context): Change => {
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
  return reconcileHolds(change, holdsAskedBy(view), actor, context, isNews);
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
