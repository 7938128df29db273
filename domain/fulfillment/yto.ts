import { isXml, leaf, readXml, type Xml } from '../channel/xml-tree.ts';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { refusalOf } from './carrier-answers.ts';
import { newWaybillIn } from './new-waybill.ts';
import { base64Md5, signedForm } from './signed-form.ts';
import { type Fields, fieldsOf, neededIn, parcelsOf, parseMessage, rowOf, saidIn, scanOf } from './tracking-rows.ts';

const SIGNED = 'SIGNED';

/** A signature of somebody whose name begins with 退 is the sender's: the parcel came back. */
const isReturned = (code: string, name: string): boolean => code === SIGNED && name.startsWith('退');

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const code = saidIn(row, 'infoContent', 'processCode');
  const name = saidIn(row, 'name', 'signedName', 'receiverName');
  const remark = saidIn(row, 'remark', 'processInfo', 'ProcessInfo');
  return scanOf({
    time: saidIn(row, 'acceptTime', 'upload_Time', 'Upload_Time', 'uploadTime'),
    code,
    ...(isReturned(code, name) ? { codeList: 'returned' } : {}),
    text: [remark, code === SIGNED && name && `签收人：${name}`].filter(Boolean).join('；'),
    places: [saidIn(row, 'orgName', 'district', 'city')],
    placeCode: saidIn(row, 'orgCode'),
    renamedTo: newWaybillIn(remark),
  });
};

const fieldsOfXml = ({ children }: Xml): Fields => Object.fromEntries(children.map(({ name, text }) => [name, text]));

/** `UpdateInfo` is one row; others nest several. */
const infosIn = (xml: Xml): readonly Xml[] =>
  xml.children.some(({ name }) => name === 'mailNo') ? [xml] : xml.children.flatMap(infosIn);

const rowsIn = (message: string): readonly Fields[] => {
  if (isXml(message)) return infosIn(readXml(message)).map(fieldsOfXml);
  const json = parseMessage(message);
  return Array.isArray(json) ? json.map((row, index) => fieldsOf(row, `[${index}]`)) : [fieldsOf(json, '')];
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `UpdateInfo[${index}]`;
  const row = fieldsOf(raw, path);
  return {
    companies: ['yto'],
    number: neededIn(row, path, 'mailNo', 'waybill_No', 'Waybill_No', 'waybillNo'),
    reference: saidIn(row, 'txLogisticID', 'txLogisticId') || undefined,
    ...rowOf(row, path, scanIn),
  };
};

/** The order the answer is about; '' where the message names none. */
const orderOf = (message: string | null): string => {
  try {
    return saidIn(rowsIn(message ?? '')[0] ?? {}, 'txLogisticID', 'txLogisticId');
  } catch {
    return '';
  }
};

const tag = (name: string, text: string): string => leaf(name, text) ?? `<${name}></${name}>`;

/** 圆通: one scan a call, XML in a form, signed with the partner's id; the newer gateway's JSON is read too. */
export const yto: Carrier = {
  id: 'yto',
  title: { en: 'YTO Express', zh: '圆通速递' },
  ...signedForm({
    id: 'yto',
    message: 'logistics_interface',
    proof: { field: 'data_digest' },
    digest: base64Md5,
    account: { field: 'clientId' },
    fixed: { type: 'offline' },
  }),
  read: (message) => parcelsOf(rowsIn(message), trackingOf),
  answer: (verdict, { message }) => {
    const refusal = refusalOf(verdict);
    const order = tag('txLogisticID', orderOf(message));
    const reason = refusal ? tag('reason', refusal.message) : '';
    const body = `<Response><logisticProviderID>YTO</logisticProviderID>${order}<success>${refusal === null}</success>${reason}</Response>`;
    return { status: refusal?.status ?? 200, contentType: 'text/xml', body };
  },
};
