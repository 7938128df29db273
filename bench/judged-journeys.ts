import { estimateArrival } from '../domain/fulfillment/eta.ts';
import { exactly, hoursAt, plus } from '../domain/fulfillment/hours.ts';
import type { Leg } from '../domain/fulfillment/leg.ts';
import { hoursOf, type Route } from '../domain/fulfillment/route.ts';
import type { LegId, OrderId, PlanId } from '../domain/id.ts';
import { addTransits, emptyLedger, type LaneLedger } from '../domain/routing/lane-ledger.ts';
import { fitLaneStatistics, withLaneStatistics } from '../domain/routing/lane-statistics.ts';
import type { Lane, Network, NetworkNode } from '../domain/routing/network.ts';
import { transitRecordOf } from '../domain/routing/transit-record.ts';
import { hoursBetween, type Instant, plusHours } from '../domain/time.ts';
import type { Journey } from './generated-journeys.ts';

/** One estimate of one leg, and whether the arrival lay in its P10–P90. */
export type JudgedEta = { readonly milestone: string; readonly held: boolean; readonly hours: number };

const stepOf = (
  { lane, from, to, carrier, mode, shiftHours, mu, sigma }: Lane,
  nodes: readonly NetworkNode[],
): Route[number] => {
  const { handlingMu, handlingSigma } = nodes.find(({ node }) => node === from) as NetworkNode;
  return {
    node: from,
    to,
    lane,
    carrier,
    mode,
    handling: { mu: handlingMu, sigma: handlingSigma },
    travel: { shiftHours, mu, sigma },
  };
};

/** The leg as a plan of that day would hand it out. */
const legOf = ({ lane, onward, from }: Journey, known: Network): Leg => {
  const laneOf = (id: string) => known.lanes.find((each) => each.lane === id) as Lane;
  const route = [lane, ...(onward ? [onward] : [])].map((each) => stepOf(laneOf(each.lane), known.nodes));
  const hours = route.map(hoursOf).reduce(plus, exactly(0));
  const pace = known.pace?.[route.at(-1)?.mode ?? ''];
  const after = (share: number): Instant => plusHours(from, hoursAt(share, hours));
  const planned = { from, etaAt: after(0.5), etaLatestAt: after(0.9) };
  return {
    legId: 'leg_00000000000000000000000000' as LegId,
    orderId: 'ord_00000000000000000000000000' as OrderId,
    planId: 'pln_00000000000000000000000000' as PlanId,
    state: 'DISPATCHED',
    since: from,
    node: lane.from,
    lane: lane.lane,
    carrier: lane.carrier,
    mode: lane.mode,
    lines: [],
    costMinor: 0,
    etaAt: planned.etaAt,
    etaLatestAt: planned.etaLatestAt,
    acceptBy: null,
    waybill: null,
    stock: 'HELD',
    progress: 'created',
    endReason: null,
    route,
    planned,
    ...(pace ? { pace } : {}),
  };
};

/** What a milestone is called in the table: the first lane of two is not the last. */
const nameOf = ({ actions, onward }: Journey, known: number): string => {
  const action = actions[known - 1]?.action;
  if (action === undefined) return 'handed out';
  const atHub = actions.slice(0, known).some((each) => each.action.startsWith('hub.'));
  return onward !== null && !atHub ? `${action}, before a hub` : action;
};

const judge = (leg: Leg, journey: Journey): JudgedEta[] => {
  const { actions, deliveredAt } = journey;
  return [0, ...actions.map((_, index) => index + 1)].map((known) => {
    const { etaEarliestAt, etaLatestAt } = estimateArrival(leg, actions.slice(0, known));
    return {
      milestone: nameOf(journey, known),
      held: etaEarliestAt <= deliveredAt && deliveredAt <= etaLatestAt,
      hours: hoursBetween(etaEarliestAt, etaLatestAt),
    };
  });
};

/**
 * Walks through the journeys in time: each leg is planned and estimated with what legs completed before it have shown, then
 * taught from. Judged are those after the first `warmUp`.
 * @param batchSize lanes are fitted anew after so many, as on the running system every few minutes
 */
export const judgedJourneys = (
  network: Network,
  journeys: readonly Journey[],
  warmUp: number,
  batchSize = 500,
): JudgedEta[] => {
  let ledger: LaneLedger = emptyLedger(journeys[0]?.from as Instant);
  let known = network;
  const judged: JudgedEta[] = [];
  for (let start = 0; start < journeys.length; start += batchSize) {
    const batch = journeys.slice(start, start + batchSize);
    const legs = batch.map((journey) => legOf(journey, known));
    if (start >= warmUp) judged.push(...batch.flatMap((journey, index) => judge(legs[index] as Leg, journey)));
    const records = batch.flatMap(
      ({ actions, deliveredAt }, index) => transitRecordOf(legs[index] as Leg, actions, deliveredAt) ?? [],
    );
    ledger = addTransits(ledger, records, network, batch.at(-1)?.from as Instant);
    known = withLaneStatistics(network, fitLaneStatistics(ledger, network, 'bench'));
  }
  return judged;
};

export type MilestoneScore = {
  readonly milestone: string;
  readonly legs: number;
  readonly held: number;
  readonly medianHours: number;
};

/** By milestone, in the order they are reached. */
export const scoresOf = (judged: readonly JudgedEta[]): MilestoneScore[] => {
  const byMilestone = Map.groupBy(judged, ({ milestone }) => milestone);
  return [...byMilestone].map(([milestone, each]) => ({
    milestone,
    legs: each.length,
    held: each.filter(({ held }) => held).length / each.length,
    medianHours: each.map(({ hours }) => hours).sort((a, b) => a - b)[Math.floor(each.length / 2)] ?? 0,
  }));
};
