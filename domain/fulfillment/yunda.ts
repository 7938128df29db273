import { concat, text, utf8 } from '../channel/bytes.ts';
import type { ChannelCrypto } from '../channel/channel.ts';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { newWaybillIn } from './new-waybill.ts';
import { fieldsOf, listOf, neededIn, parcelsOf, parseMessage, rowOf, rowsOf, saidIn, scanOf } from './tracking-rows.ts';

/** Lower-case hex of MD5 over the raw body, `_` and the app secret: as its requests are signed. */
const signatureOf = (body: Uint8Array, key: string, { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>): string =>
  md5Hex(concat(body, utf8(`_${key}`)));

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const [description, signer] = [saidIn(row, 'description', 'remark'), saidIn(row, 'signer')];
  return scanOf({
    time: saidIn(row, 'time'),
    code: saidIn(row, 'action', 'status'),
    text: [description, signer && `签收人：${signer}`].filter(Boolean).join('；'),
    places: [saidIn(row, 'station_name'), saidIn(row, 'city')],
    placeCode: saidIn(row, 'station'),
    renamedTo: newWaybillIn(description),
  });
};

const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `[${index}]`;
  const parcel = fieldsOf(raw, path);
  return {
    companies: ['yunda'],
    number: neededIn(parcel, path, 'mailno', 'mailNo'),
    reference: saidIn(parcel, 'orderid', 'order_serial_no') || undefined,
    ...('steps' in parcel ? rowsOf(listOf(parcel.steps), `${path}.steps`, scanIn) : rowOf(parcel, path, scanIn)),
  };
};

/** A push is a row, or several; what the query API answers has the parcel under `data`. */
const parcelsIn = (message: unknown): readonly unknown[] => {
  if (Array.isArray(message)) return message;
  const fields = fieldsOf(message, '');
  return 'mailno' in fields || fields.data === undefined ? [fields] : listOf(fields.data);
};

/** 韵达: one scan a push, as JSON; signed, as far as is known, in a header as its own requests are. */
export const yunda: Carrier = {
  id: 'yunda',
  title: { en: 'Yunda Express', zh: '韵达快递' },
  unwrap: ({ body }) => text(body) || null,
  open: ({ headers, body }, { key, account }, crypto) => {
    if (key === '' || (account && headers['app-key'] !== account)) return null;
    return crypto.equal(signatureOf(body, key, crypto), (headers.sign ?? '').toLowerCase()) ? text(body) : null;
  },
  sign: (message, { key, account = '' }, crypto) => ({
    method: 'POST',
    path: '/carriers/yunda/tracking',
    query: {},
    headers: {
      'content-type': 'application/json',
      'app-key': account,
      sign: signatureOf(utf8(message), key, crypto),
    },
    body: utf8(message),
  }),
  read: (message) => parcelsOf(parcelsIn(parseMessage(message)), trackingOf),
  answer: jsonAnswers(
    () => ({ result: true, code: '0000', message: '请求成功', data: null }),
    (message) => ({ result: false, code: '9999', message, data: null }),
  ),
};
