import type { Scan, Tracking } from './carrier.ts';
import { NO_NUMBER } from './signed-body.ts';
import { type Fields, fieldsOf, listOf, rowOf, saidIn, scanOf } from './tracking-rows.ts';

/** The codes we give to what DCSA says beside its codes: an estimate of any event, and that an event is taken back. */
const ESTIMATED = 'ESTIMATED';
const RETRACTION = 'RETRACTION';

/** An event of either version: 2 is one object, 3 has its facts in `payload` and says who sent it in `metadata`. */
const factsOf = (event: Fields, path: string) => ({
  metadata: fieldsOf(event.metadata ?? event, `${path}.metadata`),
  payload: fieldsOf(event.payload ?? (event.metadata ? {} : event), `${path}.payload`),
});

const callOf = (payload: Fields, path: string): Fields =>
  fieldsOf(payload.transportCall ?? {}, `${path}.transportCall`);

/** Where the container is, as far as it matters to what happened: at a border, at the customer's, at a terminal or a depot. */
const facilityOf = (payload: Fields, call: Fields): string =>
  saidIn(call, 'facilityTypeCode', 'facilityType') || saidIn(payload, 'facilityTypeCode');

const BORDERS = new Set(['BORD', 'BOCR']);
const DEPOTS = new Set(['DEPO', 'OFFD']);
const CUSTOMERS = new Set(['', 'CLOC', 'CUST']);

const EQUIPMENT_DETAIL: Readonly<Record<string, (payload: Fields, facility: string) => string | undefined>> = {
  LOAD: ({ isTransshipmentMove }) => (isTransshipmentMove === true ? 'TRANSSHIPMENT' : undefined),
  DISC: ({ isTransshipmentMove }) => (isTransshipmentMove === true ? 'TRANSSHIPMENT' : undefined),
  CROS: (_, facility) => (BORDERS.has(facility) ? 'BORDER' : undefined),
  WAYP: (_, facility) => (BORDERS.has(facility) ? 'BORDER' : undefined),
  PICK: (payload) => emptiness(payload),
  DROP: (payload, facility) => emptiness(payload) ?? (CUSTOMERS.has(facility) ? undefined : 'TERMINAL'),
  GTOT: (payload, facility) => (DEPOTS.has(facility) ? emptiness(payload) : undefined),
};

/** Said of empty containers only: laden is the rule. */
const emptiness = (payload: Fields): string | undefined =>
  saidIn(payload, 'emptyIndicatorCode') === 'EMPTY' ? 'EMPTY' : undefined;

const TYPE_FIELDS = ['equipmentEventTypeCode', 'transportEventTypeCode', 'shipmentEventTypeCode', 'eventTypeCode'];

const codesOf = (payload: Fields, call: Fields): Pick<Scan, 'code' | 'detail'> => {
  const code = saidIn(payload, ...TYPE_FIELDS);
  if (saidIn(payload, 'eventClassifierCode') !== 'ACT' && saidIn(payload, 'eventClassifierCode') !== '')
    return { code, detail: ESTIMATED };
  const document = saidIn(payload, 'documentTypeCode');
  return { code, detail: document || EQUIPMENT_DETAIL[code]?.(payload, facilityOf(payload, call)) };
};

const REASON_FIELDS = ['reason', 'delayReasonCode'];

const placesOf = (payload: Fields, call: Fields, path: string) => {
  const location = fieldsOf(call.location ?? payload.eventLocation ?? {}, `${path}.location`);
  return {
    names: [saidIn(location, 'locationName'), saidIn(call, 'locationName', 'facilityName')],
    code: saidIn(location, 'UNLocationCode') || saidIn(call, 'UNLocationCode'),
  };
};

/** Only an arrival that is estimated says when the goods will be there. */
const ARRIVES = new Set(['ARRI', 'DROP', 'AVPU']);

