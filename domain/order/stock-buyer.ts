import type { StockBuyer } from '../fulfillment/stock-rules.ts';
import type { Order } from './order.ts';

/** As whom an order asks for stock: what is kept for others depends on it. */
export const buyerOf = ({ channel, initiator }: Pick<Order, 'channel' | 'initiator'>): StockBuyer => ({
  channel,
  tier: initiator.tier,
});
