import type { Instant } from '../time.ts';
import { poNumberIn, type TradingRelation } from './b2b-party.ts';
import type { ChannelNews, NewsLine, OrderConfirmed } from './channel-api.ts';
import { cac, cbc, endpointOf, ublClock, ublDay, ublDocument } from './ubl-response.ts';
import { shipmentIdOf } from './x12-notices.ts';

type OrderNews = Exclude<ChannelNews, { readonly kind: 'STOCK' }> | OrderConfirmed;
type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;

/** UBL wants a unit with each quantity; news has none. */
const EACH = { unitCode: 'EA' };

const PEPPOL = 'urn:fdc:peppol.eu:poacc';
const heading = (transaction: string, profile: string, id: string, at: Instant): readonly (string | null)[] => [
  cbc('CustomizationID', `${PEPPOL}:trns:${transaction}:3`),
  cbc('ProfileID', `${PEPPOL}:bis:${profile}:3`),
  cbc('ID', id),
  cbc('IssueDate', ublDay(at)),
  cbc('IssueTime', ublClock(at)),
];

const partyOf = (role: string, party: TradingRelation['buyer']): string => cac(role, cac('Party', endpointOf(party)));

/** OrderResponseCode: AP accepted, RE rejected. */
const orderResponse = (news: Exclude<OrderNews, Shipped>, { buyer, seller }: TradingRelation, at: Instant): string => {
  const poNumber = poNumberIn(news.channelOrderId);
  const accepted = news.kind === 'CONFIRMED';
  return ublDocument(
    'OrderResponse',
    ...heading('order_response', 'ordering', `${poNumber}-${accepted ? 'accepted' : 'rejected'}`, at),
    cbc('OrderResponseCode', accepted ? 'AP' : 'RE'),
    accepted ? null : cbc('Note', news.reason),
    cac('OrderReference', cbc('ID', poNumber)),
    partyOf('SellerSupplierParty', seller),
    partyOf('BuyerCustomerParty', buyer),
  );
};

const despatchLine =
  (poNumber: string) =>
  (line: NewsLine, index: number): string =>
    cac(
      'DespatchLine',
      cbc('ID', String(index + 1)),
      cbc('DeliveredQuantity', String(line.quantity), EACH),
      cac('OrderLineReference', cbc('LineID', line.lineId), cac('OrderReference', cbc('ID', poNumber))),
      cac(
        'Item',
        cbc('Name', line.sku),
        line.channelSku === null ? null : cac('BuyersItemIdentification', cbc('ID', line.channelSku)),
        cac('SellersItemIdentification', cbc('ID', line.sku)),
      ),
    );

const despatchAdvice = (news: Shipped, { buyer, seller }: TradingRelation, at: Instant): string => {
  const poNumber = poNumberIn(news.channelOrderId);
  return ublDocument(
    'DespatchAdvice',
    ...heading('despatch_advice', 'despatch_advice', shipmentIdOf(news), at),
    cac('OrderReference', cbc('ID', poNumber)),
    partyOf('DespatchSupplierParty', seller),
    partyOf('DeliveryCustomerParty', buyer),
    cac(
      'Shipment',
      cbc('ID', '1'),
      cac(
        'Consignment',
        cbc('ID', news.trackingNumber),
        cac('CarrierParty', cac('PartyName', cbc('Name', news.carrier))),
      ),
      cac('Delivery', cbc('TrackingID', news.trackingNumber), cac('Despatch', cbc('ActualDespatchDate', ublDay(at)))),
    ),
    ...news.lines.map(despatchLine(poNumber)),
  );
};

/** News as an OrderResponse or DespatchAdvice of UBL 2.1, with the identifiers of Peppol BIS 3. */
export const ublNotice = (news: OrderNews, relation: TradingRelation, at: Instant): string =>
  news.kind === 'SHIPPED' ? despatchAdvice(news, relation, at) : orderResponse(news, relation, at);
