import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId, OrderId, PlanId } from '#domain/id.ts';
import { fromIso, type Instant, plusHours } from '#domain/time.ts';

export const T0: Instant = fromIso('2026-05-06T01:00:00Z');
/** Hours after the leg was handed out. */
export const at = (hours: number): Instant => plusHours(T0, hours);
export const NOW = at(500);

export const legId = 'leg_01JTGN5W00000000000000000A' as LegId;

/** Handed out at T0; planned for 40 h later, surely (P90) within 60 h. */
export const givenLeg = (patch: Partial<Leg> = {}): Leg => ({
  legId,
  orderId: 'ord_01JTGN5W00000000000000000A' as OrderId,
  planId: 'pln_01JTGN5W00000000000000000A' as PlanId,
  state: 'DISPATCHED',
  since: T0,
  node: 'wh-hangzhou',
  lane: 'hangzhou-chengdu',
  carrier: 'ZTO',
  mode: 'ROAD',
  lines: [{ lineId: '1', sku: 'TEA-100', quantity: 2 }],
  costMinor: 820,
  etaAt: at(40),
  etaLatestAt: at(60),
  acceptBy: at(2),
  waybill: null,
  stock: 'HELD',
  progress: 'created',
  endReason: null,
  ...patch,
});

export const given = (action: ActionName, hours: number, patch: Partial<Action> = {}): Action => ({
  actionId: `${action}@${hours}`,
  legId,
  action,
  occurredAt: at(hours),
  receivedAt: NOW,
  reason: null,
  location: null,
  source: 'carrier:kuaidi100',
  sourceCode: null,
  sourceText: null,
  confidence: 'exact',
  retracts: null,
  etaAt: null,
  ...patch,
});
