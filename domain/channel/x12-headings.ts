import { type B2bPlace, type B2bTerms, type B2bWanted, joinedText, NO_PLACE, orNull } from './b2b-order.ts';
import { documentTime, endOfDay } from './b2b-time.ts';
import { decimal, quotientOf, sumOf } from './decimal.ts';
import { elementOf, type X12Segment } from './x12.ts';
import { isX12Date } from './x12-checks.ts';

/** CCYYMMDD or YYMMDD as an ISO day; null for none. Years of two digits are of this century. */
export const isoDay = (text: string): string | null => {
  if (!isX12Date(text)) return null;
  const long = text.length === 8 ? text : `20${text}`;
  return `${long.slice(0, 4)}-${long.slice(4, 6)}-${long.slice(6)}`;
};

/** HHMM or HHMMSS as an ISO time; null for none. X12 says no zone: read as UTC. */
export const isoClock = (text: string): string | null => {
  const [, hours, minutes, seconds = '00'] = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)?\d*$/.exec(text) ?? [];
  return hours === undefined ? null : `${hours}:${minutes}:${seconds}`;
};

type When = { readonly day: string; readonly clock: string | null };

const momentIn = (segments: readonly X12Segment[], codes: readonly string[]): When | null => {
  for (const code of codes) {
    const found = segments.find((segment) => segment.id === 'DTM' && elementOf(segment, 1) === code);
    const day = isoDay(elementOf(found, 2));
    if (day) return { day, clock: isoClock(elementOf(found, 3)) };
  }
  return null;
};

export const dateIn = (segments: readonly X12Segment[], codes: readonly string[]): string | null =>
  momentIn(segments, codes)?.day ?? null;

/**
 * Date qualifiers, X12 element 374: 002 delivery requested, 063 do not deliver after, 067 scheduled delivery, 074 delivery no later than,
 * 106 required by; 064 do not deliver before, 071 delivery no earlier than; 010 requested ship, 038 ship no later, 118 requested pick-up.
 */
export const wantedOf = (segments: readonly X12Segment[]): B2bWanted => {
  const by = momentIn(segments, ['063', '074', '002', '106', '067']);
  const after = momentIn(segments, ['064', '071']);
  const ship = momentIn(segments, ['038', '010', '118']);
  return {
    deliver_by: by && endOfDay(by.day, by.clock),
    not_before: after && documentTime(after.day, after.clock),
    ship_by: ship && endOfDay(ship.day, ship.clock),
  };
};

export type ChargeSums = { readonly discount: string; readonly charges: string; readonly tax: string };

const TAXES = ['H850', 'D360', 'H640', 'H660', 'H670', 'H680'];

/** SAC05 is of type N2: two decimals that are not written. Partners that write the point anyway mean it. */
const sacAmount = (segment: X12Segment): string => {
  const text = elementOf(segment, 5);
  if (text.includes('.')) return decimal(text) ?? '0';
  return decimal(text) === null ? '0' : quotientOf(text, '100', 2);
};

/** SAC segments by what they are: allowances, charges, taxes. */
export const chargesOf = (segments: readonly X12Segment[]): ChargeSums => {
  const all = segments.filter(({ id }) => id === 'SAC');
  const of = (wanted: (kind: string, code: string) => boolean): string =>
    sumOf(all.filter((each) => wanted(elementOf(each, 1), elementOf(each, 2))).map(sacAmount));
  return {
    discount: of((kind) => kind === 'A'),
    charges: of((kind, code) => kind === 'C' && !TAXES.includes(code)),
    tax: of((kind, code) => kind === 'C' && TAXES.includes(code)),
  };
};

export const taxOf = (segments: readonly X12Segment[]): string =>
  sumOf(segments.filter(({ id }) => id === 'TXI').map((segment) => elementOf(segment, 2)));

/** N1 and what follows it up to the next N1: a party with its address and contacts. */
export type X12Party = { readonly role: string; readonly segments: readonly X12Segment[] };

const PARTY_PARTS = ['N2', 'N3', 'N4', 'PER', 'REF'];

export const partiesIn = (segments: readonly X12Segment[]): X12Party[] => {
  const parties: { role: string; segments: X12Segment[] }[] = [];
  let open = false;
  for (const segment of segments) {
    if (segment.id === 'N1') parties.push({ role: elementOf(segment, 1), segments: [segment] });
    else if (open && PARTY_PARTS.includes(segment.id)) parties.at(-1)?.segments.push(segment);
    open = segment.id === 'N1' || (open && PARTY_PARTS.includes(segment.id));
  }
  return parties;
};

/** Qualifier and number pairs of PER: TE phone, CP mobile, EM mail. */
const contactNumber = (contacts: readonly X12Segment[], kinds: readonly string[]): string | null => {
  for (const contact of contacts)
    for (const at of [3, 5, 7]) if (kinds.includes(elementOf(contact, at))) return orNull(elementOf(contact, at + 1));
  return null;
};

export const placeOf = ({ segments }: X12Party): B2bPlace => {
  const named = (id: string) => segments.filter((segment) => segment.id === id);
  const [n1] = named('N1');
  const [n4] = named('N4');
  const contacts = named('PER');
  const state = elementOf(n4, 2);
  const street = joinedText(
    named('N3').flatMap(({ elements }) => elements),
    ', ',
  );
  return {
    ...NO_PLACE,
    id: orNull(elementOf(n1, 4)),
    name: joinedText([elementOf(n1, 2), ...named('N2').flatMap(({ elements }) => elements)], ', '),
    contact: orNull(elementOf(contacts[0], 2)),
    // X12 addresses without a country are of the United States, where the standard comes from.
    country: orNull(elementOf(n4, 4)) ?? (n4 ? 'US' : null),
    province: orNull(state),
    city: orNull(elementOf(n4, 1)),
    detail: street,
    postal_code: orNull(elementOf(n4, 3)),
    phone: contactNumber(contacts, ['TE', 'CP', 'HP', 'WP']),
    email: contactNumber(contacts, ['EM']),
  };
};

/** ITD terms and FOB: who pays when, and where the risk passes. */
export const termsOf = (segments: readonly X12Segment[]): B2bTerms => {
  const terms = segments.find(({ id }) => id === 'ITD');
  const fob = segments.find(({ id }) => id === 'FOB');
  return {
    payment: orNull(elementOf(terms, 12)),
    net_days: orNull(elementOf(terms, 7)),
    incoterm: orNull(elementOf(fob, 5)),
  };
};

export type Routing = { readonly carrier: string | null; readonly text: string | null };

/** What TD502 says TD503 is: 2 a SCAC, 91 our own code. A word of letters alone in TD505 names a service, a sentence does not. */
const CARRIER_CODES = ['2', '02', '91'];

export const routingOf = (segments: readonly X12Segment[]): Routing => {
  const detail = segments.find(({ id }) => id === 'TD5');
  const code = elementOf(detail, 3);
  const text = elementOf(detail, 5);
  const isCode = CARRIER_CODES.includes(elementOf(detail, 2)) && code !== '';
  return {
    carrier: isCode ? code : /^[A-Z]{2,4}$/.test(text) ? text : null,
    text: joinedText([isCode ? '' : code, text]),
  };
};
