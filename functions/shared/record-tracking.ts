import type { Tracking } from '#domain/fulfillment/carrier.ts';
import { parcelLegs } from '#domain/fulfillment/combine-legs.ts';
import type { Waybill } from '#domain/fulfillment/leg.ts';
import { scanCommand, waybillsOf } from '#domain/fulfillment/report-action.ts';
import { readScans } from '#domain/fulfillment/scan-mapping.ts';
import { LegId } from '#domain/id.ts';
import type { CarrierReading } from './carrier-catalog.ts';
import { now } from './clock.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { recordOnParcel } from './record-actions.ts';

const orders = dynamoOrderStore();

const sha256Hex = (text: string): string => nodeCrypto.sha256Hex(Buffer.from(text));

type Found = { readonly legId: LegId; readonly waybill: Waybill };

/** By any name the carrier's companies have with us; else by what we told the carrier to call the shipment by. */
const legOf = async (tracking: Tracking, { mapping }: CarrierReading): Promise<Found | null> => {
  const waybills = waybillsOf(tracking, mapping);
  for (const waybill of waybills) {
    const legId = await orders.findWaybill(waybill.carrier, waybill.number);
    if (legId) return { legId, waybill };
  }
  const reference = LegId.safeParse(tracking.reference);
  const [waybill] = waybills;
  return reference.success && waybill ? { legId: reference.data, waybill } : null;
};

/** New numbers that another leg's parcel goes by already. @param own the legs of this parcel */
const takenBy = async (
  { scans }: Tracking,
  { waybill }: Found,
  own: readonly LegId[],
): Promise<ReadonlySet<string>> => {
  const renamed = new Set(scans.flatMap(({ renamedTo }) => (renamedTo ? [renamedTo] : [])));
  const taken = new Set<string>();
  for (const number of renamed) {
    const holder = await orders.findWaybill(waybill.carrier, number);
    if (holder && !own.includes(holder)) taken.add(number);
  }
  return taken;
};

/** Records the rows of one parcel; false when no leg goes by its number. */
export const recordTracking = async (carrier: string, tracking: Tracking, tables: CarrierReading): Promise<boolean> => {
  const found = await legOf(tracking, tables);
  const orderId = found && (await orders.findLeg(found.legId));
  if (!found || !orderId) return false;
  const { legId, waybill } = found;
  const leg = (await orders.get(orderId)).legs.find((each) => each.legId === legId);
  const taken = await takenBy(tracking, found, leg ? parcelLegs(leg) : [legId]);
  const context = { carrier, waybill, taken, sha256Hex, now: now() };
  const told = readScans(tracking.scans, tables.read);
  const { actions, refused } = await recordOnParcel(orders, orderId, legId, (leg) =>
    told.map(({ scan, reading }) => scanCommand(scan, reading, leg, context)),
  );
  const unmapped = actions.filter(({ action }) => action === 'event.unmapped').length;
  if (unmapped > 0) count('ScansUnmapped', { carrier }, unmapped);
  const { scans, unreadable } = tracking;
  const facts = {
    scans: scans.length,
    recorded: actions.length,
    refused: refused.length,
    unreadable: unreadable.length,
  };
  logger.info('tracking recorded', { legId, orderId, ...facts });
  return true;
};
