import { STOCK_EVENTS, skusMovedBy } from '#domain/channel/order-news.ts';
import { learnSellers, noteOrderNews, noteStock } from '#shared/note-news.ts';
import { subscriber } from '#shared/queue.ts';
import { sendOrder } from '#shared/send-write-backs.ts';

export const handler = subscriber(async ({ type, detail }) => {
  const { orderId, data } = detail;
  if (STOCK_EVENTS.includes(type)) return noteStock(skusMovedBy(data as Parameters<typeof skusMovedBy>[0]), detail);
  if (!orderId) return;
  if (type === 'OrderPlaced') return learnSellers(orderId);
  await noteOrderNews(orderId, detail);
  await sendOrder(orderId);
});
