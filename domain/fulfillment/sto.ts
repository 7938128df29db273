import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { newWaybillIn } from './new-waybill.ts';
import { base64Md5, signedForm } from './signed-form.ts';
import {
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

/** `outBizCode` is the carrier's own advice for knowing a row again: it pushes again whenever our answer is late. */
const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const text = [
    saidIn(row, 'memo'),
    saidIn(row, 'issueName'),
    saidIn(row, 'signoffPeople') && `签收人：${saidIn(row, 'signoffPeople')}`,
  ]
    .filter(Boolean)
    .join('；');
  return scanOf({
    time: saidIn(row, 'opTime', 'operateTime', 'time'),
    zone: row.tz,
    code: saidIn(row, 'scanType', 'action'),
    eventId: saidIn(row, 'outBizCode') || undefined,
    text,
    places: [saidIn(row, 'opOrgName'), saidIn(row, 'opOrgCityName')],
    placeCode: saidIn(row, 'opOrgCode'),
    renamedTo: saidIn(row, 'newWaybillNo') || newWaybillIn(text),
  });
};

const parcelIn = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const parcel = fieldsOf(raw, path);
  const traces = parcel.trace ?? parcel.traceList ?? parcel.traces ?? parcel;
  return {
    companies: ['sto'],
    number: neededIn(parcel, path, 'waybillNo', 'mailNo'),
    reference: saidIn(parcel, 'linkCode') || undefined,
    ...rowsOf(listOf(traces), `${path}.trace`, scanIn),
  };
};

/** How an order for collection stands (EDI_PUSH_ORDER_STATUS): a changed one by its status, others by what happened. */
const orderIn = (push: Fields): Tracking => {
  const part = push.changeInfo ?? push.cancelInfo ?? push.modifyInfo ?? push.returnInfo ?? {};
  const info = fieldsOf(part, 'changeInfo');
  const scan = scanOf({
    time: null,
    codeList: 'order',
    code: saidIn(info, 'status') || saidIn(push, 'event'),
    text: saidIn(info, 'reason'),
    places: [saidIn(info, 'siteName')],
    placeCode: saidIn(info, 'siteCode'),
  });
  return {
    companies: ['sto'],
    number: neededIn(info, 'changeInfo', 'billCode', 'orderId'),
    reference: saidIn(info, 'orderId') || undefined,
    scans: [scan],
    unreadable: [],
  };
};

/** What the query API answers: `{"data":{"770…":[rows]}}`. */
const answeredIn = (data: Fields): unknown[] =>
  Object.entries(data).map(([waybillNo, traces]) => ({ waybillNo, traces }));

const read: Carrier['read'] = (message) => {
  const json = parseMessage(message);
  if (Array.isArray(json)) return parcelsOf(json, parcelIn);
  const push = fieldsOf(json, '');
  if ('event' in push) return parcelsOf([push], () => orderIn(push));
  const isAnswer = !('waybillNo' in push) && push.data !== null && typeof push.data === 'object';
  return parcelsOf(isAnswer ? answeredIn(fieldsOf(push.data, 'data')) : [push], parcelIn);
};

/** 申通: scans (STO_TRACE_PLATFORM_PUSH) and orders for collection (EDI_PUSH_ORDER_STATUS), as a form. */
export const sto: Carrier = {
  id: 'sto',
  title: { en: 'STO Express', zh: '申通快递' },
  ...signedForm({
    id: 'sto',
    message: 'content',
    proof: { field: 'data_digest' },
    digest: base64Md5,
    account: { field: 'to_appkey' },
    fixed: { api_name: 'STO_TRACE_PLATFORM_PUSH' },
  }),
  read,
  answer: jsonAnswers(
    () => ({ success: true, errorCode: '', errorMsg: '', data: null }),
    (errorMsg) => ({ success: false, errorCode: 'SYSTEM_ERROR', errorMsg, data: null }),
  ),
};
