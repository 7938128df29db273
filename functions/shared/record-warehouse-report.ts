import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { commandOf } from '#domain/fulfillment/report-action.ts';
import {
  legMeant,
  MisplacedReport,
  onlyItsNode,
  reportedOn,
  type WarehouseReport,
} from '#domain/fulfillment/warehouse-report.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { recordOnParcel, takenWaybill } from './record-actions.ts';

const orders = dynamoOrderStore();

/** The leg is committed and not handed out yet: the warehouse was faster than its own order. */
export class ReportTooEarly extends Error {
  override name = 'ReportTooEarly';
}

/** The leg does not take the report: it has ended, say. */
export class ReportRefused extends Error {
  override name = 'ReportRefused';
}

const placeOf = async (report: WarehouseReport): Promise<{ orderId: OrderId; leg: Leg }> => {
  const named = reportedOn(report);
  const orderId = 'orderId' in named ? named.orderId : await orders.findLeg(named.legId);
  if (!orderId)
    throw new MisplacedReport(`there is no leg ${report.code}: have the warehouse report under the leg's id`);
  const record = await orders.get(orderId);
  const legId: LegId = 'legId' in named ? named.legId : legMeant(report, record.legs);
  return { orderId, leg: legOf(record, legId) };
};

/**
 * Records what a warehouse says by its own protocol, as its report to `POST /legs/{id}/actions` would be.
 * @returns whether any of it was new
 * @throws MisplacedReport, ReportTooEarly, ReportRefused, OrderNotFound
 */
export const recordWarehouseReport = async (
  report: WarehouseReport,
): Promise<{ readonly orderId: OrderId; readonly isNew: boolean }> => {
  const { orderId, leg } = await placeOf(report);
  onlyItsNode(report, leg);
  const at = now();
  const commandsFor = (each: Leg) => report.reports.map((said) => commandOf(said, each, `partner:${each.node}`, at));
  const taken = await takenWaybill(orders, leg, commandsFor(leg));
  if (taken) throw new MisplacedReport(`waybill ${taken} is the parcel of another leg: correct it at the warehouse`);
  const { actions, refused } = await recordOnParcel(orders, orderId, leg.legId, commandsFor);
  const [refusal] = refused;
  if (refusal?.code === 'NOT_DISPATCHED') throw new ReportTooEarly(refusal.reason);
  if (refusal) throw new ReportRefused(`${refusal.code}: ${refusal.reason}`);
  return { orderId, isNew: actions.length > 0 };
};
