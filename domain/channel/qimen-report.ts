import type { ActionName } from '../fulfillment/action.ts';
import { Waybill } from '../fulfillment/leg.ts';
import type { ReportAction } from '../fulfillment/report-action.ts';
import type { WarehouseReport } from '../fulfillment/warehouse-report.ts';
import type { Instant } from '../time.ts';
import type { Push } from './channel.ts';
import {
  codeIn,
  elementsAt,
  operatedAt,
  parseQimen,
  plainMethod,
  type QimenMessage,
  stepIn,
  textAt,
} from './qimen-message.ts';

/** The warehouse's states in our vocabulary; a word that is not here is recorded as unmapped, with the word. */
const ACTION_OF: Readonly<Record<string, ActionName>> = {
  ACCEPT: 'leg.accepted',
  REJECT: 'leg.rejected',
  PRINT: 'label.issued',
  PICK: 'leg.picked',
  CHECK: 'leg.picked',
  PACKAGE: 'leg.packed',
  WEIGH: 'leg.packed',
  READY: 'pickup.scheduled',
  PARTDELIVERED: 'pickup.collected',
  DELIVERED: 'pickup.collected',
  SIGN: 'delivery.signed',
  REFUSE: 'delivery.refused',
  EXCEPTION: 'exception.reported',
  TMSCANCELED: 'exception.intercepted',
  TMSCANCELFAILED: 'exception.reported',
  CANCELEDFAIL: 'exception.reported',
  // The warehouse gives the order back before it has left.
  CANCELED: 'leg.failed',
  CLOSED: 'leg.failed',
};

/** Qimen's logistics codes of our carriers. */
const CARRIER_OF: Readonly<Record<string, string>> = {
  SF: 'SF_EXPRESS',
  JD: 'JD_LOGISTICS',
  ZTO: 'ZTO',
  YTO: 'YTO',
  YUNDA: 'YUNDA',
  STO: 'STO',
  EMS: 'EMS',
};

const LONGEST_TEXT = 500;
const LONGEST_ID = 100;

type Parcel = { readonly number: string; readonly logisticsCode: string };

/** A number that no carrier prints names no parcel; it stays readable in the raw message. */
const waybillOf = ({ number, logisticsCode }: Parcel): ReportAction['waybill'] => {
  if (!Waybill.shape.number.safeParse(number).success) return undefined;
  const carrier = CARRIER_OF[logisticsCode];
  return carrier === undefined ? { number } : { carrier, number };
};

type Step = {
  readonly message: QimenMessage;
  readonly method: string;
  readonly status: string;
  readonly says: string;
  readonly parcel?: Parcel;
  readonly receivedAt: Instant;
};

const reportOf = ({ message, method, status, says, parcel, receivedAt }: Step): ReportAction => {
  const waybill = parcel && waybillOf(parcel);
  return {
    action: ACTION_OF[status] ?? 'event.unmapped',
    occurredAt: operatedAt(message) ?? receivedAt,
    actionId: [method, status, ...stepIn(message), parcel?.number ?? ''].join('|').slice(0, LONGEST_ID),
    reason: status,
    ...(says === '' ? {} : { text: says.slice(0, LONGEST_TEXT) }),
    ...(waybill ? { waybill } : {}),
  };
};

/** 统仓统配: the warehouse is not chosen by us, so it names none. */
const NO_WAREHOUSE = new Set(['', 'OTHER']);
const nodeOf = (warehouse: string): string | null => (NO_WAREHOUSE.has(warehouse) ? null : warehouse);

const BOOKED_OUT = new Set(['DELIVERED', 'PARTDELIVERED']);
/** Not begun: nothing to tell. */
const NEW = 'NEW';

type ReadReport = (message: QimenMessage, method: string, receivedAt: Instant) => WarehouseReport;

const progress: ReadReport = (message, method, receivedAt) => {
  const [status, number] = [textAt(message, 'process', 'processStatus'), textAt(message, 'process', 'expressCode')];
  const says = textAt(message, 'process', 'operateInfo') || textAt(message, 'process', 'remark');
  const step = { message, method, status, says, receivedAt };
  const named = number === '' ? step : { ...step, parcel: { number, logisticsCode: '' } };
  return {
    code: codeIn(message, method),
    node: nodeOf(textAt(message, 'order', 'warehouseCode')),
    reports: [reportOf(named)],
  };
};

/** Each parcel with its own number; a confirmation that does not say its state is of goods that left. */
const confirmation: ReadReport = (message, method, receivedAt) => {
  const status = textAt(message, 'deliveryOrder', 'status') || 'DELIVERED';
  const parcels = elementsAt(message, 'packages', 'package').map((parcel) => ({
    number: textAt(parcel, 'expressCode'),
    logisticsCode: textAt(parcel, 'logisticsCode'),
  }));
  const step = { message, method, status, says: '', receivedAt };
  const withParcels = BOOKED_OUT.has(status) && parcels.length > 0;
  const reports = withParcels ? parcels.map((parcel) => reportOf({ ...step, parcel })) : [reportOf(step)];
  return {
    code: codeIn(message, method),
    node: nodeOf(textAt(message, 'deliveryOrder', 'warehouseCode')),
    reports: status === NEW ? [] : reports,
  };
};

/** 缺货回告: goods that should be there and are not. */
const shortage: ReadReport = (message, method, receivedAt) => {
  const lacking = elementsAt(message, 'items', 'item').map((item) =>
    `${textAt(item, 'itemCode')} × ${textAt(item, 'lackQty')} ${textAt(item, 'reason')}`.trim(),
  );
  const report = reportOf({ message, method, status: 'EXCEPTION', says: lacking.join('; '), receivedAt });
  return {
    code: codeIn(message, method),
    node: nodeOf(textAt(message, 'warehouseCode')),
    reports: [{ ...report, reason: 'ITEM_LACK' }],
  };
};

const REPORTS: Readonly<Record<string, ReadReport>> = {
  'orderprocess.report': progress,
  'deliveryorder.confirm': confirmation,
  'itemlack.report': shortage,
};

/** The report on a leg that a call of a warehouse is; null for everything else. */
export const warehouseReportIn = (
  { topic, body }: Pick<Push, 'topic' | 'body'>,
  receivedAt: Instant,
): WarehouseReport | null => {
  const method = plainMethod(topic);
  const read = REPORTS[method];
  return read ? read(parseQimen(body), method, receivedAt) : null;
};
