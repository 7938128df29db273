import { type B2bDraft, type B2bHold, type B2bOrder, type B2bPlace, type B2bPurpose, joinedText } from './b2b-order.ts';
import { b2bOrderId, buyerIdOf, shopIdOf } from './b2b-party.ts';
import { documentTime, saidAt } from './b2b-time.ts';
import { decimal, sumOf } from './decimal.ts';
import { finishB2bOrder } from './finish-b2b-order.ts';
import { ublLine } from './ubl-lines.ts';
import { ublAllowances, ublPartyCode, ublPartyName, ublPlace, ublWanted } from './ubl-parts.ts';
import { checksOf, isWhole, taxIn, totalIn } from './ubl-sums.ts';
import { all, at, textAt, type Xml } from './xml-tree.ts';

const PURPOSES: Readonly<Record<string, B2bPurpose>> = {
  Order: 'ORIGINAL',
  OrderChange: 'CHANGE',
  OrderCancellation: 'CANCEL',
};

export const isUblOrder = ({ name, namespace }: Xml): boolean =>
  Object.hasOwn(PURPOSES, name) &&
  (namespace === '' || namespace === `urn:oasis:names:specification:ubl:schema:xsd:${name}-2`);

/** UNCL 1001: 221 a blanket order, called off by others; 231 and 325 are no orders either. */
const BLANKET = ['221', '222'];

const buyerParty = (root: Xml): Xml | null => at(root, 'BuyerCustomerParty', 'Party');
const sellerParty = (root: Xml): Xml | null => at(root, 'SellerSupplierParty', 'Party');

/** Whose order a document is about: a change or cancellation names it, an order is it. */
export const ublIdentity = (root: Xml) => {
  const buyer = ublPartyCode(buyerParty(root));
  const own = textAt(root, 'ID') ?? '';
  const poNumber = root.name === 'Order' ? own : (textAt(root, 'OrderReference', 'ID') ?? '');
  const seller = ublPartyCode(sellerParty(root));
  return {
    buyer,
    seller,
    own,
    poNumber,
    orderId: b2bOrderId(buyer, poNumber, false),
    shopId: shopIdOf({ dialect: 'UBL', buyer, seller }),
  };
};

const issueOf = (root: Xml) => {
  const number = Number(textAt(root, 'SequenceNumberID') ?? Number.NaN);
  return {
    date: textAt(root, 'IssueDate'),
    time: textAt(root, 'IssueTime'),
    isChange: root.name !== 'Order',
    sequence: Number.isSafeInteger(number) && number > 0 ? number : null,
  };
};

const placesOf = (deliveries: readonly Xml[]): B2bPlace[] => {
  const places = deliveries.map(ublPlace).filter((place) => place !== null);
  // The same address with and without its contact is one place.
  return [
    ...new Map(
      places.map((place) => [[place.country, place.city, place.postal_code, place.detail].join('\n'), place]),
    ).values(),
  ];
};

const holdsOf = (root: Xml, places: number): B2bHold[] => [
  ...(BLANKET.includes(textAt(root, 'OrderTypeCode') ?? '') ? (['BLANKET'] as const) : []),
  ...(textAt(root, 'CopyIndicator') === 'true' ? (['INFORMATION'] as const) : []),
  ...(places > 1 ? (['SEVERAL_DESTINATIONS'] as const) : []),
];

const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  quotation: ['QuotationDocumentReference', 'ID'],
  contract: ['Contract', 'ID'],
  project: ['ProjectReference', 'ID'],
  customer: ['CustomerReference'],
  salesOrder: ['SalesOrderID'],
  earlierOrder: ['OrderDocumentReference', 'ID'],
  costCode: ['AccountingCostCode'],
  cost: ['AccountingCost'],
};

const referencesOf = (root: Xml): Record<string, string> =>
  Object.fromEntries(
    Object.entries(REFERENCES).flatMap(([name, path]) => {
      const text = textAt(root, ...path);
      return text === null ? [] : [[name, text]];
    }),
  );

