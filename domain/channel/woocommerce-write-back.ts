import { toBase64, utf8 } from './bytes.ts';
import type { PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

const request = (
  method: PlatformRequest['method'],
  path: string,
  { accessToken }: Pick<ApiAsk, 'accessToken'>,
  body: object | null = null,
): PlatformRequest => ({
  method,
  path: `/wp-json/wc/v3/${path}`,
  headers: { 'content-type': 'application/json', authorization: `Basic ${toBase64(utf8(accessToken))}` },
  body: body ? JSON.stringify(body) : '',
});

/** The shop has no parcels: each is a custom field of the order, of its own name, so that telling it twice writes it once. */
const parcelKey = (trackingNumber: string): string => `_orderloom_parcel_${trackingNumber}`;
/** Says that the completion is ours: the mapping reads such an order as shipped, not as closed by the shop. */
const SHIPPED_KEY = '_orderloom_shipped';

const shipment = ({ carrier, trackingNumber, partial }: Shipped) => ({
  ...(partial ? {} : { status: 'completed' }),
  meta_data: [
    { key: parcelKey(trackingNumber), value: `${carrier} ${trackingNumber}` },
    ...(partial ? [] : [{ key: SHIPPED_KEY, value: 'yes' }]),
  ],
});

/** Lines name their product and variation as `501/2`; without variation `501/0`. */
const productPath = (channelSku: string): string => {
  const [product = '', variation = '0'] = channelSku.split('/');
  return variation === '0' ? `products/${product}` : `products/${product}/variations/${variation}`;
};

const build: ChannelWriteBack['build'] = (ask) => {
  const { news } = ask;
  switch (news.kind) {
    case 'SHIPPED':
      return request('POST', `orders/${news.channelOrderId}`, ask, shipment(news));
    case 'REFUSED':
      return request('POST', `orders/${news.channelOrderId}`, ask, { status: 'cancelled' });
    case 'STOCK':
      return request('POST', productPath(news.channelSku), ask, { manage_stock: true, stock_quantity: news.available });
  }
};

const parsed = (body: string): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

const read: ChannelWriteBack['read'] = (status, body) => {
  const answer = parsed(body);
  if (status >= 200 && status <= 299)
    return answer && idText(answer.id)
      ? { kind: 'DONE' }
      : { kind: 'LATER', reason: 'woocommerce answered with no JSON object that has an id' };
  const reason =
    `woocommerce answered HTTP ${status}: ${String(answer?.code ?? '')} ${String(answer?.message ?? '')}`.trim();
  // 401 and 403: keys, which are cured without touching the news.
  return status === 400 || status === 404
    ? { kind: 'REFUSED', reason: `${reason}: correct it in the shop, then try again` }
    : { kind: 'LATER', reason };
};

const readBack: ChannelWriteBack['readBack'] = (ask) =>
  request(
    'GET',
    ask.news.kind === 'STOCK' ? productPath(ask.news.channelSku) : `orders/${ask.news.channelOrderId}`,
    ask,
  );

const GONE = ['cancelled', 'refunded', 'trash'];

const shows: ChannelWriteBack['shows'] = (payload, news) => {
  const answer = asRecord(payload);
  if (news.kind === 'STOCK') return answer?.stock_quantity === news.available;
  if (news.kind === 'REFUSED') return GONE.includes(String(answer?.status));
  const fields = Array.isArray(answer?.meta_data) ? answer.meta_data : [];
  return fields.some((field) => asRecord(field)?.key === parcelKey(news.trackingNumber));
};

/**
 * WooCommerce: parcels as custom fields, completion with the last one, stock of product or variation. The access token in the secret
 * is the shop's REST key pair, `ck_…:cs_…`. Cancelling gives no money back: that is the shop's payment plugin's.
 *
 * unconfirmed: shops are self-hosted and have no common limit; 60 calls a minute spare a small one.
 */
export const woocommerceWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 60,
  build,
  read,
  readBack,
  shows,
};
