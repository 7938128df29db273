/** Names of one scheme in X12 (element I05), in UBL (ISO 6523) and in cXML: the same buyer has the same id in each. */
const SCHEMES: Readonly<Record<string, string>> = {
  '01': 'DUNS',
  '0060': 'DUNS',
  DUNS: 'DUNS',
  '07': 'GLN',
  '0088': 'GLN',
  GLN: 'GLN',
};

/** A trading partner as it names itself: a code in a scheme of codes. */
export type PartyCode = { readonly scheme: string; readonly id: string };

export type B2bDialect = 'X12' | 'UBL' | 'CXML';

const partyIdOf = ({ scheme, id }: PartyCode): string =>
  [SCHEMES[scheme.toUpperCase()] ?? scheme, id]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join(':');

export const buyerIdOf = partyIdOf;

/**
 * Purchase order numbers are the buyer's own: two buyers both have a 4711. So our order id is `<buyer>/<number>`, where the buyer's
 * part has no slash. A test order never becomes a live one: it has an id of its own.
 */
export const b2bOrderId = (buyer: PartyCode, poNumber: string, test: boolean): string =>
  `${test ? '+test:' : ''}${partyIdOf(buyer)}/${poNumber}`;

/** The purchase order number in an order id. */
export const poNumberIn = (channelOrderId: string): string => channelOrderId.slice(channelOrderId.indexOf('/') + 1);
export const isTestOrder = (channelOrderId: string): boolean => channelOrderId.startsWith('+test:');

/** Who trades with whom, and in which language: what an answer to the buyer is addressed from. */
export type TradingRelation = { readonly dialect: B2bDialect; readonly buyer: PartyCode; readonly seller: PartyCode };

/** As one word, `x12:01:123456789:ZZ:OURSELVES`: the shop of a B2B order. */
export const shopIdOf = ({ dialect, buyer, seller }: TradingRelation): string =>
  [dialect.toLowerCase(), buyer.scheme, buyer.id, seller.scheme, seller.id].map(encodeURIComponent).join(':');

const DIALECTS: Readonly<Record<string, B2bDialect>> = { x12: 'X12', ubl: 'UBL', cxml: 'CXML' };

/** Null for what is no trading relation. */
export const relationIn = (shopId: string): TradingRelation | null => {
  const [word = '', ...codes] = shopId.split(':');
  const dialect = DIALECTS[word];
  if (!dialect || codes.length !== 4) return null;
  try {
    const [buyerScheme = '', buyerId = '', sellerScheme = '', sellerId = ''] = codes.map(decodeURIComponent);
    return {
      dialect,
      buyer: { scheme: buyerScheme, id: buyerId },
      seller: { scheme: sellerScheme, id: sellerId },
    };
  } catch {
    return null;
  }
};
