import type { Instant } from '../time.ts';
import { isTestOrder, type PartyCode, poNumberIn, type TradingRelation } from './b2b-party.ts';
import type { ChannelNews, NewsLine, OrderConfirmed } from './channel-api.ts';
import { cxmlDocument } from './cxml-response.ts';
import { shipmentIdOf } from './x12-notices.ts';
import { element, leaf } from './xml-tree.ts';

type OrderNews = Exclude<ChannelNews, { readonly kind: 'STOCK' }> | OrderConfirmed;
type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

const credential = ({ scheme, id }: PartyCode, secret: string | null): string =>
  element('Credential', { domain: scheme }, leaf('Identity', id), leaf('SharedSecret', secret));

const header = ({ buyer, seller }: TradingRelation, secret: string): string =>
  element(
    'Header',
    {},
    element('From', {}, credential(seller, null)),
    element('To', {}, credential(buyer, null)),
    element('Sender', {}, credential(seller, secret), leaf('UserAgent', 'Orderloom')),
  );

/** The order by its number; the DTD wants the payload it came in too, which news does not know. @unconfirmed for hubs that match by payload */
const orderReference = (poNumber: string): string =>
  element('OrderReference', { orderID: poNumber }, element('DocumentReference', { payloadID: '' }));

const LANGUAGE = { 'xml:lang': 'en' };

const confirmationRequest = (news: Exclude<OrderNews, Shipped>, at: Instant): string => {
  const poNumber = poNumberIn(news.channelOrderId);
  const accepted = news.kind === 'CONFIRMED';
  const attributes = {
    confirmID: `${poNumber}-${accepted ? 'accepted' : 'rejected'}`,
    operation: 'new',
    type: accepted ? 'accept' : 'reject',
    noticeDate: at,
  };
  const reason = accepted ? null : leaf('Comments', news.reason, LANGUAGE);
  return element(
    'ConfirmationRequest',
    {},
    element('ConfirmationHeader', attributes, reason),
    orderReference(poNumber),
  );
};

const shipped = (line: NewsLine): string =>
  element(
    'ShipNoticeItem',
    { quantity: String(line.quantity), lineNumber: line.lineId },
    element('ItemID', {}, leaf('SupplierPartID', line.sku), leaf('BuyerPartID', line.channelSku)),
    leaf('UnitOfMeasure', 'EA'),
  );

const shipNoticeRequest = (news: Shipped, at: Instant): string => {
  const domain = /^[A-Z]{2,4}$/.test(news.carrier) ? 'SCAC' : 'companyName';
  return element(
    'ShipNoticeRequest',
    {},
    element('ShipNoticeHeader', { shipmentID: shipmentIdOf(news), operation: 'new', noticeDate: at, shipmentDate: at }),
    element(
      'ShipControl',
      {},
      leaf('CarrierIdentifier', news.carrier, { domain }),
      leaf('ShipmentIdentifier', news.trackingNumber),
    ),
    element('ShipNoticePortion', {}, orderReference(poNumberIn(news.channelOrderId)), news.lines.map(shipped)),
  );
};

/** News as a ConfirmationRequest or ShipNoticeRequest. The payload is named by the news, so the same news told again is known as the same. */
export const cxmlNotice = (
  news: OrderNews,
  relation: TradingRelation,
  secret: string,
  digest: string,
  at: Instant,
): string => {
  const request = news.kind === 'SHIPPED' ? shipNoticeRequest(news, at) : confirmationRequest(news, at);
  const mode = isTestOrder(news.channelOrderId) ? 'test' : 'production';
  const content = header(relation, secret) + element('Request', { deploymentMode: mode }, request);
  return cxmlDocument(`${digest.slice(0, 32)}@orderloom`, at, content);
};
