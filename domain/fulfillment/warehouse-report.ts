import { type LegId, LegId as LegIdSchema, type OrderId, OrderId as OrderIdSchema } from '../id.ts';
import type { Leg } from './leg.ts';
import type { ReportAction } from './report-action.ts';

/** What a warehouse's own protocol says about a leg of ours, in the words of `POST /legs/{id}/actions`. */
export type WarehouseReport = {
  /** What we gave the warehouse as the order's number: a leg's id, or an order's that has one leg there. */
  readonly code: string;
  /** Who says so; null where the message does not say. */
  readonly node: string | null;
  /** None: nothing has happened yet. */
  readonly reports: readonly ReportAction[];
};

/** A report that names no leg of ours, or one in another's charge: says which, and the cure. */
export class MisplacedReport extends Error {
  override name = 'MisplacedReport';
}

/** @throws MisplacedReport */
export const reportedOn = ({ code }: WarehouseReport): { readonly legId: LegId } | { readonly orderId: OrderId } => {
  const legId = LegIdSchema.safeParse(code);
  if (legId.success) return { legId: legId.data };
  const orderId = OrderIdSchema.safeParse(code);
  if (orderId.success) return { orderId: orderId.data };
  throw new MisplacedReport(`${code} is no leg or order of ours: have the warehouse report under the leg's id`);
};

/** The one leg of an order that a warehouse can mean. @throws MisplacedReport */
export const legMeant = ({ code, node }: WarehouseReport, legs: readonly Leg[]): LegId => {
  const handedOut = legs.filter((leg) => leg.state !== null && (node === null || leg.node === node));
  const [leg, ...others] = handedOut;
  if (leg && others.length === 0) return leg.legId;
  throw new MisplacedReport(
    `${code} has ${handedOut.length} legs${node === null ? '' : ` at ${node}`}: have the warehouse report under the leg's id`,
  );
};

/** @throws MisplacedReport */
export const onlyItsNode = ({ node }: WarehouseReport, leg: Leg): void => {
  if (node === null || node === leg.node) return;
  throw new MisplacedReport(
    `warehouse ${node} is not in charge of ${leg.legId}, ${leg.node} is: name the warehouse by the id of its node`,
  );
};
