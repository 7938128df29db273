import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { newWaybillIn } from './new-waybill.ts';
import { tokenCall } from './token-call.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  neededIn,
  parcelsOf,
  parseMessage,
  rowOf,
  saidIn,
  scanOf,
} from './tracking-rows.ts';

/** 换单打印: the remark names the waybill that the goods go back by. */
const RELABELLED = '200020';
const JD_NUMBER = /\bJD[A-Z]{0,4}\d{8,20}\b/g;

const renamedTo = (row: Fields, code: string, remark: string): string | undefined => {
  const other = remark.match(JD_NUMBER)?.find((number) => number !== saidIn(row, 'waybillCode', 'waybillNo'));
  return code === RELABELLED ? (other ?? newWaybillIn(remark)) : undefined;
};

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const code = saidIn(row, 'state', 'status', 'category');
  const remark = [saidIn(row, 'operationRemark', 'operationTitle', 'categoryName'), saidIn(row, 'cancelReason')];
  const route = ['routeProvinceName', 'routeCityName', 'routeDistrictName'].map((name) => saidIn(row, name)).join('');
  return scanOf({
    time: saidIn(row, 'operationTime', 'operateTime'),
    code,
    text: remark.filter(Boolean).join('；'),
    places: [saidIn(row, 'operateSite'), route],
    placeCode: saidIn(row, 'operateSiteId'),
    renamedTo: renamedTo(row, code, remark.join(' ')),
  });
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const row = fieldsOf(raw, path);
  return {
    companies: ['jd'],
    number: neededIn(row, path, 'waybillCode', 'waybillNo'),
    reference: saidIn(row, 'orderId') || undefined,
    ...rowOf(row, path, scanIn),
  };
};

/** One row a push; several, and what the query API answers, are lists of such rows. */
const rowsIn = (message: unknown): readonly unknown[] => {
  if (Array.isArray(message)) return message;
  const fields = fieldsOf(message, '');
  const list = fields.data ?? fields.traceDetails ?? fields.traceList ?? fields.traces;
  return list === undefined || 'waybillCode' in fields ? [fields] : rowsIn(list);
};

/**
 * 京东物流: one scan a push, in two systems of codes (`state`, and the coarse `category`). It signs nothing that is known: the address is
 * registered with a token.
 */
export const jd: Carrier = {
  id: 'jd',
  title: { en: 'JD Logistics', zh: '京东物流' },
  ...tokenCall('jd'),
  read: (message) => parcelsOf(listOf(rowsIn(parseMessage(message))), trackingOf),
  answer: jsonAnswers(
    () => ({ code: '200', msg: '' }),
    (msg) => ({ code: '500', msg }),
  ),
};
