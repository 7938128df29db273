import { fromIso } from '../time.ts';
import type { ChannelListing } from './channel-api.ts';
import { listedPushes, timeOrNull } from './listed-orders.ts';
import { idText } from './lossless-json.ts';
import { answered, recordsIn } from './platform-answer.ts';

const API = 'shopify GET orders.json';
const MOST_A_PAGE = 250;
const DAY_SECONDS = 24 * 3600;

/** The cursor of the next page, in a header: `<https://…/orders.json?limit=250&page_info=abc>; rel="next"`. */
const nextIn = (link: string): string | null => {
  const [, address = ''] = /<([^>]+)>;\s*rel="next"/.exec(link) ?? [];
  const query = address.slice(address.indexOf('?') + 1);
  return new URLSearchParams(query).get('page_info');
};

/**
 * `GET orders.json` of the Admin API by `updated_at`, whole orders as webhooks carry them; the app needs `read_orders`, and sees the
 * last 60 days. A page's cursor stands for the search: nothing but the limit may be beside it.
 * unconfirmed: how far the list lags.
 */
export const shopifyListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 60,
  build: ({ from, to, page, accessToken }) => {
    const search = { status: 'any', updated_at_min: from, updated_at_max: to, order: 'updated_at asc' };
    const query = new URLSearchParams({
      limit: String(MOST_A_PAGE),
      ...(page === null ? search : { page_info: page }),
    });
    return {
      method: 'GET',
      path: `/admin/api/2025-01/orders.json?${query}`,
      headers: { accept: 'application/json', 'x-shopify-access-token': accessToken },
      body: '',
    };
  },
  read: (status, body, asked, headers = {}) => {
    const said = answered(API, status, body);
    if (said.kind === 'LATER') return said;
    if (!Array.isArray(said.answer.orders)) return { kind: 'LATER', reason: `${API} answered without orders` };
    const orders = recordsIn(said.answer.orders).map((order) => ({
      orderId: idText(order.id),
      changedAt: timeOrNull(() => fromIso(String(order.updated_at))),
      message: order,
    }));
    return { kind: 'PAGE', pushes: listedPushes('orders/list', orders, asked), next: nextIn(headers.link ?? '') };
  },
};
