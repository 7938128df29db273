import { type B2bHold, type B2bOrder, type B2bPurpose, joinedText, orNull } from './b2b-order.ts';
import { b2bOrderId, buyerIdOf, type PartyCode, shopIdOf } from './b2b-party.ts';
import { documentTime, saidAt } from './b2b-time.ts';
import { sumOf } from './decimal.ts';
import { finishB2bOrder } from './finish-b2b-order.ts';
import { elementOf, type X12Group, type X12Interchange, type X12Segment, type X12Transaction } from './x12.ts';
import {
  chargesOf,
  isoClock,
  isoDay,
  partiesIn,
  placeOf,
  routingOf,
  taxOf,
  termsOf,
  wantedOf,
  type X12Party,
} from './x12-headings.ts';
import { storesOf, x12Line } from './x12-lines.ts';
import { partsOf, partyOf, shipTosOf, type X12Parts } from './x12-parts.ts';
import { amountIn, checksOf } from './x12-sums.ts';

/** Transaction set purpose, X12 element 353. */
const PURPOSES: Readonly<Record<string, B2bPurpose>> = {
  '00': 'ORIGINAL',
  '01': 'CANCEL',
  '03': 'CANCEL',
  '04': 'CHANGE',
  '05': 'REPLACE',
  '06': 'ORIGINAL',
  '07': 'ORIGINAL',
  '15': 'ORIGINAL',
  '18': 'ORIGINAL',
  '22': 'INFORMATION',
  '24': 'INFORMATION',
};

/** Purchase order type, X12 element 92: blanket orders are called off by releases, and are no releases themselves. */
const BLANKET = ['BK', 'BL', 'BE', 'BQ', 'BV'];

/** Without CUR it is the partners' agreement, which between partners of X12 is the US dollar. */
const AGREED_CURRENCY = 'USD';

type Heading = { readonly id: string; readonly purpose: string; readonly type: string; readonly poNumber: string };

const headingOf = (begin: X12Segment | undefined): Heading => ({
  id: begin?.id ?? '',
  purpose: elementOf(begin, 1),
  type: elementOf(begin, 2),
  poNumber: elementOf(begin, 3),
});

/** BEG is dated by BEG05; BCH by BCH11, the day of the change, or BCH06. A change without a day of its own has its group's. */
const issueOf = (begin: X12Segment | undefined, { gs }: X12Group, isChange: boolean) => {
  const grouped = { date: isoDay(elementOf(gs, 4)), time: isoClock(elementOf(gs, 5)) };
  if (begin?.id === 'BCH') {
    const date = isoDay(elementOf(begin, 11));
    const number = Number(elementOf(begin, 5));
    const sequence = Number.isSafeInteger(number) && number > 0 ? number : null;
    return {
      ...(date ? { date, time: date === grouped.date ? grouped.time : null } : grouped),
      isChange: true,
      sequence,
    };
  }
  if (isChange) return { ...grouped, isChange, sequence: null };
  return { date: isoDay(elementOf(begin, 5)) ?? grouped.date, time: null, isChange, sequence: null };
};

const referencesOf = (heading: readonly X12Segment[]): Record<string, string> =>
  Object.fromEntries(
    heading
      .filter((segment) => segment.id === 'REF' && elementOf(segment, 1) !== '')
      .map((segment) => [elementOf(segment, 1), elementOf(segment, 2) || elementOf(segment, 3)]),
  );

const remarkOf = (heading: readonly X12Segment[]): string | null =>
  joinedText(
    heading.flatMap((segment) => {
      if (segment.id === 'MSG') return [elementOf(segment, 1)];
      if (segment.id === 'NTE') return [elementOf(segment, 2)];
      return segment.id === 'PKG' ? [elementOf(segment, 5)] : [];
    }),
    '; ',
  );

const holdsOf = (
  { loops }: X12Parts,
  places: number,
  purpose: B2bPurpose,
  { type }: Heading,
  test: boolean,
): B2bHold[] => [
  ...(test ? (['TEST'] as const) : []),
  ...(purpose === 'INFORMATION' || purpose === 'UNKNOWN' ? (['INFORMATION'] as const) : []),
  ...(BLANKET.includes(type) ? (['BLANKET'] as const) : []),
  ...(places > 1 || Object.keys(storesOf(loops.flat())).length > 1 ? (['SEVERAL_DESTINATIONS'] as const) : []),
];

