import type { B2bLineDraft } from './b2b-order.ts';
import { isoTime } from './b2b-time.ts';
import { decimal, sumOf } from './decimal.ts';
import { all, at, attributeAt, textAt, type Xml } from './xml-tree.ts';

export const moneyAt = (xml: Xml | null, ...path: readonly string[]): string | null =>
  decimal(textAt(xml, ...path, 'Money'));

export const extrinsicsOf = (xml: Xml | null): Record<string, string> =>
  Object.fromEntries(
    all(xml, 'Extrinsic')
      .filter(({ attributes, text }) => attributes.name !== undefined && text !== '')
      .map(({ attributes, text }) => [attributes.name ?? '', text]),
  );

/** Words for harmonised codes among the classifications a buyer's catalogue has. */
const HARMONISED = /^(?:hs|hts|hscode|harmoni[sz]ed|taric|tariff)/i;

/** Deductions from a price or total, or costs added to it. */
export const modification = (xml: Xml | null, ...path: readonly string[]): string =>
  sumOf(all(xml, 'Modifications', 'Modification').map((each) => moneyAt(each, ...path) ?? '0'));

const itemDetails = (item: Xml): Record<string, unknown> => {
  const classifications = all(item, 'ItemDetail', 'Classification').map(({ attributes, text }) => [
    attributes.domain ?? '',
    text,
  ]);
  const told: Record<string, unknown> = {
    notes: textAt(item, 'Comments'),
    manufacturer_part: textAt(item, 'ItemDetail', 'ManufacturerPartID'),
    auxiliary_id: textAt(item, 'ItemID', 'SupplierPartAuxiliaryID'),
    parent_line: item.attributes.parentLineNumber ?? null,
    classifications: classifications.length > 0 ? Object.fromEntries(classifications) : null,
  };
  return Object.fromEntries(Object.entries({ ...told, ...extrinsicsOf(item) }).filter(([, value]) => value !== null));
};

/** An ItemOut; without a supplier's number the article's or the buyer's stands in. */
export const cxmlLine = (item: Xml, index: number): B2bLineDraft => {
  const detail = at(item, 'ItemDetail') ?? at(item, 'BlanketItemDetail');
  const price = at(detail, 'UnitPrice');
  const classified = all(detail, 'Classification').find(({ attributes }) => HARMONISED.test(attributes.domain ?? ''));
  const theirs = textAt(item, 'ItemID', 'BuyerPartID');
  const gtin =
    textAt(item, 'ItemID', 'IdReference') ?? textAt(detail, 'ItemDetailIndustry', 'ItemDetailRetail', 'EANID');
  const extrinsics = extrinsicsOf(item);
  return {
    deliver_by: isoTime(item.attributes.requestedDeliveryDate ?? null, true),
    not_before: null,
    ship_by: isoTime(item.attributes.requestedShipmentDate ?? null, true),
    line_id: item.attributes.lineNumber ?? String(index + 1),
    action: 'SET',
    sku: textAt(item, 'ItemID', 'SupplierPartID') ?? gtin ?? theirs,
    buyer_sku: theirs,
    gtin,
    title: textAt(detail, 'Description', 'ShortName') ?? textAt(detail, 'Description'),
    quantity: decimal(item.attributes.quantity) ?? item.attributes.quantity ?? null,
    unit: textAt(detail, 'UnitOfMeasure'),
    unit_price: moneyAt(price) ?? '0',
    price_base: decimal(attributeAt(detail, 'quantity', 'PriceBasisQuantity')) ?? '1',
    discount: modification(price, 'AdditionalDeduction', 'DeductionAmount'),
    charges: sumOf([modification(price, 'AdditionalCost'), moneyAt(item, 'Shipping') ?? '0']),
    tax: moneyAt(item, 'Tax') ?? '0',
    stated_total: null,
    hs_code: classified?.text || (extrinsics.hsCode ?? null),
    origin: extrinsics.countryOfOrigin ?? attributeAt(detail, 'isoCountryCode', 'Country'),
    details: itemDetails(item),
  };
};
