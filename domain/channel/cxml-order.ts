import { plusSeconds } from '../time.ts';
import {
  type B2bCheck,
  type B2bHold,
  type B2bOrder,
  type B2bPlace,
  type B2bPurpose,
  joinedText,
  NO_PLACE,
} from './b2b-order.ts';
import { b2bOrderId, buyerIdOf, type PartyCode, shopIdOf } from './b2b-party.ts';
import { isoTime } from './b2b-time.ts';
import { cxmlLine, extrinsicsOf, modification, moneyAt } from './cxml-lines.ts';
import { compareDecimals, productOf, quotientOf, sumOf } from './decimal.ts';
import { finishB2bOrder } from './finish-b2b-order.ts';
import { all, at, attributeAt, textAt, type Xml } from './xml-tree.ts';

/** OrderRequestHeader's `type`; without it an order is new. */
const PURPOSES: Readonly<Record<string, B2bPurpose>> = { new: 'ORIGINAL', update: 'REPLACE', delete: 'CANCEL' };

export const isCxml = ({ name }: Xml): boolean => name === 'cXML';

/** A party may name itself in several ways; a marketplace's own name for it is the last to use. */
const codeOf = (credentials: readonly Xml[]): PartyCode => {
  const [found] = [...credentials.filter(({ attributes }) => attributes.type !== 'marketplace'), ...credentials];
  return { scheme: found?.attributes.domain ?? '', id: textAt(found, 'Identity') ?? '' };
};

const headerOf = (root: Xml): Xml | null => at(root, 'Request', 'OrderRequest', 'OrderRequestHeader');

export const isTestCxml = (root: Xml): boolean => attributeAt(root, 'deploymentMode', 'Request') === 'test';

export const cxmlIdentity = (root: Xml) => {
  const buyer = codeOf(all(root, 'Header', 'From', 'Credential'));
  const seller = codeOf(all(root, 'Header', 'To', 'Credential'));
  const poNumber = headerOf(root)?.attributes.orderID?.trim() ?? '';
  return {
    buyer,
    seller,
    poNumber,
    orderId: b2bOrderId(buyer, poNumber, isTestCxml(root)),
    shopId: shopIdOf({ dialect: 'CXML', buyer, seller }),
  };
};

const MOST_VERSIONS = 86_399;

/**
 * The order's own date and version decide; without a version a change has the time at which it was written. `timestamp` alone would
 * not do: it may be of the message, and a message may be written again.
 */
const saidOf = (root: Xml, header: Xml | null, purpose: B2bPurpose): string | null => {
  const orderedAt = isoTime(header?.attributes.orderDate ?? null);
  const version = Number(header?.attributes.orderVersion ?? Number.NaN);
  if (orderedAt && Number.isSafeInteger(version) && version > 0)
    return plusSeconds(orderedAt, Math.min(version - 1, MOST_VERSIONS));
  const writtenAt = isoTime(root.attributes.timestamp ?? null);
  return purpose === 'ORIGINAL' ? (orderedAt ?? writtenAt) : (writtenAt ?? orderedAt);
};

/** Phone and fax numbers come in parts. */
const phoneOf = (address: Xml | null): string | null => {
  const number = at(address, 'Phone', 'TelephoneNumber');
  const country = textAt(number, 'CountryCode');
  const parts = ['AreaOrCityCode', 'Number', 'Extension'].map((name) => textAt(number, name) ?? '');
  return joinedText([country === null ? '' : `+${country}`, ...parts]);
};

const placeOf = (shipTo: Xml | null): B2bPlace | null => {
  const address = at(shipTo, 'Address');
  if (!address) return null;
  const postal = at(address, 'PostalAddress');
  const receivers = all(postal, 'DeliverTo').map(({ text }) => text);
  return {
    ...NO_PLACE,
    id: address.attributes.addressID ?? null,
    name: textAt(address, 'Name'),
    contact: receivers[0] ?? null,
    country: attributeAt(postal, 'isoCountryCode', 'Country') ?? address.attributes.isoCountryCode ?? null,
    province: textAt(postal, 'State'),
    city: textAt(postal, 'City'),
    district: textAt(postal, 'Municipality'),
    detail: joinedText([...all(postal, 'Street').map(({ text }) => text), ...receivers.slice(1)], ', '),
    postal_code: textAt(postal, 'PostalCode'),
    phone: phoneOf(address),
    email: textAt(address, 'Email'),
  };
};

const carrierOf = (shipTo: Xml | null): string | null => {
  const carriers = all(shipTo, 'CarrierIdentifier');
  const found = ['SCAC', 'companyName', 'carrierID']
    .map((domain) => carriers.find(({ attributes }) => attributes.domain === domain))
    .find((carrier) => carrier?.text);
  return found?.text ?? null;
};

type Sums = { readonly items: string; readonly charges: string; readonly discount: string; readonly tax: string };

