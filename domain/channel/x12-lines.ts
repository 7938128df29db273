import { type B2bLineDraft, joinedText, orNull } from './b2b-order.ts';
import { decimal, sumOf } from './decimal.ts';
import { elementOf, type X12Segment } from './x12.ts';
import { type ChargeSums, chargesOf, dateIn, taxOf, wantedOf } from './x12-headings.ts';

/** Qualifiers of X12 element 235, best first. Our number is the vendor's; a partner that sends none sends the article's or its own. */
const OURS = ['VN', 'VP', 'VC', 'SK', 'VA'];
const THEIRS = ['BP', 'IN', 'PI', 'CB', 'BL'];
const GTIN = ['UK', 'UP', 'EN', 'UA', 'UI', 'U2', 'EU'];
const ORIGIN = ['CH'];

/** Pairs of qualifier and value from an element on. */
export const partIdsOf = (segment: X12Segment, from: number): Readonly<Record<string, string>> => {
  const pairs: Record<string, string> = {};
  for (let at = from; at <= segment.elements.length; at += 2) {
    const qualifier = elementOf(segment, at);
    const value = elementOf(segment, at + 1);
    if (qualifier !== '' && value !== '' && pairs[qualifier] === undefined) pairs[qualifier] = value;
  }
  return pairs;
};

const firstOf = (ids: Readonly<Record<string, string>>, qualifiers: readonly string[]): string | null => {
  const found = qualifiers.find((qualifier) => ids[qualifier] !== undefined);
  return found === undefined ? null : (ids[found] ?? null);
};

/** Change codes of X12 element 670 that take a line out, and those that leave it as it is. */
const REMOVING = ['DI', 'OC', 'RZ'];
const KEEPING = ['NC'];

type Head = {
  readonly lineId: string;
  readonly action: B2bLineDraft['action'];
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  readonly basis: string;
  readonly ids: Readonly<Record<string, string>>;
};

const ofPurchase = (segment: X12Segment): Head => ({
  lineId: elementOf(segment, 1),
  action: 'SET',
  quantity: elementOf(segment, 2),
  unit: elementOf(segment, 3),
  price: elementOf(segment, 4),
  basis: elementOf(segment, 5),
  ids: partIdsOf(segment, 6),
});

/** POC03 is the quantity as it is ordered now; POC04 what is left to receive. @unconfirmed that no partner means the difference by it */
const ofChange = (segment: X12Segment): Head => {
  const code = elementOf(segment, 2);
  return {
    lineId: elementOf(segment, 1),
    action: REMOVING.includes(code) ? 'REMOVE' : KEEPING.includes(code) ? 'KEEP' : 'SET',
    quantity: elementOf(segment, 3),
    unit: elementOf(segment, 5),
    price: elementOf(segment, 6),
    basis: elementOf(segment, 7),
    ids: partIdsOf(segment, 8),
  };
};

/** Unit price basis, X12 element 639: prices of a hundred or a thousand. */
const BASES: Readonly<Record<string, string>> = { HP: '100', HF: '100', PN: '10', TP: '1000', PM: '1000' };

const texts = (segments: readonly X12Segment[], id: string, element: number): string[] =>
  segments.filter((segment) => segment.id === id).map((segment) => elementOf(segment, element));

/** Stores and quantities of SDQ, which divides a line among places. */
export const storesOf = (segments: readonly X12Segment[]): Record<string, string> => {
  const stores: Record<string, string> = {};
  for (const segment of segments)
    if (segment.id === 'SDQ')
      for (let at = 3; at <= segment.elements.length; at += 2) {
        const store = elementOf(segment, at);
        if (store !== '') stores[store] = sumOf([stores[store] ?? '0', elementOf(segment, at + 1)]);
      }
  return stores;
};

const packOf = (segments: readonly X12Segment[]): Record<string, string> => {
  const pack = segments.find(({ id }) => id === 'PO4');
  const told = { pack: elementOf(pack, 1), size: elementOf(pack, 2), unit: elementOf(pack, 3) };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
};

const detailsOf = (head: Head, loop: readonly X12Segment[]): Record<string, unknown> => {
  const told: Record<string, unknown> = {
    part_ids: head.ids,
    price_basis: head.basis,
    pack: packOf(loop),
    stores: storesOf(loop),
    available_at: dateIn(loop, ['018']),
    notes: joinedText(texts(loop, 'MSG', 1), '; '),
  };
  const isTold = (value: unknown): boolean =>
    typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== null && value !== '';
  return Object.fromEntries(Object.entries(told).filter(([, value]) => isTold(value)));
};

const hsCodeOf = (loop: readonly X12Segment[]): string | null => {
  const found = loop.find((segment) => segment.id === 'TC2' && ['J', 'A', '8'].includes(elementOf(segment, 1)));
  return orNull(elementOf(found, 2));
};

/** A line's segments, PO1 or POC first. */
export const x12Line = (loop: readonly X12Segment[], index: number): B2bLineDraft => {
  const [first] = loop as [X12Segment, ...X12Segment[]];
  const head = first.id === 'POC' ? ofChange(first) : ofPurchase(first);
  const sums: ChargeSums = chargesOf(loop);
  const gtin = firstOf(head.ids, GTIN);
  const theirs = firstOf(head.ids, THEIRS);
  return {
    ...wantedOf(loop),
    line_id: head.lineId === '' ? String(index + 1) : head.lineId,
    action: head.action,
    sku: firstOf(head.ids, OURS) ?? gtin ?? theirs,
    buyer_sku: theirs,
    gtin,
    title: joinedText(texts(loop, 'PID', 5), ', '),
    quantity: decimal(head.quantity) ?? orNull(head.quantity),
    unit: orNull(head.unit),
    unit_price: decimal(head.price) ?? orNull(head.price) ?? '0',
    price_base: BASES[head.basis] ?? '1',
    discount: sums.discount,
    charges: sums.charges,
    tax: sumOf([taxOf(loop), sums.tax]),
    stated_total: null,
    hs_code: hsCodeOf(loop),
    origin: firstOf(head.ids, ORIGIN),
    details: detailsOf(head, loop),
  };
};

/** Σ quantities, which CTT02 repeats. */
export const hashTotal = (lines: readonly B2bLineDraft[]): string =>
  sumOf(lines.map(({ quantity }) => quantity ?? '0'));
