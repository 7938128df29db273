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
  rowOf,
  rowsOf,
  saidIn,
  scanOf,
} from './tracking-rows.ts';

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const site = 'scanSite' in row ? fieldsOf(row.scanSite ?? {}, `${path}.scanSite`) : {};
  const said = saidIn(row, 'desc', 'opDesc', 'remark');
  return scanOf({
    time: saidIn(row, 'actionTime', 'scanDate', 'opTime'),
    code: saidIn(row, 'action', 'scanType', 'opCode'),
    text: said,
    places: [saidIn(row, 'facilityName', 'opLocation', 'scanSiteName'), saidIn(site, 'name'), saidIn(row, 'city')],
    placeCode: saidIn(row, 'facilityCode') || saidIn(site, 'code'),
    renamedTo: saidIn(row, 'newBillCode') || newWaybillIn(said),
  });
};

/** How an order for collection stands: its numbers mean something else than those of scans. */
const orderIn = (row: Fields): Tracking => ({
  companies: ['zto'],
  number: neededIn(row, '', 'bill_code', 'billCode', 'order_code', 'orderCode'),
  reference: saidIn(row, 'order_code', 'orderCode') || undefined,
  ...rowOf(row, 'pre_order_status', () =>
    scanOf({
      time: saidIn(row, 'status_time', 'update_time', 'actionTime') || null,
      codeList: 'order',
      code: saidIn(row, 'pre_order_status', 'preOrderStatus'),
      text: saidIn(row, 'error_msg', 'status_desc', 'remark'),
      places: [],
    }),
  ),
});

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const row = fieldsOf(raw, path);
  if ('pre_order_status' in row || 'preOrderStatus' in row) return orderIn(row);
  const traces = row.traces ?? row.traceList;
  const rows = traces === undefined ? rowOf(row, path, scanIn) : rowsOf(listOf(traces), `${path}.traces`, scanIn);
  return {
    companies: ['zto'],
    number: neededIn(row, path, 'billCode', 'bill_code', 'mailNo'),
    reference: saidIn(row, 'orderCode', 'order_code', 'partnerOrderCode') || undefined,
    ...rows,
  };
};

/** A push is a row; what the query API answers has its rows under `result`. */
const rowsIn = (message: unknown): readonly unknown[] => {
  if (Array.isArray(message)) return message;
  const fields = fieldsOf(message, '');
  const list = fields.result ?? fields.data;
  return list !== null && typeof list === 'object' ? rowsIn(list) : [fields];
};

/** 中通: a form with one scan, or how an order for collection stands. */
export const zto: Carrier = {
  id: 'zto',
  title: { en: 'ZTO Express', zh: '中通快递' },
  ...signedForm({ id: 'zto', message: 'data', proof: { field: 'data_digest' }, digest: base64Md5 }),
  read: (message) => parcelsOf(rowsIn(parseMessage(message)), trackingOf),
  answer: jsonAnswers(
    () => ({ message: '调用成功', status: true, result: '成功', statusCode: '200' }),
    (message) => ({ message, status: false, result: '失败', statusCode: '500' }),
  ),
};
