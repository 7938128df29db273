import type { Carrier, Scan, Tracking } from './carrier.ts';
import { jsonAnswers } from './carrier-answers.ts';
import { formOf } from './form-body.ts';
import { newWaybillIn } from './new-waybill.ts';
import { base64HexMd5 } from './signed-form.ts';
import { bearsToken, tokenCall } from './token-call.ts';
import { fieldsOf, listOf, neededIn, parcelsOf, parseMessage, rowOf, rowsOf, saidIn, scanOf } from './tracking-rows.ts';

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const description = saidIn(row, 'description', 'comments', 'remark');
  return scanOf({
    time: saidIn(row, 'time', 'gmtUpdated', 'operateTime'),
    code: saidIn(row, 'status', 'statusType'),
    text: description,
    places: [saidIn(row, 'site'), saidIn(row, 'city')],
    renamedTo: newWaybillIn(description),
  });
};

/** How an order for collection stands is a row without traces, its number under another name. */
const trackingOf = (raw: unknown, index: number): Tracking => {
  const path = `track_list[${index}]`;
  const parcel = fieldsOf(raw, path);
  return {
    companies: ['deppon'],
    number: neededIn(parcel, path, 'tracking_number', 'mailNo', 'logisticID'),
    reference: saidIn(parcel, 'logisticID', 'order_number') || undefined,
    ...('trace_list' in parcel
      ? rowsOf(listOf(parcel.trace_list), `${path}.trace_list`, scanIn)
      : rowOf(parcel, path, scanIn)),
  };
};

const unwrap: Carrier['unwrap'] = (request) => formOf(request).get('params')?.text || null;

/** As its own requests are signed: Base64 of the hex digits of MD5(params + key + timestamp), where a push carries a digest at all. */
const isSigned: (...call: Parameters<Carrier['open']>) => boolean = (request, { key, account }, crypto) => {
  const form = formOf(request);
  const [params, timestamp] = [form.get('params'), form.get('timestamp')];
  if (key === '' || !params || !timestamp || (account && form.get('companyCode')?.text !== account)) return false;
  const proof = (form.get('digest')?.text ?? '').trim().replaceAll(' ', '+');
  return crypto.equal(base64HexMd5(params.bytes, `${key}${timestamp.text}`, crypto), proof);
};

/** 德邦: several parcels a call, as a form; without a digest its address is registered with a token. */
export const deppon: Carrier = {
  id: 'deppon',
  title: { en: 'Deppon', zh: '德邦快递' },
  ...tokenCall('deppon', unwrap, (message) => ({
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ params: message }).toString(),
  })),
  open: (...call) => (bearsToken(...call) || isSigned(...call) ? unwrap(call[0]) : null),
  read: (message) => {
    const json = parseMessage(message);
    const push = Array.isArray(json) ? { track_list: json } : fieldsOf(json, '');
    return parcelsOf('track_list' in push ? listOf(push.track_list) : [push], trackingOf);
  },
  answer: jsonAnswers(
    () => ({ success: true, error_code: '1000', error_msg: '成功', result: true }),
    (error_msg) => ({ success: false, error_code: '2000', error_msg, result: false }),
  ),
};