const carrierOf = (delivery: Xml | null): string | null =>
  ublPartyName(at(delivery, 'CarrierParty')) ??
  textAt(delivery, 'CarrierParty', 'PartyIdentification', 'ID') ??
  ublPartyName(at(delivery, 'Shipment', 'ShipmentStage', 'CarrierParty'));

const termsOf = (root: Xml) => ({
  payment: joinedText(
    all(root, 'PaymentTerms', 'Note').map(({ text }) => text),
    '; ',
  ),
  net_days: textAt(root, 'PaymentTerms', 'SettlementPeriod', 'DurationMeasure'),
  incoterm: textAt(root, 'DeliveryTerms', 'ID'),
});

const remarkOf = (root: Xml): string | null =>
  joinedText(
    [...all(root, 'Note'), ...all(root, 'CancellationNote'), ...all(root, 'OrderLine', 'Note')].map(({ text }) => text),
    '; ',
  );

/** Delivered in full, by UNCL 1229: a buyer that closes its order says it of each line. */
const DELIVERED = '42';

/** An Order, OrderChange or OrderCancellation of UBL 2 or Peppol BIS 3 in the shape of all dialects. */
export const ublOrder = (root: Xml): B2bOrder => {
  const { buyer, own, poNumber, orderId, shopId } = ublIdentity(root);
  const purpose = PURPOSES[root.name] ?? 'UNKNOWN';
  const currency = textAt(root, 'DocumentCurrencyCode') ?? currencyIn(root);
  const lines = all(root, 'OrderLine').map(ublLine);
  const staying = lines.filter(({ action }) => action !== 'REMOVE');
  const lineTotal = sumOf(staying.map((line) => line.stated_total ?? '0'));
  const deliveries = all(root, 'Delivery');
  const [delivery = null] = deliveries;
  const places = placesOf([...deliveries, ...all(root, 'OrderLine', 'LineItem', 'Delivery')]);
  const totals = at(root, 'AnticipatedMonetaryTotal');
  const statuses = all(root, 'OrderLine', 'LineItem', 'LineStatusCode');
  const issue = issueOf(root);
  const draft: B2bDraft = {
    ...ublWanted(delivery),
    dialect: 'UBL',
    document: root.name,
    document_id: own,
    purpose,
    whole: isWhole(root, totals, lineTotal),
    delivered: statuses.length > 0 && statuses.every(({ text }) => text === DELIVERED),
    order_id: orderId,
    shop_id: shopId,
    po_number: poNumber,
    sequence: issue.sequence,
    issued_at: documentTime(issue.date, issue.time),
    said_at: saidAt(issue),
    order_type: textAt(root, 'OrderTypeCode'),
    currency,
    buyer: { id: buyerIdOf(buyer), name: ublPartyName(buyerParty(root)) },
    ship_to: places[0] ?? null,
    ship_from: textAt(delivery, 'Despatch', 'DespatchLocation', 'ID'),
    carrier: carrierOf(delivery),
    routing: textAt(root, 'DeliveryTerms', 'SpecialTerms'),
    terms: termsOf(root),
    stated: {
      discount: ublAllowances(root, false),
      charges: ublAllowances(root, true),
      tax: taxIn(root, currency),
      total: totalIn(totals),
      prepaid: decimal(textAt(totals, 'PrepaidAmount')) ?? '0',
    },
    remark: remarkOf(root),
    references: referencesOf(root),
    lines,
    holds: holdsOf(root, places.length),
    checks: [],
  };
  return finishB2bOrder({ ...draft, checks: draft.whole ? checksOf(root, totals, lineTotal) : [] });
};

/** Where the document names no currency, the first of its amounts does. */
const currencyIn = (xml: Xml): string | null =>
  xml.attributes.currencyID ?? xml.children.reduce<string | null>((found, child) => found ?? currencyIn(child), null);
