import { PushReceived, PushRejected } from './channel/events.ts';
import type { EventDefinition } from './event.ts';
import {
  ActionRecorded,
  LegAccepted,
  LegCompleted,
  LegDispatched,
  LegFailed,
  LegRejected,
  SlaAtRisk,
  SlaBreached,
  StockReleased,
  StockReserved,
} from './fulfillment/events.ts';
import {
  ConflictFlagged,
  OrderAmended,
  OrderBackordered,
  OrderCancelled,
  OrderClosed,
  OrderConfirmed,
  OrderFulfilled,
  OrderHeld,
  OrderPlaced,
  OrderReleased,
} from './order/events.ts';
import { PlanCommitted, PlanCompensated } from './routing/events.ts';

/** Every event on the bus, in the order of an order's life: docs/events.md and docs/schemas/ are generated from this list. */
export const EVENTS: readonly EventDefinition[] = [
  PushReceived,
  PushRejected,
  ConflictFlagged,
  OrderPlaced,
  OrderHeld,
  OrderReleased,
  OrderConfirmed,
  OrderAmended,
  OrderCancelled,
  OrderBackordered,
  OrderFulfilled,
  OrderClosed,
  PlanCommitted,
  PlanCompensated,
  StockReserved,
  StockReleased,
  LegDispatched,
  LegAccepted,
  LegRejected,
  ActionRecorded,
  LegCompleted,
  LegFailed,
  SlaAtRisk,
  SlaBreached,
];