/** `Total` is of the items alone, by the standard; partners that add shipping and tax to it are understood too. */
const totalChecks = (said: string | null, { items, charges, discount, tax }: Sums): B2bCheck[] => {
  if (said === null) return [];
  const net = sumOf([items, productOf(discount, '-1')]);
  const meanings = [items, net, sumOf([net, charges]), sumOf([net, tax]), sumOf([net, charges, tax])];
  return meanings.some((meaning) => compareDecimals(meaning, said) === 0)
    ? []
    : [{ code: 'LINES_AND_AMOUNT_DISAGREE', field: 'OrderRequestHeader.Total', values: [said, items] }];
};

const shipTosOf = (root: Xml, header: Xml | null): readonly Xml[] => {
  const whole = at(header, 'ShipTo');
  if (whole) return [whole];
  const each = all(root, 'Request', 'OrderRequest', 'ItemOut', 'ShipTo');
  return [...new Map(each.map((found) => [JSON.stringify(placeOf(found)), found])).values()];
};

const holdsOf = (root: Xml, header: Xml | null, places: number): B2bHold[] => [
  ...(isTestCxml(root) ? (['TEST'] as const) : []),
  ...(header?.attributes.orderType === 'blanket' ? (['BLANKET'] as const) : []),
  ...(header?.attributes.isInternalVersion === 'yes' ? (['INFORMATION'] as const) : []),
  ...(places > 1 ? (['SEVERAL_DESTINATIONS'] as const) : []),
];

const paymentWords = (header: Xml | null, extrinsics: Readonly<Record<string, string>>): string | null => {
  const named = Object.entries(extrinsics).filter(([name]) => /payment ?terms/i.test(name));
  return joinedText(
    [...named.map(([, text]) => text), ...all(header, 'PaymentTerm', 'Description').map(({ text }) => text)],
    '; ',
  );
};

/** An OrderRequest in the shape of all dialects. A new, an updated and a deleted order carry the same: the whole order. */
export const cxmlOrder = (root: Xml): B2bOrder => {
  const { buyer, poNumber, orderId, shopId } = cxmlIdentity(root);
  const header = headerOf(root);
  const purpose = PURPOSES[header?.attributes.type ?? 'new'] ?? 'UNKNOWN';
  const lines = all(root, 'Request', 'OrderRequest', 'ItemOut').map(cxmlLine);
  const shipTos = shipTosOf(root, header);
  const [shipTo = null] = shipTos;
  const extrinsics = extrinsicsOf(header);
  const stated = {
    discount: modification(at(header, 'Total'), 'AdditionalDeduction', 'DeductionAmount'),
    charges: sumOf([moneyAt(header, 'Shipping') ?? '0', modification(at(header, 'Total'), 'AdditionalCost')]),
    tax: moneyAt(header, 'Tax') ?? sumOf(lines.map(({ tax }) => tax)),
    total: null,
    prepaid: '0',
  };
  const items = sumOf(
    lines.map((line) => quotientOf(productOf(line.quantity ?? '0', line.unit_price ?? '0'), line.price_base, 2)),
  );
  const version = Number(header?.attributes.orderVersion ?? Number.NaN);
  return finishB2bOrder({
    deliver_by: isoTime(header?.attributes.requestedDeliveryDate ?? null, true),
    not_before: isoTime(header?.attributes.pickUpDate ?? null),
    ship_by: isoTime(header?.attributes.requestedShipmentDate ?? null, true),
    dialect: 'CXML',
    document: 'OrderRequest',
    document_id: root.attributes.payloadID ?? '',
    purpose,
    whole: true,
    delivered: false,
    order_id: orderId,
    shop_id: shopId,
    po_number: poNumber,
    sequence: Number.isSafeInteger(version) ? version : null,
    issued_at: isoTime(header?.attributes.orderDate ?? null),
    said_at: saidOf(root, header, purpose),
    order_type: header?.attributes.orderType ?? null,
    currency: attributeAt(header, 'currency', 'Total', 'Money') ?? lineCurrency(root),
    buyer: { id: buyerIdOf(buyer), name: organisationOf(header) },
    ship_to: placeOf(shipTo),
    ship_from: null,
    carrier: carrierOf(shipTo),
    routing: textAt(header, 'Shipping', 'Description') ?? textAt(shipTo, 'TransportInformation', 'Route'),
    terms: {
      payment: paymentWords(header, extrinsics),
      net_days: attributeAt(header, 'payInNumberOfDays', 'PaymentTerm'),
      incoterm: attributeAt(header, 'value', 'TermsOfDelivery', 'TransportTerms'),
    },
    stated,
    remark: joinedText(
      all(header, 'Comments').map(({ text }) => text),
      '; ',
    ),
    references: extrinsics,
    lines,
    holds: holdsOf(root, header, shipTos.length),
    checks: totalChecks(moneyAt(header, 'Total'), { items, ...stated }),
  });
};

/** Who buys is who is billed: the name of an organisation. */
const organisationOf = (header: Xml | null): string | null => textAt(header, 'BillTo', 'Address', 'Name');

const lineCurrency = (root: Xml): string | null =>
  attributeAt(at(root, 'Request', 'OrderRequest', 'ItemOut'), 'currency', 'ItemDetail', 'UnitPrice', 'Money');
