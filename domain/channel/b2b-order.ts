import type { B2bDialect } from './b2b-party.ts';

/** What a document does to its order. `INFORMATION`: a copy or draft nobody is to act on. */
export type B2bPurpose = 'ORIGINAL' | 'CHANGE' | 'REPLACE' | 'CANCEL' | 'INFORMATION' | 'UNKNOWN';

/** Why an order must not be sent off although it is there. */
export type B2bHold = 'TEST' | 'INFORMATION' | 'BLANKET' | 'SEVERAL_DESTINATIONS' | 'CHANGE_WITHOUT_ORDER';

/** Where goods go. Personal: name, contact, phone and mail address are read into the destination only. */
export type B2bPlace = {
  readonly id: string | null;
  readonly name: string | null;
  readonly contact: string | null;
  readonly country: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
  readonly detail: string | null;
  readonly postal_code: string | null;
  readonly phone: string | null;
  readonly email: string | null;
};

/** When goods are wanted: ISO times. */
export type B2bWanted = {
  readonly deliver_by: string | null;
  readonly not_before: string | null;
  readonly ship_by: string | null;
};

/** A line as its document says it; money and quantities are decimal text. */
export type B2bLineDraft = B2bWanted & {
  readonly line_id: string;
  /** `KEEP`: named, and not changed. */
  readonly action: 'SET' | 'REMOVE' | 'KEEP';
  readonly sku: string | null;
  readonly buyer_sku: string | null;
  readonly gtin: string | null;
  readonly title: string | null;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly unit_price: string | null;
  /** The price is of so many. */
  readonly price_base: string;
  readonly discount: string;
  readonly charges: string;
  readonly tax: string;
  /** The line's sum without tax, where the document states it. */
  readonly stated_total: string | null;
  readonly hs_code: string | null;
  readonly origin: string | null;
  /** What else the document says of it. */
  readonly details: Readonly<Record<string, unknown>>;
};

export type B2bLine = Omit<B2bLineDraft, 'stated_total'> & {
  /** Price × quantity, in money. */
  readonly gross: string;
  readonly total: string;
};

/** Two statements of one document that cannot both hold. */
export type B2bCheck = { readonly code: string; readonly field: string; readonly values: readonly string[] };

/** The document's sums, as far as it states them. */
export type B2bStated = {
  readonly discount: string;
  readonly charges: string;
  readonly tax: string;
  /** With tax, discounts and charges. */
  readonly total: string | null;
  readonly prepaid: string;
};

export type B2bTerms = {
  /** The terms' own words, shortened. */
  readonly payment: string | null;
  readonly net_days: string | null;
  readonly incoterm: string | null;
};

export type B2bDraft = B2bWanted & {
  readonly dialect: B2bDialect;
  /** `850`, `860`, `Order`, `OrderChange`, `OrderCancellation`, `OrderRequest`. */
  readonly document: string;
  readonly document_id: string;
  readonly purpose: B2bPurpose;
  /** All lines are here; else only those that change. */
  readonly whole: boolean;
  /** The buyer reports everything as delivered. */
  readonly delivered: boolean;
  readonly order_id: string;
  readonly shop_id: string;
  readonly po_number: string;
  readonly sequence: number | null;
  readonly issued_at: string | null;
  readonly said_at: string | null;
  readonly order_type: string | null;
  readonly currency: string | null;
  readonly buyer: { readonly id: string; readonly name: string | null };
  readonly ship_to: B2bPlace | null;
  readonly ship_from: string | null;
  readonly carrier: string | null;
  readonly routing: string | null;
  readonly terms: B2bTerms;
  readonly stated: B2bStated;
  readonly remark: string | null;
  readonly references: Readonly<Record<string, string>>;
  readonly lines: readonly B2bLineDraft[];
  readonly holds: readonly B2bHold[];
  readonly checks: readonly B2bCheck[];
};

export type B2bAmounts = {
  readonly items: string;
  readonly charges: string;
  readonly discount: string;
  readonly tax: string;
  readonly total: string;
  readonly prepaid: string;
};

/** A purchase order in one shape for all dialects: what catalog/channels/b2b.json maps, and docs/b2b.md describes. */
export type B2bOrder = Omit<B2bDraft, 'stated' | 'lines' | 'holds' | 'references'> & {
  readonly references: Readonly<Record<string, string>> | null;
  readonly lines: readonly B2bLine[];
  readonly amounts: B2bAmounts;
  /** `ON_ACCOUNT`; to be paid in advance and `DUE`, `PART` or `PAID`. */
  readonly payment: 'ON_ACCOUNT' | 'DUE' | 'PART' | 'PAID';
  /** Comma-separated {@link B2bHold}s. */
  readonly holds: string;
  /** Comma-separated aspects this document says nothing about. */
  readonly silent_on: string;
  /** The latest day on which any of its goods is wanted. */
  readonly promise_at: string | null;
};

export const NO_PLACE: B2bPlace = {
  id: null,
  name: null,
  contact: null,
  country: null,
  province: null,
  city: null,
  district: null,
  detail: null,
  postal_code: null,
  phone: null,
  email: null,
};

/** Longer texts are kept to this: they are shown to people, and an order head has 400 KB. */
const LONGEST_TEXT = 2000;
export const joinedText = (parts: readonly string[], glue = ' '): string | null => {
  const joined = parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(glue);
  return joined === '' ? null : joined.slice(0, LONGEST_TEXT);
};

export const orNull = (text: string): string | null => (text === '' ? null : text);
