import type { Action } from '../fulfillment/action.ts';
import type { Leg } from '../fulfillment/leg.ts';
import { effectiveActions } from '../fulfillment/project-actions.ts';
import type { Instant } from '../time.ts';
import type { ChannelOrder, Conflict, Order } from './order.ts';

const CODE = 'DELIVERED_BEFORE_SHIPPED';
const SIGNED: readonly string[] = ['delivery.signed', 'delivery.signed_by_proxy'];

/** That a leg's goods were signed for before they were collected: a wrong parcel, a wrong clock, or nobody saw it. */
export const signedBeforeCollected = ({ legId }: Leg, actions: readonly Action[]): Conflict[] => {
  const told = effectiveActions(actions.filter((each) => each.legId === legId));
  const signed = told.find(({ action }) => SIGNED.includes(action));
  const back = told.find(({ action }) => action === 'return.initiated');
  const collected = told.find(
    ({ action, occurredAt }) => action === 'pickup.collected' && !(back && occurredAt >= back.occurredAt),
  );
  if (!signed || !collected || signed.occurredAt >= collected.occurredAt) return [];
  return [
    {
      code: CODE,
      field: `legs.${legId}`,
      values: [`${signed.action} at ${signed.occurredAt}`, `${collected.action} at ${collected.occurredAt}`],
      since: collected.receivedAt,
      chosenBy: 'the leg is completed: its end stands',
    },
  ];
};

const ARRIVED: readonly string[] = ['DELIVERED', 'COMPLETED'];

/** That the channel shows an order as delivered of which nothing has left here. */
export const deliveredElsewhere = (
  { lifecycle: { state } }: Order,
  { status, saidAt }: ChannelOrder,
  legs: readonly Leg[],
  now: Instant,
): Conflict[] => {
  const isOut = state === 'FULFILLING' && legs.length > 0;
  if (!isOut || !ARRIVED.includes(status) || legs.some(({ stock }) => stock === 'SHIPPED')) return [];
  return [
    {
      code: CODE,
      field: 'lifecycle.channelStatus',
      values: ['here: nothing has left', `channel: ${status}`],
      since: saidAt.status ?? now,
      chosenBy: 'legs go on until a person cancels them',
    },
  ];
};
