import * as z from 'zod';
import { LegId } from '../id.ts';
import { Instant } from '../time.ts';

/** Coarse states of a leg for people: what a progress bar shows. `meta` says something about other actions and has no place of its own. */
export const PROGRESS_LANES = [
  'created',
  'moving',
  'blocked',
  'out',
  'attempted',
  'waiting',
  'delivered',
  'returning',
  'closed',
  'meta',
] as const;
export const ProgressLane = z.enum(PROGRESS_LANES);
export type ProgressLane = z.infer<typeof ProgressLane>;

/** `moves`: it can only have happened to goods that left the node, so the stock is gone. `terminal`: nothing is expected after it. */
type ActionFacts = { readonly lane: ProgressLane; readonly terminal?: true; readonly moves?: true };

const created: ActionFacts = { lane: 'created' };
const moving: ActionFacts = { lane: 'moving', moves: true };
const blocked: ActionFacts = { lane: 'blocked' };
const blockedOnTheWay: ActionFacts = { lane: 'blocked', moves: true };
const delivered: ActionFacts = { lane: 'delivered', terminal: true, moves: true };
const returning: ActionFacts = { lane: 'returning', moves: true };
const closed: ActionFacts = { lane: 'closed', terminal: true };
const closedOnTheWay: ActionFacts = { lane: 'closed', terminal: true, moves: true };
const meta: ActionFacts = { lane: 'meta' };

/**
 * What can be told about a leg, one word per fact, the same for every carrier and partner: 8 actions of the partner that holds
 * the leg, 47 of a shipment, 8 of a visit, 3 about other reports. A new carrier maps its codes to these words; it adds none.
 */
export const ACTIONS = {
  'leg.accepted': created,
  'leg.rejected': closed,
  'leg.picked': created,
  'leg.short_picked': created,
  'leg.packed': created,
  'leg.failed': closed,
  // Answers to LegRecallAsked: they say nothing of where the goods are.
  'leg.recalled': meta,
  'leg.recall_refused': meta,

  'shipment.created': created,
  'shipment.cancelled': closed,
  'label.issued': created,
  'pickup.scheduled': created,
  'pickup.failed': created,
  'pickup.collected': moving,
  'hub.arrived': moving,
  'hub.processed': moving,
  'hub.departed': moving,
  'linehaul.loaded': moving,
  'linehaul.sealed': moving,
  'linehaul.departed': moving,
  'linehaul.highway_entered': moving,
  'linehaul.waypoint': moving,
  'linehaul.in_transit': moving,
  'linehaul.border_crossed': moving,
  'linehaul.transshipped': moving,
  'linehaul.arrived': moving,
  'linehaul.unloaded': moving,
  'container.gated_in': moving,
  'container.gated_out': moving,
  'handover.completed': moving,
  'customs.declared': moving,
  'customs.inspected': moving,
  'customs.held': blockedOnTheWay,
  'customs.duty_due': blockedOnTheWay,
  'customs.duty_paid': moving,
  'customs.released': moving,
  'destination.arrived': moving,
  // An appointment or a new address can be agreed before anything was collected.
  'delivery.scheduled': { lane: 'moving' },
  'delivery.out': { lane: 'out', moves: true },
  'delivery.failed': { lane: 'attempted', moves: true },
  'delivery.redirected': { lane: 'moving' },
  'delivery.ready_for_collection': { lane: 'waiting', moves: true },
  'delivery.signed': delivered,
  'delivery.signed_by_proxy': delivered,
  'delivery.refused': blockedOnTheWay,
  // Carriers report "no scan yet" as a delay too: it proves no movement.
  'exception.delayed': { lane: 'moving' },
  'exception.held': blocked,
  'exception.damaged': blocked,
  'exception.lost': closedOnTheWay,
  'exception.intercepted': blocked,
  'exception.reported': blocked,
  'return.initiated': returning,
  'return.in_transit': returning,
  'return.received': closedOnTheWay,
  'shipment.disposed': closedOnTheWay,

  'appointment.proposed': created,
  'appointment.confirmed': created,
  'appointment.rescheduled': created,
  'appointment.cancelled': created,
  'service.arrived': { lane: 'out', moves: true },
  'service.no_show': { lane: 'attempted', moves: true },
  'service.done': delivered,
  'service.reviewed': created,

  'eta.updated': meta,
  'event.retracted': meta,
  'event.unmapped': meta,
} as const satisfies Readonly<Record<string, ActionFacts>>;

export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as [ActionName, ...ActionName[]];
export const ActionName = z.enum(ACTION_NAMES);

export const factsOf = (action: ActionName): ActionFacts => ACTIONS[action];

/** A place on the way: where a parcel was, never where a person lives. */
export const ActionLocation = z.object({
  name: z.string().max(200),
  /** The source's own code of the place. */
  code: z.string().max(64).nullable(),
  /** WGS-84 or what the source calls it, `[longitude, latitude]`. */
  lonLat: z.tuple([z.number(), z.number()]).nullable(),
});
export type ActionLocation = z.infer<typeof ActionLocation>;

/** How many of a line were there to pick. */
export const PickedLine = z.object({ lineId: z.string().min(1).max(100), quantity: z.number().int().nonnegative() });
export type PickedLine = z.infer<typeof PickedLine>;

/** One reported fact about a leg. Held as `ACTION#…` beside the order, never changed, never removed. */
export const Action = z.object({
  /** The dedupe key: the same fact from the same source has the same id, however often it is told. */
  actionId: z.string().min(1).max(200),
  legId: LegId,
  action: ActionName,
  occurredAt: Instant,
  receivedAt: Instant,
  reason: z.string().max(200).nullable(),
  location: ActionLocation.nullable(),
  /** `carrier:kuaidi100`, `partner:wh-shanghai`, `person:…` */
  source: z.string().min(1),
  /** The source's code and text; the text without phones, names and pickup codes (mask.ts). */
  sourceCode: z.string().max(64).nullable(),
  sourceText: z.string().max(500).nullable(),
  /** `exact`: the source's code said it; `remark`: its text did; `coarse`: neither is finer. */
  confidence: z.enum(['exact', 'remark', 'coarse']),
  /** `event.retracted` only: the action that did not happen. */
  retracts: z.string().nullable(),
  /** `event.retracted` of a source that numbers no events: what did not happen is the latest before it with one of these codes. */
  retractsCodes: z.array(z.string()).optional(),
  /** `eta.updated` only: when the source now expects arrival. */
  etaAt: Instant.nullable(),
  /** `eta.updated` only: the source is sure to so many minutes, before and after; absent: it does not say. */
  toleranceMinutes: z.number().nonnegative().optional(),
  /** `leg.short_picked` only: how many of which lines there are. */
  picked: z.array(PickedLine).optional(),
  /** Pictures of what was found, where they can be seen. */
  photos: z.array(z.string()).optional(),
});
export type Action = z.infer<typeof Action>;
