import { type B2bLineDraft, joinedText } from './b2b-order.ts';
import { decimal } from './decimal.ts';
import { ublAllowances, ublWanted } from './ubl-parts.ts';
import { all, at, attributeAt, textAt, type Xml } from './xml-tree.ts';

/** UNCL 1229 of Peppol, and UBL's own words: what a change does to a line. */
const REMOVING = ['2', 'Cancelled'];
const KEEPING = ['4', 'NoStatus'];

const actionOf = (item: Xml): B2bLineDraft['action'] => {
  const status = textAt(item, 'LineStatusCode') ?? '';
  if (REMOVING.includes(status)) return 'REMOVE';
  return KEEPING.includes(status) ? 'KEEP' : 'SET';
};

const classified = (item: Xml | null, lists: readonly string[]): string | null =>
  all(item, 'CommodityClassification', 'ItemClassificationCode').find(({ attributes }) =>
    lists.includes(attributes.listID ?? ''),
  )?.text ?? null;

const HARMONISED = ['HS', 'HTS', 'TARIC', 'CN', 'TSN'];

const detailsOf = (line: Xml, goods: Xml | null): Record<string, unknown> => {
  const properties = all(goods, 'AdditionalItemProperty').map((each) => [
    textAt(each, 'Name') ?? '',
    textAt(each, 'Value') ?? '',
  ]);
  const told: Record<string, unknown> = {
    partial: textAt(line, 'LineItem', 'PartialDeliveryIndicator'),
    cost: textAt(line, 'LineItem', 'AccountingCost') ?? textAt(line, 'LineItem', 'AccountingCostCode'),
    notes: textAt(line, 'Note') ?? textAt(line, 'LineItem', 'Note'),
    properties: properties.length > 0 ? Object.fromEntries(properties) : null,
    classifications: classificationsOf(goods),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
};

const classificationsOf = (goods: Xml | null): Record<string, string> | null => {
  const codes = all(goods, 'CommodityClassification', 'ItemClassificationCode');
  return codes.length === 0
    ? null
    : Object.fromEntries(codes.map(({ attributes, text }) => [attributes.listID ?? '', text]));
};

/** A line of an order or of its change; without a seller's number the article's or the buyer's stands in. */
export const ublLine = (line: Xml, index: number): B2bLineDraft => {
  const item = at(line, 'LineItem');
  const goods = at(item, 'Item');
  const id = (name: string) => textAt(goods, name, 'ID');
  const gtin = id('StandardItemIdentification');
  const theirs = id('BuyersItemIdentification');
  const price = at(item, 'Price');
  return {
    ...ublWanted(at(item, 'Delivery')),
    line_id: textAt(item, 'ID') ?? String(index + 1),
    action: item ? actionOf(item) : 'SET',
    sku: id('SellersItemIdentification') ?? gtin ?? theirs,
    buyer_sku: theirs,
    gtin,
    title: textAt(goods, 'Name') ?? joinedText(all(goods, 'Description').map(({ text }) => text)),
    quantity: decimal(textAt(item, 'Quantity')) ?? textAt(item, 'Quantity'),
    unit: attributeAt(item, 'unitCode', 'Quantity'),
    unit_price: decimal(textAt(price, 'PriceAmount')),
    price_base: decimal(textAt(price, 'BaseQuantity')) ?? '1',
    discount: item ? ublAllowances(item, false) : '0',
    charges: item ? ublAllowances(item, true) : '0',
    tax: decimal(textAt(item, 'TotalTaxAmount')) ?? '0',
    stated_total: decimal(textAt(item, 'LineExtensionAmount')),
    hs_code: classified(goods, HARMONISED),
    origin: textAt(goods, 'OriginCountry', 'IdentificationCode'),
    details: detailsOf(line, goods),
  };
};
