import { jsonAnswer } from '../channel/answers.ts';
import { isXml, readXml, type Xml } from '../channel/xml-tree.ts';
import type { Carrier, Scan, Tracking } from './carrier.ts';
import { refusalOf } from './carrier-answers.ts';
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
  const said = saidIn(row, 'desc', 'standerdDesc', 'standardDesc', 'operateDescription', 'statusDesc', 'remark');
  return scanOf({
    time: saidIn(row, 'actionTime', 'operateTime', 'occurTime', 'time', 'timeStr', 'opTime'),
    zone: saidIn(row, 'timeZone', 'timezone', 'tz'),
    code: saidIn(row, 'actionCode', 'action', 'status', 'statusCode', 'opCode'),
    text: said,
    places: [saidIn(row, 'facilityName', 'orgName', 'location', 'city')],
    placeCode: saidIn(row, 'facilityCode', 'orgCode'),
    renamedTo: newWaybillIn(said),
  });
};

const LISTS = ['operationDetails', 'traces', 'traceList', 'traceDetails', 'detailList', 'fullTraceDetails'];

/** A message about several parcels names them in one field, with commas. */
const trackingsOf = (raw: unknown, index: number): Tracking[] => {
  const path = `[${index}]`;
  const parcel = fieldsOf(raw, path);
  const numbers = neededIn(
    parcel,
    path,
    'mailNos',
    'mailNo',
    'waybillCode',
    'waybillNo',
    'trackingNumber',
    'logisticsOrderCode',
  );
  const list = LISTS.find((name) => name in parcel);
  const rows = list ? rowsOf(listOf(parcel[list]), `${path}.${list}`, scanIn) : rowOf(parcel, path, scanIn);
  return numbers
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((number) => ({
      companies: [saidIn(parcel, 'cpCode', 'tmsCode') || 'cainiao'],
      number,
      reference: saidIn(parcel, 'orderCode', 'outerOrderCode', 'txLogisticID') || undefined,
      ...rows,
    }));
};

/** Elements as fields; of elements that nest, a list of what is in them. */
const fieldsOfXml = ({ children }: Xml): Fields =>
  Object.fromEntries(
    children.map(({ name, text, children: nested }) => [name, nested.length > 0 ? nested.map(fieldsOfXml) : text]),
  );

const parcelsIn = (message: string): readonly unknown[] => {
  if (isXml(message)) return [fieldsOfXml(readXml(message))];
  const json = parseMessage(message);
  return Array.isArray(json) ? json : [json];
};

const read: Carrier['read'] = (message) => {
  const unreadable: string[] = [];
  const each = parcelsIn(message).flatMap((parcel, index) => {
    try {
      return trackingsOf(parcel, index);
    } catch (error) {
      unreadable.push((error as Error).message);
      return [];
    }
  });
  return { trackings: parcelsOf(each, (tracking) => tracking as Tracking).trackings, unreadable };
};

/** 菜鸟: the LINK envelope, a form; what is in it is behind a login, and read in every shape that was seen. */
export const cainiao: Carrier = {
  id: 'cainiao',
  title: { en: 'Cainiao', zh: '菜鸟' },
  ...signedForm({
    id: 'cainiao',
    message: 'logistics_interface',
    proof: { field: 'data_digest' },
    digest: base64Md5,
    account: { field: 'logistic_provider_id' },
    fixed: { msg_type: 'TRACE_PUSH' },
  }),
  read,
  answer: (verdict, { message }) => {
    const refusal = refusalOf(verdict);
    if (message !== null && isXml(message)) {
      const reason = refusal ? `<errorMsg>${refusal.message}</errorMsg>` : '';
      const body = `<response><success>${refusal === null}</success>${reason}</response>`;
      return { status: refusal?.status ?? 200, contentType: 'text/xml', body };
    }
    if (refusal === null) return jsonAnswer(200, { success: true });
    return jsonAnswer(refusal.status, { success: false, errorCode: 'S07', errorMsg: refusal.message });
  },
};
