import type { CustomerId } from '#domain/id.ts';
import type { Context } from '#domain/order/change.ts';
import type { CustomsFacts } from '#domain/order/customs.ts';
import type { ChannelOrder, Line } from '#domain/order/order.ts';
import type { Instant } from '#domain/time.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Counts up in ULID's alphabet: ids that are valid, ordered and the same in every run. */
export const countingUlids = (start = 0) => {
  let count = start;
  return (): string => {
    count += 1;
    let [rest, text] = [count, ''];
    while (rest > 0) {
      text = `${CROCKFORD[rest % 32]}${text}`;
      rest = Math.floor(rest / 32);
    }
    return text.padStart(26, '0');
  };
};

export const at = (text: string): Instant => text as Instant;

export const NOON = at('2026-06-01T04:00:00.000Z');

export const givenContext = (now: Instant = NOON, nextUlid = countingUlids()): Context => ({
  now,
  nextUlid,
  causedBy: null,
});

export const givenLine = (part: Partial<Line> = {}): Line => ({
  lineId: '1',
  kind: 'GOODS',
  sku: 'OL-TEA-001',
  channelSku: '3410716076201730',
  title: '龙井茶',
  quantity: 1,
  unitPriceMinor: 1990,
  discountMinor: 0,
  totalMinor: 1990,
  gift: false,
  ...part,
});

/** A paid Douyin order of one line to Hangzhou, said at noon. */
export const givenChannelOrder = (part: Partial<ChannelOrder> = {}): ChannelOrder => ({
  channel: 'douyin',
  shopId: '77977',
  channelOrderId: '4837328765348566675',
  placedAt: NOON,
  fulfillmentType: 'SHIP',
  currency: 'CNY',
  amounts: {
    itemsMinor: 1990,
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor: 1990,
    paidMinor: 1990,
    refundedMinor: 0,
  },
  status: 'READY',
  holds: [],
  initiator: {
    channelIdentity: 'open-1',
    customerId: 'cus_00000000000000000000000001' as CustomerId,
    organisation: null,
    tier: null,
  },
  lines: [givenLine()],
  destination: {
    country: 'CN',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    regionCode: '330106',
    recipientMasked: '张**',
    phoneMasked: '138****0000',
    addressDigest: 'digest-1',
  },
  constraints: [],
  remarks: { buyer: '', seller: '' },
  promiseAt: null,
  attributes: {},
  saidAt: { status: NOON, lines: NOON, address: NOON, amount: NOON, refund: NOON, remark: NOON },
  conflicts: [],
  mappingVersion: '1',
  ...part,
});

/** A network in China whose SKU data say nothing to customs. */
export const atHome: CustomsFacts = { homeCountries: new Set(['CN']), customsOf: () => ({}) };
