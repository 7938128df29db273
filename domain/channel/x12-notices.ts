import type { Instant } from '../time.ts';
import { isTestOrder, poNumberIn, type TradingRelation } from './b2b-party.ts';
import type { ChannelNews, NewsLine, OrderConfirmed } from './channel-api.ts';
import { DEFAULT_SEPARATORS, transactionSet, writeSegments } from './x12.ts';
import { isaOf } from './x12-acknowledgement.ts';

type Segments = readonly (readonly string[])[];
type OrderNews = Exclude<ChannelNews, { readonly kind: 'STOCK' }> | OrderConfirmed;

/** A document that is sent: which set in which functional group. */
type Notice = { readonly set: '855' | '856'; readonly group: 'PR' | 'SH'; readonly body: Segments };

const day = (at: Instant): string => at.slice(0, 10).replaceAll('-', '');
const clock = (at: Instant): string => at.slice(11, 16).replace(':', '');

/** X12 wants a unit with each quantity; news has none. @unconfirmed for partners that order in cases or by weight */
const EACH = 'EA';
/** BAK02, X12 element 587: AD acknowledged with detail and no change, RJ rejected without detail. */
const ACCEPTED = 'AD';
const REJECTED = 'RJ';
/** ACK01, X12 element 668. */
const ITEM_ACCEPTED = 'IA';
const TEXT_PER_ELEMENT = 60;

const partIds = ({ sku, channelSku }: NewsLine): readonly string[] => [
  'VN',
  sku,
  ...(channelSku === null ? [] : ['BP', channelSku]),
];

/** 855: the order is taken, line by line. */
const confirmation = (news: OrderConfirmed, at: Instant): Notice => ({
  set: '855',
  group: 'PR',
  body: [
    ['BAK', '00', ACCEPTED, poNumberIn(news.channelOrderId), day(at)],
    ...news.lines.flatMap((line) => [
      ['PO1', line.lineId, String(line.quantity), EACH, '', '', ...partIds(line)],
      ['ACK', ITEM_ACCEPTED, String(line.quantity), EACH],
    ]),
    ['CTT', String(news.lines.length)],
  ],
});

/** 855: the order is not served, with the reason as text. */
const rejection = (news: Extract<ChannelNews, { kind: 'REFUSED' }>, at: Instant): Notice => ({
  set: '855',
  group: 'PR',
  body: [
    ['BAK', '00', REJECTED, poNumberIn(news.channelOrderId), day(at)],
    ['N9', 'ZZ', 'REASON'],
    ['MSG', news.reason.slice(0, TEXT_PER_ELEMENT * 4)],
  ],
});

/** SCAC where the mapping has one for the carrier, its name otherwise. */
const carriedBy = (carrier: string): readonly string[] =>
  /^[A-Z]{2,4}$/.test(carrier) ? ['TD5', '', '2', carrier] : ['TD5', '', '', '', '', carrier];

const SHIPMENT_ID = 30;
/** One shipment has one id, however often it is told. */
export const shipmentIdOf = ({ channelOrderId, trackingNumber }: Extract<ChannelNews, { kind: 'SHIPPED' }>): string =>
  `${poNumberIn(channelOrderId)}-${trackingNumber}`.slice(-SHIPMENT_ID);

/** BSN05 0004: shipment, order, item. BSN06 AS: shipment advice. */
const shipNotice = (news: Extract<ChannelNews, { kind: 'SHIPPED' }>, at: Instant): Notice => ({
  set: '856',
  group: 'SH',
  body: [
    ['BSN', '00', shipmentIdOf(news), day(at), clock(at), '0004'],
    ['HL', '1', '', 'S'],
    carriedBy(news.carrier),
    ['REF', 'CN', news.trackingNumber],
    ['DTM', '011', day(at), clock(at)],
    ['HL', '2', '1', 'O'],
    ['PRF', poNumberIn(news.channelOrderId)],
    ...news.lines.flatMap((line, index) => [
      ['HL', String(index + 3), '2', 'I'],
      ['LIN', line.lineId, ...partIds(line)],
      ['SN1', line.lineId, String(line.quantity), EACH],
    ]),
    ['CTT', String(news.lines.length + 2)],
  ],
});

const noticeOf = (news: OrderNews, at: Instant): Notice => {
  switch (news.kind) {
    case 'CONFIRMED':
      return confirmation(news, at);
    case 'REFUSED':
      return rejection(news, at);
    case 'SHIPPED':
      return shipNotice(news, at);
  }
};

/**
 * News as an 855 or 856 of our own. The control number is drawn from the news, so the same news told again is known by it as the
 * same document; it does not count up. @unconfirmed for partners that insist on numbers in sequence
 */
export const x12Notice = (news: OrderNews, { buyer, seller }: TradingRelation, digest: string, at: Instant): string => {
  const { set, group, body } = noticeOf(news, at);
  const number = String(Number.parseInt(digest.slice(0, 8), 16) % 1_000_000_000);
  const control = number.padStart(9, '0');
  const usage = isTestOrder(news.channelOrderId) ? 'T' : 'P';
  const parties = [seller.scheme, seller.id, buyer.scheme, buyer.id];
  return writeSegments(
    [
      isaOf(['00', '', '00', '', ...parties, day(at).slice(2), clock(at), 'U', '00401', control, '0', usage, '']),
      ['GS', group, seller.id, buyer.id, day(at), clock(at), number, 'X', '004010'],
      ...transactionSet(set, '0001', body),
      ['GE', '1', number],
      ['IEA', '1', control],
    ],
    DEFAULT_SEPARATORS,
  );
};
