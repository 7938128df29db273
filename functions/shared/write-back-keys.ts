import type { Seller } from '#domain/channel/write-back-store.ts';
import type { OrderId } from '#domain/id.ts';

/*
 * Table `write-backs`. Nobody else writes these keys.
 *
 * | question                                       | access                                                     |
 * |------------------------------------------------|------------------------------------------------------------|
 * | what is an order's platform told, in order?    | pk ORDER#id, sk WRITE-BACK#000001 …                         |
 * | which shops sell a SKU, and what do they hear? | pk SKU#sku, sk SHELF#channel#shop#channelSku                |
 * | how freely may a shop be called?               | pk SHOP#channel#shop, sk GATE                               |
 * | what is to be told or looked at by now?        | index by-due (sparse): due OPEN#channel, nextAt             |
 */
export const orderPk = (orderId: OrderId): string => `ORDER#${orderId}`;
export const WRITE_BACKS = 'WRITE-BACK#';
export const writeBackSk = (seq: number): string => `${WRITE_BACKS}${String(seq).padStart(6, '0')}`;
export const skuPk = (sku: string): string => `SKU#${sku}`;
export const SHELVES = 'SHELF#';
export const shelfKey = ({ channel, shopId, sku, channelSku }: Seller) => ({
  pk: skuPk(sku),
  sk: `${SHELVES}${channel}#${shopId}#${channelSku}`,
});
export const gateKey = (channel: string, shopId: string) => ({ pk: `SHOP#${channel}#${shopId}`, sk: 'GATE' });
export const dueOf = (channel: string): string => `OPEN#${channel}`;
