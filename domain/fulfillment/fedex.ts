import { toBase64, utf8 } from '../channel/bytes.ts';
import type { Carrier, Scan, Tracking, TrackingReading } from './carrier.ts';
import { statusAnswers } from './carrier-answers.ts';
import { arrivalExpected } from './expected-arrival.ts';
import { localTime } from './place-zones.ts';
import { signedBody } from './signed-body.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  parcelsOf,
  parseMessage,
  rowsOf,
  saidIn,
  scanOf,
  textOf,
  UnreadableTracking,
} from './tracking-rows.ts';

const placeIn = ({ scanLocation }: Fields, path: string) => {
  const place = fieldsOf(scanLocation ?? {}, `${path}.scanLocation`);
  return {
    city: saidIn(place, 'city'),
    state: saidIn(place, 'stateOrProvinceCode'),
    country: saidIn(place, 'countryCode'),
  };
};

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const place = placeIn(row, path);
  const said = [saidIn(row, 'eventDescription'), saidIn(row, 'exceptionDescription')];
  return scanOf({
    time: localTime(saidIn(row, 'date'), place),
    code: saidIn(row, 'eventType', 'derivedStatusCode'),
    coarseCode: saidIn(row, 'derivedStatusCode') || undefined,
    text: said.filter((part) => part !== '').join('; '),
    places: [
      [place.city, place.state, place.country].filter((part) => part !== '').join(', '),
      saidIn(row, 'locationId'),
    ],
    placeCode: saidIn(row, 'locationId'),
  });
};

const datesOf = ({ dateAndTimes }: Fields): ReadonlyMap<string, string> =>
  new Map(
    listOf(dateAndTimes).map((each) => {
      const fields = fieldsOf(each, 'dateAndTimes');
      return [saidIn(fields, 'type'), saidIn(fields, 'dateTime')] as const;
    }),
  );

/** When what the newest state says happened, where no scan does. */
const TIME_OF: Readonly<Record<string, string>> = { DL: 'ACTUAL_DELIVERY', PU: 'ACTUAL_PICKUP', OC: 'SHIP' };

/** A result without scans says its newest state only. */
const stateAlone = (result: Fields, dates: ReadonlyMap<string, string>): Scan[] => {
  const state = fieldsOf(result.latestStatusDetail ?? {}, 'latestStatusDetail');
  const code = saidIn(state, 'code', 'derivedCode');
  if (code === '') return [];
  const place = placeIn(state, 'latestStatusDetail');
  const time = dates.get(TIME_OF[code] ?? '');
  return [
    scanOf({
      time: time ? localTime(time, place) : null,
      code,
      coarseCode: saidIn(state, 'derivedCode') || undefined,
      text: saidIn(state, 'description', 'statusByLocale'),
      places: [place.city, place.country],
    }),
  ];
};

/** What we called the shipment by, among the references that FedEx keeps of it. */
const referenceIn = (result: Fields): string | undefined => {
  const { packageIdentifiers } = fieldsOf(result.additionalTrackingInfo ?? {}, 'additionalTrackingInfo');
  const values = listOf(packageIdentifiers).flatMap((each) => {
    const { values: many, value } = fieldsOf(each, 'packageIdentifiers');
    return [...listOf(many), ...listOf(value)].map(textOf);
  });
  return values.find((value) => value.startsWith('leg_'));
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `trackResults[${index}]`;
  const result = fieldsOf(raw, path);
  const number =
    saidIn(fieldsOf(result.trackingNumberInfo ?? {}, path), 'trackingNumber') || saidIn(result, 'trackingNumber');
  if (number === '') throw new UnreadableTracking(`${path}.trackingNumberInfo.trackingNumber is missing`);
  const dates = datesOf(result);
  const { scans, unreadable } = rowsOf(listOf(result.scanEvents), `${path}.scanEvents`, scanIn);
  const window = fieldsOf(fieldsOf(result.estimatedDeliveryTimeWindow ?? {}, path).window ?? {}, path);
  const isOver = dates.has('ACTUAL_DELIVERY') || scans.some(({ code }) => code === 'DL');
  const expected = isOver ? '' : (dates.get('ESTIMATED_DELIVERY') ?? saidIn(window, 'ends'));
  return {
    companies: ['fedex'],
    number,
    reference: referenceIn(result),
    scans: [
      ...(scans.length === 0 && unreadable.length === 0 ? stateAlone(result, dates) : scans),
      ...arrivalExpected(expected, scans),
    ],
    unreadable,
  };
};

/** Results of several parcels, each under the number they were asked by; pushes and answers are shaped alike. */
const read = (message: string): TrackingReading => {
  const fields = fieldsOf(parseMessage(message), '');
  const output = fieldsOf(fields.output ?? fields, 'output');
  const complete = listOf(output.completeTrackResults).map((each) => fieldsOf(each, 'completeTrackResults'));
  const results =
    complete.length > 0
      ? complete.flatMap(({ trackingNumber, trackResults }) =>
          listOf(trackResults).map((each) => ({ trackingNumber, ...fieldsOf(each, 'trackResults') })),
        )
      : listOf(output.trackResults ?? output);
  return parcelsOf(results, trackingOf);
};

/** FedEx Advanced Integrated Visibility: states and scans of a parcel, pushed as its track API answers them. */
export const fedex: Carrier = {
  id: 'fedex',
  title: { en: 'FedEx', zh: '联邦快递' },
  ...signedBody({
    id: 'fedex',
    headers: ['fdx-signature'],
    proof: (body, key, { hmacSha256 }) => toBase64(hmacSha256(utf8(key), body)),
  }),
  read,
  answer: statusAnswers(),
};
