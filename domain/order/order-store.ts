import type { BusEvent } from '../event.ts';
import type { Action } from '../fulfillment/action.ts';
import type { Leg } from '../fulfillment/leg.ts';
import type { LegId, OrderId } from '../id.ts';
import type { Return } from '../service/return.ts';
import type { Instant } from '../time.ts';
import type { Order } from './order.ts';
import type { Series } from './series.ts';

/** Somebody wrote the order meanwhile: read it again and decide again. */
export class VersionConflict extends Error {
  override name = 'VersionConflict';
}

export class OrderNotFound extends Error {
  override name = 'OrderNotFound';
  constructor(id: string) {
    super(`there is no order ${id}`);
  }
}

/** An order with everything that is decided about together. */
export type OrderRecord = { readonly order: Order; readonly legs: readonly Leg[] };

/** A waiting execution: who may go on is told by its token. */
export type Callback = {
  /** `release` for AwaitRelease, else the leg id. */
  readonly name: string;
  readonly token: string;
};

/**
 * One decision, written whole or not at all: head, events (the outbox), legs, actions, callbacks, and what other tables must
 * agree to (`also`: stock movements), in one transaction.
 */
export type OrderCommit<Also = unknown> = {
  /** The order as it was read; null places a new one. */
  readonly before: Order | null;
  readonly order: Order;
  readonly events: readonly BusEvent[];
  readonly legs?: readonly Leg[];
  readonly actions?: readonly Action[];
  readonly returns?: readonly Return[];
  readonly series?: readonly Series[];
  readonly callbacks?: readonly Callback[];
  /** Names of callbacks that are done with. */
  readonly answered?: readonly string[];
  readonly also?: readonly Also[];
};

export type OrderQuery = {
  readonly state?: string | undefined;
  readonly channel?: string | undefined;
  readonly customer?: string | undefined;
  /** A value it is found by, or a tag: `videoId=7613…`, `tag=tea-lover`. */
  readonly term?: string | undefined;
  /** Order id, channel order id or waybill number. */
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

export type OrderPage = { readonly orders: readonly Order[]; readonly cursor: string | null };

/** Where orders are kept. Reads are consistent; `commit` is optimistic. */
export type OrderStore<Also = unknown> = {
  /** @throws OrderNotFound */
  readonly get: (orderId: OrderId) => Promise<OrderRecord>;
  readonly findByChannelOrder: (channel: string, channelOrderId: string) => Promise<OrderRecord | null>;
  /** Orders of a channel that came to be known here in [from, to), oldest first; at most `limit`. */
  readonly arrived: (channel: string, from: Instant, to: Instant, limit: number) => Promise<readonly Order[]>;
  readonly findLeg: (legId: LegId) => Promise<OrderId | null>;
  readonly findWaybill: (carrier: string, number: string) => Promise<LegId | null>;
  /** @throws VersionConflict when the order moved on, or its channel id is taken. */
  readonly commit: (commit: OrderCommit<Also>) => Promise<void>;
  readonly events: (orderId: OrderId, after?: number) => Promise<readonly BusEvent[]>;
  readonly actions: (orderId: OrderId) => Promise<readonly Action[]>;
  readonly returns: (orderId: OrderId) => Promise<readonly Return[]>;
  /** The orders it brings about. */
  readonly series: (orderId: OrderId) => Promise<readonly Series[]>;
  readonly callbacks: (orderId: OrderId) => Promise<readonly Callback[]>;
  readonly list: (query: OrderQuery) => Promise<OrderPage>;
};