const partyCode = (isa: X12Segment, qualifier: number): PartyCode => ({
  scheme: elementOf(isa, qualifier),
  id: elementOf(isa, qualifier + 1),
});

/** Which order a transaction set is about: said even where the rest cannot be read. */
export const x12Identity = ({ isa }: X12Interchange, { segments }: X12Transaction) => {
  const begin = segments.find(({ id }) => id === 'BEG' || id === 'BCH');
  const buyer = partyCode(isa, 5);
  const test = elementOf(isa, 15) === 'T';
  const { poNumber } = headingOf(begin);
  return {
    begin,
    buyer,
    test,
    poNumber,
    orderId: b2bOrderId(buyer, poNumber, test),
    shopId: shopIdOf({ dialect: 'X12', buyer, seller: partyCode(isa, 7) }),
  };
};

/** A purchase order (850) or its change (860) in the shape of all dialects. */
export const x12Order = (interchange: X12Interchange, group: X12Group, transaction: X12Transaction): B2bOrder => {
  const { begin, buyer, test, poNumber, orderId, shopId } = x12Identity(interchange, transaction);
  const head = headingOf(begin);
  const parts = partsOf(transaction);
  const { heading, loops, summary } = parts;
  const lines = loops.map(x12Line);
  const parties = partiesIn(heading);
  const places = shipTosOf(parts);
  const [shipTo] = places;
  const shipFrom = partyOf(parties, 'SF');
  const purpose = PURPOSES[head.purpose] ?? 'UNKNOWN';
  const issue = issueOf(begin, group, purpose === 'CHANGE' || purpose === 'REPLACE');
  const said = saidAt(issue);
  const sums = chargesOf(heading);
  const routing = routingOf(heading);
  const currency = heading.find(({ id }) => id === 'CUR');
  return finishB2bOrder({
    ...wantedOf(heading),
    dialect: 'X12',
    document: elementOf(transaction.st, 1),
    document_id: [elementOf(interchange.isa, 13), elementOf(group.gs, 6), elementOf(transaction.st, 2)].join('/'),
    purpose,
    whole: head.id !== 'BCH' || purpose !== 'CHANGE',
    delivered: false,
    order_id: orderId,
    shop_id: shopId,
    po_number: poNumber,
    sequence: issue.sequence,
    issued_at: documentTime(isoDay(elementOf(begin, head.id === 'BCH' ? 6 : 5)), null) ?? said,
    said_at: said,
    order_type: orNull(head.type),
    currency: orNull(elementOf(currency, 2)) ?? AGREED_CURRENCY,
    buyer: { id: buyerIdOf(buyer), name: organisationOf(parties, head) },
    ship_to: shipTo ? placeOf(shipTo) : null,
    ship_from: shipFrom ? placeOf(shipFrom).id : null,
    carrier: routing.carrier,
    routing: routing.text,
    terms: termsOf(heading),
    stated: {
      discount: sums.discount,
      charges: sums.charges,
      tax: sumOf([taxOf([...heading, ...summary]), sums.tax, ...lines.map(({ tax }) => tax)]),
      total: amountIn([...heading, ...summary], ['TT']),
      prepaid: amountIn([...heading, ...summary], ['D']) ?? '0',
    },
    remark: remarkOf(heading),
    references: { ...referencesOf(heading), ...markFor(parties) },
    lines,
    holds: holdsOf(parts, places.length, purpose, head, test),
    checks: checksOf(transaction, parts, lines),
  });
};

/** BEG02 DS is a drop shipment: there, who is billed may be a consumer. */
const DROP_SHIP = 'DS';

/** The buying organisation's name: of the buyer, or of who is billed. */
const organisationOf = (parties: readonly X12Party[], { type }: Heading): string | null => {
  const roles = type === DROP_SHIP ? ['BY'] : ['BY', 'BT', 'OB'];
  const named = roles.map((role) => partyOf(parties, role)).map((found) => found && placeOf(found).name);
  return named.find((name) => name) ?? null;
};

/** Z7, the party the goods are marked for behind the ship-to: its number only. */
const markFor = (parties: readonly X12Party[]): Record<string, string> => {
  const found = partyOf(parties, 'Z7', 'MA');
  const id = found && placeOf(found).id;
  return id ? { MARK_FOR: id } : {};
};