const scanIn = (raw: unknown, path: string): Scan => {
  const event = fieldsOf(raw, path);
  const { metadata, payload } = factsOf(event, path);
  const call = callOf(payload, path);
  const said = {
    eventId: saidIn(metadata, 'eventID', 'eventId') || undefined,
    text: saidIn(payload, ...REASON_FIELDS),
    time: saidIn(metadata, 'eventCreatedDateTime'),
  };
  const retractsEvent = saidIn(metadata, 'retractedEventID');
  if (retractsEvent) return scanOf({ ...said, time: said.time || null, code: RETRACTION, places: [], retractsEvent });
  const codes = codesOf(payload, call);
  const happened = saidIn(payload, 'eventDateTime');
  const places = placesOf(payload, call, path);
  const scan = scanOf({ ...said, ...codes, time: happened, places: places.names, placeCode: places.code });
  if (codes.detail !== ESTIMATED) return scan;
  // It is said now and happens later: what is to come is no fact.
  const saidAt = said.time ? scanOf({ ...said, ...codes, places: [] }).occurredAt : null;
  return { ...scan, occurredAt: saidAt, ...(ARRIVES.has(codes.code) && { etaAt: scan.occurredAt ?? undefined }) };
};

/** Of what a shipment is called by: the bill of lading, the booking, then anything else; the container last of all. */
const RANK = ['TRD', 'BKG', 'SHI', 'CBR', 'FF', 'EQ'];
const rankOf = (type: string): number => (RANK.includes(type) ? RANK.indexOf(type) : RANK.length);

const numbersOf = (payload: Fields, path: string): string[] => {
  const named = [
    ...listOf(payload.relatedDocumentReferences),
    ...listOf(payload.documentReferences),
    ...listOf(payload.references),
  ].map((each) => {
    const reference = fieldsOf(each, `${path}.references`);
    return {
      type: saidIn(reference, 'type', 'documentReferenceType', 'referenceType'),
      value: saidIn(reference, 'value', 'documentReferenceValue', 'referenceValue'),
    };
  });
  const numbers = named.sort((a, b) => rankOf(a.type) - rankOf(b.type)).map(({ value }) => value);
  const others = [
    saidIn(payload, 'transportDocumentReference'),
    saidIn(payload, 'carrierBookingReference'),
    saidIn(payload, 'documentID', 'documentReference'),
    saidIn(payload, 'equipmentReference'),
  ];
  return [...new Set([...numbers, ...others])].filter((number) => number !== '');
};

const companiesOf = (metadata: Fields, payload: Fields, call: Fields, path: string): string[] => {
  const publisher = fieldsOf(metadata.publisher ?? {}, `${path}.publisher`);
  const vessel = fieldsOf(call.vessel ?? {}, `${path}.vessel`);
  return [
    saidIn(publisher, 'carrierCode'),
    saidIn(payload, 'carrierCode'),
    saidIn(vessel, 'vesselOperatorCarrierCode'),
  ].filter((company) => company !== '');
};

/** One event about one shipment. @param parcel what the address it was sent to names; '' for nothing */
export const dcsaTracking = (raw: unknown, path: string, carrier: string, parcel: string): Tracking => {
  const event = fieldsOf(raw, path);
  const { metadata, payload } = factsOf(event, path);
  const numbers = [parcel, ...numbersOf(payload, path)].filter((number) => number !== '');
  const [number = NO_NUMBER, ...otherNumbers] = [...new Set(numbers)];
  const references = numbers.find((each) => each.startsWith('leg_'));
  return {
    companies: [...new Set([...companiesOf(metadata, payload, callOf(payload, path), path), carrier])],
    number,
    otherNumbers,
    reference: references,
    ...rowOf(event, path, scanIn),
  };
};

export const isDcsaEvent = (value: unknown): boolean => {
  const event = fieldsOf(value, '');
  return event.metadata !== undefined || event.eventType !== undefined || saidIn(event, ...TYPE_FIELDS) !== '';
};
