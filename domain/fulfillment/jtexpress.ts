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

/** A push says the name of a scan, the subscription and the documents its number. */
const SCAN_TYPES = [
  '快件揽收',
  '入仓扫描',
  '发件扫描',
  '到件扫描',
  '出仓扫描',
  '入库扫描',
  '代理点收入扫描',
  '快件取出扫描',
  '出库扫描',
  '快件签收',
  '问题件扫描',
  '安检扫描',
  '其他扫描',
  '退件扫描',
];
const bare = (name: string): string => name.replace(/扫描$/, '');
const NUMBERS = new Map(SCAN_TYPES.map((name, index) => [bare(name), String(index + 1)]));

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const type = saidIn(row, 'scanType', 'scanTypeCode');
  const desc = [saidIn(row, 'desc', 'scanDesc'), saidIn(row, 'reason')].filter(Boolean).join('；');
  return scanOf({
    time: saidIn(row, 'scanTime', 'time'),
    code: NUMBERS.get(bare(type)) ?? type,
    detail: saidIn(row, 'problemType') || undefined,
    text: desc,
    places: [saidIn(row, 'scanNetworkName'), saidIn(row, 'scanNetworkCity')],
    placeCode: row.scanNetworkId,
    renamedTo: newWaybillIn(desc),
  });
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const parcel = fieldsOf(raw, path);
  return {
    companies: ['jtexpress'],
    number: neededIn(parcel, path, 'billCode', 'waybillCode', 'txlogisticId'),
    reference: saidIn(parcel, 'txlogisticId') || undefined,
    // How an order for collection stands is a row without details.
    ...('details' in parcel ? rowsOf(listOf(parcel.details), `${path}.details`, scanIn) : rowOf(parcel, path, scanIn)),
  };
};

const parcelsIn = (message: unknown): readonly unknown[] => {
  if (Array.isArray(message)) return message;
  const fields: Fields = fieldsOf(message, '');
  return 'billCode' in fields || fields.data === undefined ? [fields] : listOf(fields.data);
};

/** 极兔: a form, with its digest and our account in headers; all rows of `details` count, not only the first. */
export const jtexpress: Carrier = {
  id: 'jtexpress',
  title: { en: 'J&T Express China', zh: '极兔速递' },
  ...signedForm({
    id: 'jtexpress',
    message: 'bizContent',
    proof: { header: 'digest' },
    digest: base64Md5,
    account: { header: 'apiAccount' },
  }),
  read: (message) => parcelsOf(parcelsIn(parseMessage(message)), trackingOf),
  answer: jsonAnswers(
    () => ({ code: '1', msg: 'success', data: 'SUCCESS' }),
    (msg) => ({ code: '0', msg, data: 'FAIL' }),
  ),
};
