import type { OrderId } from '../id.ts';
import type { Conflict, Order } from './order.ts';

/** Channels that may tell of the same order under the same number: a relay, and the platform it relays. */
const SAME_NUMBERS: Readonly<Record<string, readonly string[]>> = { agiso: ['taobao'], taobao: ['agiso'] };

/** Other channels by which an order of this channel may be known already. */
export const otherTellersOf = (channel: string): readonly string[] => SAME_NUMBERS[channel] ?? [];

type Known = Pick<Order, 'orderId' | 'channel' | 'placedAt' | 'lifecycle'>;

/**
 * That another channel told of the order first: shipping both would ship it twice.
 * @param own null while the order is not placed here yet
 */
export const toldTwice = (channel: string, own: OrderId | null, others: readonly Known[]): Conflict[] =>
  others
    .filter(({ orderId, lifecycle }) => lifecycle.state !== 'CANCELLED' && (own === null || orderId < own))
    .map((other) => ({
      code: 'TOLD_BY_TWO_CHANNELS',
      field: 'channelOrderId',
      values: [`this order, told by ${channel}`, `${other.orderId}, told by ${other.channel}`],
      since: other.placedAt,
      chosenBy: 'the order that was known first goes on; this one waits',
    }));
