import { text } from '../channel/bytes.ts';
import type { PushAnswer } from '../channel/channel.ts';
import { all, isXml, readXml, type Xml } from '../channel/xml-tree.ts';
import type { AnsweredCall, Carrier, Scan, Tracking, Verdict } from './carrier.ts';
import { jsonAnswers, refusalOf } from './carrier-answers.ts';
import { formOf } from './form-body.ts';
import { newWaybillIn } from './new-waybill.ts';
import { bearsToken, tokenCall } from './token-call.ts';
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

const scanIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  const remark = saidIn(row, 'remark', 'opcodeDesc', 'reasonName');
  return scanOf({
    time: saidIn(row, 'acceptTime'),
    code: saidIn(row, 'opCode', 'opcode'),
    detail: saidIn(row, 'reasonCode') || undefined,
    text: remark,
    places: [saidIn(row, 'acceptAddress')],
    renamedTo: saidIn(row, 'newMailno', 'newMailNo') || newWaybillIn(remark),
  });
};

/** How an order for collection stands: another list of codes. */
const orderStateIn = (raw: unknown, path: string): Scan => {
  const row = fieldsOf(raw, path);
  return scanOf({
    time: saidIn(row, 'lastTime', 'createTm') || null,
    codeList: 'order',
    code: saidIn(row, 'orderStateCode'),
    text: saidIn(row, 'orderStateDesc'),
    places: [],
  });
};

type Row = { readonly row: unknown; readonly path: string };

/** `<WaybillRoute id="…" mailno="…" …/>`: attributes; some write elements. */
const fieldsOfXml = ({ attributes, children }: Xml): Fields => ({
  ...Object.fromEntries(children.map(({ name, text }) => [name, text])),
  ...attributes,
});

const asRow = (path: string) => (row: unknown, index: number) => ({ row, path: `${path}[${index}]` });

/** Routes as the query API answers them: grouped by parcel, whose number stands above them. */
const answeredRoutes = (message: Fields): Row[] => {
  const data = fieldsOf(message.apiResultData ?? message, 'apiResultData');
  const result = fieldsOf(data.msgData ?? data, 'msgData');
  return listOf(result.routeResps).flatMap((each, index) => {
    const path = `routeResps[${index}]`;
    const parcel = fieldsOf(each, path);
    const routes = listOf(parcel.routes).map((route) => ({
      mailno: saidIn(parcel, 'mailNo', 'mailno'),
      ...fieldsOf(route, `${path}.routes`),
    }));
    return routes.map(asRow(`${path}.routes`));
  });
};

const routesIn = (message: string): Row[] => {
  if (isXml(message)) {
    const request = readXml(message);
    return all(request, 'Body', 'WaybillRoute').map(fieldsOfXml).map(asRow('WaybillRoute'));
  }
  const json = parseMessage(message);
  if (Array.isArray(json)) return json.map(asRow('WaybillRoute'));
  const fields = fieldsOf(json, '');
  if ('apiResultData' in fields || 'routeResps' in fields || 'msgData' in fields) return answeredRoutes(fields);
  const body = 'Body' in fields ? fieldsOf(fields.Body, 'Body') : fields;
  return listOf(body.WaybillRoute ?? ('mailno' in body ? body : [])).map(asRow('WaybillRoute'));
};

const orderStatesIn = (message: string): readonly unknown[] | null => {
  if (isXml(message)) return null;
  const json = parseMessage(message);
  const states = Array.isArray(json) ? undefined : fieldsOf(json, '').orderState;
  return states === undefined ? null : listOf(states);
};

const parcelIn = (raw: unknown, path: string, read: typeof scanIn, ...numbers: readonly string[]): Tracking => {
  const row = fieldsOf(raw, path);
  const number = neededIn(row, path, ...numbers);
  const reference = saidIn(row, 'orderid', 'orderNo', 'orderId') || undefined;
  return { companies: ['sf'], number, reference, ...rowOf(row, path, read) };
};

const read: Carrier['read'] = (message) => {
  const states = orderStatesIn(message);
  if (states)
    return parcelsOf(states, (row, index) =>
      parcelIn(row, `orderState[${index}]`, orderStateIn, 'waybillNo', 'orderNo'),
    );
  return parcelsOf(routesIn(message), (row) => {
    const { row: route, path } = row as Row;
    return parcelIn(route, path, scanIn, 'mailno', 'mailNo', 'waybillNo');
  });
};

/** XML comes in the field `content` of a form, JSON as the body. */
const unwrap: Carrier['unwrap'] = (request) => {
  const body = text(request.body);
  return formOf(request).get('content')?.text || body || null;
};

const isXmlCall = ({ message, request }: AnsweredCall): boolean =>
  message === null ? (request.headers['content-type'] ?? '').includes('form') : isXml(message);

/** The ids of routes by whether their parcel was missed: the carrier sends those of `id_error` again. */
const routeIds = (message: string, missed: readonly string[]): string => {
  const rows = routesIn(message).map(({ row }) => fieldsOf(row, ''));
  const ids = (wanted: boolean) =>
    rows.filter((row) => missed.includes(saidIn(row, 'mailno')) === wanted).map((row) => saidIn(row, 'id'));
  return `id="${ids(false).join(',')}" id_error="${ids(true).join(',')}"`;
};

const xmlResponse = (head: string, rest = ''): string =>
  `<Response service="RoutePushService"><Head>${head}</Head>${rest}</Response>`;

const xmlAnswer = (verdict: Verdict, { message }: AnsweredCall): PushAnswer => {
  const said = (status: number, body: string): PushAnswer => ({ status, contentType: 'text/xml', body });
  if (verdict.kind === 'PARTLY' && message !== null) {
    const ids = `<Body><WaybillRouteResponse ${routeIds(message, verdict.missed)}/></Body>`;
    return said(200, xmlResponse('PART', ids));
  }
  const refusal = refusalOf(verdict);
  if (refusal === null) return said(200, xmlResponse('OK'));
  return said(refusal.status, xmlResponse('ERR', `<ERROR code="4001">${refusal.message}</ERROR>`));
};

const isOrderState = ({ message }: AnsweredCall): boolean => /^\s*\{[^[]{0,500}"orderState"\s*:/.test(message ?? '');

const jsonAnswer = jsonAnswers(
  (call) =>
    isOrderState(call) ? { success: true, code: 0, msg: '成功' } : { return_code: '0000', return_msg: '成功' },
  (message, call) =>
    isOrderState(call) ? { success: false, code: 1, msg: message } : { return_code: '1000', return_msg: message },
);

const wrapped = tokenCall('sf', unwrap, (message) =>
  isXml(message)
    ? {
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ content: message }).toString(),
      }
    : { contentType: 'application/json', body: message },
);

/**
 * 顺丰丰桥: RoutePushService, in XML or JSON, at most ten routes a call, out of order and several times each; and order states. It signs
 * nothing: the address is registered with a token.
 */
export const sf: Carrier = {
  id: 'sf',
  title: { en: 'SF Express', zh: '顺丰速运' },
  ...wrapped,
  open: (...call) => (bearsToken(...call) ? unwrap(call[0]) : null),
  read,
  answer: (verdict, call) => (isXmlCall(call) ? xmlAnswer(verdict, call) : jsonAnswer(verdict, call)),
};
