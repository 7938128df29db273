import { toBeijing } from '../time.ts';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { base64HexMd5, signedForm } from './signed-form.ts';
import {
  expectedArrival,
  type Fields,
  fieldsOf,
  listOf,
  neededIn,
  parcelsOf,
  parseMessage,
  rowsOf,
  saidIn,
  scanOf,
} from './tracking-rows.ts';

/** Said about the parcel as a whole, when nothing was scanned for too long. */
const SILENCE = new Set(['401', '402', '403', '412']);
const SIGNED = '3';

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const [station, remark] = [saidIn(row, 'AcceptStation'), saidIn(row, 'Remark')];
  return scanOf({
    time: saidIn(row, 'AcceptTime'),
    code: saidIn(row, 'Action'),
    text: [station, remark].filter(Boolean).join(' '),
    places: [saidIn(row, 'Location')],
  });
};

/** Ordinary tracking (101) has no code a row: then that of the parcel is the last row's, once it stays what it is. */
const withFinalCode = (scans: readonly Scan[], state: string): readonly Scan[] =>
  state === SIGNED && scans.every(({ code }) => code === '')
    ? scans.map((scan, index) => (index === scans.length - 1 ? { ...scan, code: SIGNED } : scan))
    : scans;

const silence = (parcel: Fields, scans: readonly Scan[]): Scan[] => {
  const code = saidIn(parcel, 'StateEx');
  if (!SILENCE.has(code) || scans.at(-1)?.code === code) return [];
  return [scanOf({ time: null, code, text: saidIn(parcel, 'Reason'), places: [saidIn(parcel, 'Location')] })];
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `Data[${index}]`;
  const parcel = fieldsOf(raw, path);
  const { scans, unreadable } = rowsOf(listOf(parcel.Traces), `${path}.Traces`, scanIn);
  return {
    companies: [neededIn(parcel, path, 'ShipperCode')],
    number: neededIn(parcel, path, 'LogisticCode'),
    reference: saidIn(parcel, 'OrderCode', 'CallBack') || undefined,
    scans: [
      ...withFinalCode(scans, saidIn(parcel, 'State')),
      ...expectedArrival(saidIn(parcel, 'EstimatedDeliveryTime')),
      ...silence(parcel, scans),
    ],
    unreadable,
  };
};

/** Whom we answer for: the account that the message names. */
const accountIn = (message: string | null): string => {
  try {
    return saidIn(fieldsOf(parseMessage(message ?? ''), ''), 'EBusinessID');
  } catch {
    return '';
  }
};

/** 快递鸟: an aggregator; pushes the whole history of several parcels at once, oldest row first. */
export const kdniao: Carrier = {
  id: 'kdniao',
  title: { en: 'Kdniao', zh: '快递鸟' },
  ...signedForm({
    id: 'kdniao',
    message: 'RequestData',
    proof: { field: 'DataSign' },
    digest: base64HexMd5,
    account: { field: 'EBusinessID' },
    fixed: { RequestType: '102' },
  }),
  read: (message) => {
    const push = fieldsOf(parseMessage(message), '');
    // What its query API answers is the parcel alone.
    return parcelsOf('Data' in push ? listOf(push.Data) : [push], trackingOf);
  },
  answer: jsonAnswers(
    ({ message, now }) => ({
      EBusinessID: accountIn(message),
      UpdateTime: toBeijing(now),
      Success: true,
      Reason: '',
    }),
    (Reason, { message, now }) => ({
      EBusinessID: accountIn(message),
      UpdateTime: toBeijing(now),
      Success: false,
      Reason,
    }),
  ),
};
