import * as z from 'zod';
import type { BusEvent } from '../event.ts';
import type { Action } from '../fulfillment/action.ts';
import { SlaAtRisk, SlaBreached } from '../fulfillment/events.ts';
import { isLegEnded, type Leg, LegState } from '../fulfillment/leg.ts';
import { effectiveActions } from '../fulfillment/project-actions.ts';
import { lastCarrierOf } from '../fulfillment/route.ts';
import { LegId } from '../id.ts';
import { SlaStep } from '../lineage/sla-terms.ts';
import { hoursBetween, Instant } from '../time.ts';

/** How a leg ended, and what it says of who had a part in it. */
export const LegOutcome = z.object({
  legId: LegId,
  endedAt: Instant,
  state: LegState,
  node: z.string(),
  carrier: z.string(),
  /** Who hands over at the door, where hubs and other carriers come between. */
  lastCarrier: z.string(),
  lane: z.string(),
  /** Where the goods were last: the carrier's outlet by its code; null where no report names one. */
  outlet: z.string().nullable(),
  /** By the promise, or where there is none the plan's P90; null for a leg that was not completed. */
  onTime: z.boolean().nullable(),
  /** From the hand-out to the acceptance; null where nobody accepted. */
  acceptHours: z.number().nonnegative().nullable(),
  /** Warnings that nothing was heard. */
  silences: z.number().int().nonnegative(),
  breaches: z.array(SlaStep),
  claim: z.enum(['LOST', 'DAMAGED']).nullable(),
  costMinor: z.number().int(),
});
export type LegOutcome = z.infer<typeof LegOutcome>;

const claimIn = (effective: readonly Action[]): LegOutcome['claim'] => {
  const said = (name: string): boolean => effective.some(({ action }) => action === name);
  if (said('exception.lost')) return 'LOST';
  return said('exception.damaged') ? 'DAMAGED' : null;
};

const acceptHoursOf = ({ planned }: Leg, effective: readonly Action[]): number | null => {
  const accepted = effective.find(({ action }) => action === 'leg.accepted');
  return planned && accepted ? Math.max(0, hoursBetween(planned.from, accepted.occurredAt)) : null;
};

/** @returns null while the leg has not ended, and for one that was never handed out */
export const legOutcomeOf = (
  leg: Leg,
  reported: readonly Action[],
  events: readonly BusEvent[],
  promiseAt: Instant | null,
): LegOutcome | null => {
  if (leg.state === null || !isLegEnded(leg.state) || !leg.planned) return null;
  const { legId, node, carrier, lane, state, since, costMinor, planned } = leg;
  const effective = effectiveActions(reported.filter((action) => action.legId === legId));
  const told = events.filter(({ detail }) => (detail.data as { legId?: string } | null)?.legId === legId);
  const warnings = told.flatMap(({ type, detail }) =>
    type === SlaAtRisk.type ? [SlaAtRisk.data.parse(detail.data)] : [],
  );
  const missed = told.flatMap(({ type, detail }) =>
    type === SlaBreached.type ? [SlaBreached.data.parse(detail.data)] : [],
  );
  return {
    legId,
    endedAt: since,
    state,
    node,
    carrier,
    lastCarrier: lastCarrierOf(leg),
    lane,
    outlet: effective.findLast(({ location }) => location?.code)?.location?.code ?? null,
    onTime: state === 'COMPLETED' ? since <= (promiseAt ?? planned.etaLatestAt) : null,
    acceptHours: acceptHoursOf(leg, effective),
    silences: warnings.filter(({ silence }) => silence).length,
    breaches: [...new Set(missed.map(({ step = 'DELIVERY' }) => step))],
    claim: claimIn(effective),
    costMinor,
  };
};
