import { text, utf8 } from '../channel/bytes.ts';
import type { PushRequest } from '../channel/channel.ts';
import type { AnsweredCall, Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { formOf } from './form-body.ts';
import { newWaybillIn } from './new-waybill.ts';
import { sealed, unsealed } from './sm4-text.ts';
import { fieldsOf, listOf, neededIn, parcelsOf, parseMessage, rowOf, saidIn, scanOf } from './tracking-rows.ts';

/** The carrier's own spelling first. */
const MESSAGE_FIELDS = ['logitcsInterface', 'logisticsInterface'] as const;

/** Who signed (704) and why it was not delivered (705) stand beside the code. */
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  704: ['deliverCode', 'properDeliveryCode', 'signCode'],
  705: ['attemptDeliveryCode', 'notDeliveryCode', 'undeliverCode'],
};

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const code = saidIn(row, 'opCode');
  const said = saidIn(row, 'opDesc', 'opName');
  return scanOf({
    time: saidIn(row, 'opTime'),
    code,
    detail: saidIn(row, ...(DETAILS[code] ?? [])) || undefined,
    text: said,
    places: [saidIn(row, 'opOrgName'), saidIn(row, 'opOrgCity'), saidIn(row, 'opOrgProvName')],
    placeCode: saidIn(row, 'opOrgCode'),
    renamedTo: newWaybillIn(said),
  });
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const row = fieldsOf(raw, path);
  return {
    companies: ['ems', 'chinapost'],
    number: neededIn(row, path, 'waybillNo', 'traceNo', 'mailNo'),
    reference: saidIn(row, 'logisticsOrderNo', 'txLogisticID') || undefined,
    ...rowOf(row, path, scanIn),
  };
};

/** A push is a row, or several; what the query API answers has them under `responseItems`. */
const rowsIn = (message: unknown): readonly unknown[] => {
  if (Array.isArray(message)) return message;
  const fields = fieldsOf(message, '');
  const list = fields.traces ?? fields.responseItems ?? fields.resObj ?? fields.retBody;
  return list === undefined ? [fields] : rowsIn(typeof list === 'string' ? parseMessage(list) : list);
};

const sealedIn = (request: PushRequest): string => {
  const form = formOf(request);
  return MESSAGE_FIELDS.map((name) => form.get(name)?.text ?? '').find(Boolean) ?? '';
};

/** A UUID of the call itself: the same call is answered the same. */
const serialOf = ({ request, crypto }: AnsweredCall): string => {
  const hex = crypto.sha256Hex(request.body);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

const acknowledged = (call: AnsweredCall, code: string, codeMessage: string): object => ({
  serialNo: serialOf(call),
  code,
  codeMessage,
  senderNo: formOf(call.request).get('senderNo')?.text ?? '',
});

/** 中国邮政 EMS: one scan a call (040002), encrypted with SM4: whoever has the key is believed. Takes rows back by code. */
export const ems: Carrier = {
  id: 'ems',
  title: { en: 'EMS China Post', zh: '中国邮政速递物流' },
  unwrap: (request) => {
    const body = text(request.body).trim();
    return /^[{[]/.test(body) ? body : null;
  },
  open: (request, { key, account }, crypto) => {
    if (account && formOf(request).get('senderNo')?.text !== account) return null;
    return unsealed(sealedIn(request), key, crypto);
  },
  sign: (message, { key, account = '' }, crypto) => {
    const fields = { apiCode: '040002', senderNo: account, logitcsInterface: sealed(message, key, crypto) };
    return {
      method: 'POST',
      path: '/carriers/ems/tracking',
      query: {},
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: utf8(new URLSearchParams(fields).toString()),
    };
  },
  read: (message) => parcelsOf(listOf(rowsIn(parseMessage(message))), trackingOf),
  answer: jsonAnswers(
    (call) => acknowledged(call, '00000', '成功'),
    (message, call) => acknowledged(call, '99999', message),
  ),
};
