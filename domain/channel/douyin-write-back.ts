import { utf8 } from './bytes.ts';
import type { ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { doudianRequest } from './douyin-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;
type Stock = Extract<ChannelNews, { kind: 'STOCK' }>;

/** One parcel with the lines in it. The platform takes the same `request_id` once, however often it is sent. */
const shipment = ({ channelOrderId, carrier, trackingNumber, lines }: Shipped, requestId: string): string =>
  JSON.stringify({
    order_id: channelOrderId,
    pack_list: [
      {
        company_code: carrier,
        logistics_code: trackingNumber,
        shipped_order_info: lines.map(({ lineId, quantity }) => ({ shipped_order_id: lineId, shipped_num: quantity })),
      },
    ],
    request_id: requestId,
  });

/** SKU ids are numbers of up to 19 digits: written digit by digit. */
const skuJson = ({ channelSku }: Stock): string => `"sku_id":${/^\d+$/.test(channelSku) ? channelSku : '0'}`;

const uuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');

const build: ChannelWriteBack['build'] = (ask, secret, crypto) => {
  const { news } = ask;
  switch (news.kind) {
    case 'SHIPPED': {
      const requestId = uuid(crypto.md5Hex(utf8(`${news.channelOrderId}#${news.carrier}#${news.trackingNumber}`)));
      return doudianRequest('order.logisticsAddMultiPack', shipment(news, requestId), ask, secret, crypto);
    }
    case 'STOCK':
      return doudianRequest(
        'sku.syncStock',
        `{"incremental":false,${skuJson(news)},"stock_num":${Math.max(0, news.available)}}`,
        ask,
        secret,
        crypto,
      );
    case 'REFUSED':
      throw new Error('douyin has no API by which a merchant refuses a paid order');
  }
};

const SUCCESS = 10000;
/** The parcel is known already: what was to be told is told. */
const ALREADY_SHIPPED = /:(60110|70023)$/;
/** Passing trouble: the platform's own, or its token; the cure is no change of the news. */
const PASSING = /^isp\.|access-token|token|limit/i;
const PASSING_WORDS = /繁忙|稍后|超时|并发|请等待|限流/;

/** Sub-codes are the platform's table of `order.logisticsAddMultiPack` and `sku.syncStock`; what is not in it and sounds passing is tried again. */
const read = (status: number, body: string): Told => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `douyin answered HTTP ${status}` };
  let answer: Record<string, unknown> | null;
  try {
    answer = asRecord(parseLossless(body));
  } catch {
    answer = null;
  }
  if (!answer) return { kind: 'LATER', reason: 'douyin answered with no JSON object' };
  const subCode = String(answer.sub_code ?? '');
  if (answer.code === SUCCESS || ALREADY_SHIPPED.test(subCode)) return { kind: 'DONE' };
  const words = `${String(answer.msg ?? '')} ${String(answer.sub_msg ?? '')}`.trim();
  const reason = `douyin answered code ${String(answer.code)} ${subCode}: ${words}`;
  const isOfAccess = /^3\d{4}$/.test(String(answer.code));
  if (isOfAccess || PASSING.test(subCode) || PASSING_WORDS.test(words)) return { kind: 'LATER', reason };
  return { kind: 'REFUSED', reason: `${reason}: correct it at the platform, then try again` };
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const readBack: ChannelWriteBack['readBack'] = (ask, secret, crypto) => {
  const { news } = ask;
  return news.kind === 'STOCK'
    ? doudianRequest('sku.stockNum', `{${skuJson(news)}}`, ask, secret, crypto)
    : doudianRequest('order.orderDetail', JSON.stringify({ shop_order_id: news.channelOrderId }), ask, secret, crypto);
};

const shows: ChannelWriteBack['shows'] = (payload, news) => {
  const data = asRecord(asRecord(payload)?.data);
  if (news.kind === 'STOCK') return data?.stock_num === news.available;
  if (news.kind === 'REFUSED') return false;
  const parcels = list(asRecord(data?.shop_order_detail)?.logistics_info);
  return parcels.some((parcel) => asRecord(parcel)?.tracking_no === news.trackingNumber);
};

/**
 * Doudian: parcels with their lines, and stock. A merchant cannot cancel a paid order by API; it agrees to a refund instead.
 *
 * unconfirmed: the platform publishes no limit per shop; 600 calls a minute are far below what its documentation calls frequent.
 */
export const douyinWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'STOCK'],
  requestsPerMinute: 600,
  build,
  read,
  readBack,
  shows,
};
