import { fromIso } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { dmsCall, refusalIn } from './dms-call.ts';
import { listedPushes, timeOrNull } from './listed-orders.ts';
import { idText } from './lossless-json.ts';
import { jsonAnswered, recordsIn } from './platform-answer.ts';

const API = 'dms orders';
const DAY_SECONDS = 24 * 3600;

/** `GET /orderloom/orders` of the dealer system: docs/dms.md. Orders are whole, as in its pushes. */
export const dmsListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: (ask, secret, crypto) => {
    const query = new URLSearchParams({
      changed_from: ask.from,
      changed_to: ask.to,
      ...(ask.page === null ? {} : { page: ask.page }),
    });
    return dmsCall({ path: `/orderloom/orders?${query}` }, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = jsonAnswered(API, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(status, said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `${API} answered ${refusal}` };
    const orders = recordsIn(said.answer.orders).map((order) => ({
      orderId: idText(order.order_id),
      shopId: idText(order.seller_id) ?? asked.shopId,
      changedAt: timeOrNull(() => fromIso(String(order.updated_at))),
      message: { event: 'order.listed', order },
    }));
    return { kind: 'PAGE', pushes: listedPushes('order.listed', orders, asked), next: idText(said.answer.next) };
  },
};
