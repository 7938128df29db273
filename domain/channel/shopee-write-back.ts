import type { ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { idLiteral, jsonAnswered, recordsIn, toldByRefusal } from './platform-answer.ts';
import { refusalIn, shopeeCall } from './shopee-order.ts';

const callOf = (news: ChannelNews): { readonly path: string; readonly asked: string } => {
  if (news.kind === 'SHIPPED') {
    const asked = { order_sn: news.channelOrderId, non_integrated: { tracking_number: news.trackingNumber } };
    return { path: '/api/v2/logistics/ship_order', asked: JSON.stringify(asked) };
  }
  if (news.kind === 'REFUSED') throw new TypeError(`shopee cannot be told ${news.kind}`);
  const [itemId = '', modelId = '0'] = news.channelSku.split('/');
  const models = `[{"model_id":${idLiteral(modelId)},"seller_stock":[{"stock":${Math.max(0, news.available)}}]}]`;
  return { path: '/api/v2/product/update_stock', asked: `{"item_id":${idLiteral(itemId)},"stock_list":${models}}` };
};

/** Stock is refused model by model, inside of an answer that says success. */
const innerRefusal = (response: unknown): string | null => {
  const [failure] = recordsIn(asRecord(response)?.failure_list);
  return failure ? `model_id ${String(failure.model_id)}: ${String(failure.failed_reason)}` : null;
};

const SHIPPED_STATES: ReadonlySet<unknown> = new Set(['PROCESSED', 'SHIPPED', 'TO_CONFIRM_RECEIVE', 'COMPLETED']);

const shows = (payload: unknown, news: ChannelNews): boolean =>
  news.kind === 'SHIPPED' && SHIPPED_STATES.has(asRecord(payload)?.order_status);

/**
 * Ships with `v2.logistics.ship_order` as `non_integrated`: carriers of the seller's own, by tracking number alone. Orders on the
 * platform's own logistics (pickup, drop-off) are refused (`ship_order_unsupport_non_integrated`) and arranged in its backend. Sets
 * stock with `v2.product.update_stock`. Refusals are not written: `v2.order.cancel_order` wants the list of what is out of stock, or a
 * reason that is the buyer's.
 *
 * The order shows that it was shipped, not under which number; and an order split in parcels wants `package_number`, which is refused
 * with the cure. unconfirmed: that the status moves to PROCESSED for shipments of the seller's own.
 */
export const shopeeWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 600,
  build: ({ news, ...ask }, secret, crypto) => shopeeCall(callOf(news), ask, secret, crypto),
  read: (status, body) => {
    const said = jsonAnswered('shopee write-back', status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(status, said.answer) ?? innerRefusal(said.answer.response);
    if (refusal === null) return { kind: 'DONE' };
    return toldByRefusal('shopee write-back', refusal, {
      done: /package_already_shipped|Order has been shipped/i,
      later:
        /HTTP (429|5\d\d)|error_(sign|auth|server|network|inner|rate_limit|limit|partner_key_expired)|invalid_acc?e+ss_token/,
    });
  },
  readBack: null,
  shows,
};
