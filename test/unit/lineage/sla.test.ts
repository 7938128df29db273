import type * as z from 'zod';
import {
  ActionRecorded,
  LegAccepted,
  LegCompleted,
  LegDispatched,
  LegFailed,
  LegRejected,
} from '#domain/fulfillment/events.ts';
import { lineageOf, type RecordedNode } from '#domain/lineage/lineage.ts';
import { OrderBackordered, OrderCancelled, OrderConfirmed, OrderHeld, OrderReleased } from '#domain/order/events.ts';
import { PlanCommitted, PlanCompensated } from '#domain/routing/events.ts';
import { at, holdId, legA, legB, node, planId } from './given.ts';

const slaOf = (nodes: readonly RecordedNode[], minutes: number, of = nodes[0]) =>
  lineageOf(nodes, at(minutes)).slas.find(({ nodeId }) => nodeId === of?.nodeId);

const confirmed = (minutes: number) => node(OrderConfirmed, minutes, { region: 'chengdu' });
const party = (legId: typeof legA) => ({ legId, node: 'wh-hangzhou', carrier: 'ZTO' });
const eta = { etaAt: at(600), etaLatestAt: at(900) };
const dispatched = (minutes: number, acceptBy: number) =>
  node(LegDispatched, minutes, {
    ...party(legA),
    lane: 'hangzhou-chengdu',
    mode: 'ROAD',
    lines: [{ lineId: '1', sku: 'TEA-100', quantity: 1 }],
    destination: null,
    ...eta,
    acceptBy: at(acceptBy),
  });
const accepted = (minutes: number, acceptedAt = minutes) =>
  node(LegAccepted, minutes, { ...party(legA), acceptedAt: at(acceptedAt) });
const reported = (
  minutes: number,
  action: z.output<typeof ActionRecorded.data>['action'],
  occurredAt = minutes,
  legId = legA,
) =>
  node(ActionRecorded, minutes, {
    ...party(legId),
    actionId: `${action}@${occurredAt}`,
    action,
    occurredAt: at(occurredAt),
    receivedAt: at(minutes),
    source: 'carrier:kuaidi100',
    sourceCode: null,
    reason: null,
    location: null,
    progress: 'moving',
    late: false,
    contradictsEnd: false,
    ...eta,
  });
const completed = (minutes: number, legId = legA) =>
  node(LegCompleted, minutes, { ...party(legId), action: 'delivery.signed', completedAt: at(minutes) });
const plannedLeg = (legId: typeof legA, carrier: string, etaMinutes: number) => ({
  legId,
  node: 'wh-hangzhou',
  lane: 'hangzhou-chengdu',
  carrier,
  lines: [{ lineId: '1', sku: 'TEA-100', quantity: 1 }],
  etaAt: at(etaMinutes),
});
const committed = (minutes: number) =>
  node(PlanCommitted, minutes, {
    planId,
    attempt: 1,
    costMinor: 820,
    currency: 'CNY',
    successProbability: 0.97,
    alternatives: 0,
    explanation: ['cheapest'],
    legs: [plannedLeg(legA, 'ZTO', 600), plannedLeg(legB, 'SF', 900)],
  });
const held = (minutes: number, releaseCondition: 'PERSON' | 'CHANNEL_STATUS') =>
  node(OrderHeld, minutes, {
    hold: {
      holdId,
      type: releaseCondition === 'PERSON' ? 'MANUAL' : 'PLATFORM_RISK',
      reason: 'look at it',
      actor: 'channel:douyin',
      since: at(minutes),
      releaseCondition,
    },
  });

describe('a deadline', () => {
  it('is open while it is not due and nothing answered it', () => {
    expect(slaOf([confirmed(0)], 4)).toMatchObject({
      status: 'OPEN',
      dueAt: at(6),
      metAt: null,
      answeredBy: null,
      owner: 'system:commit-plan',
    });
  });

  it('is met by the awaited event in time, and names it', () => {
    const plan = committed(3);
    expect(slaOf([confirmed(0), plan], 1000)).toMatchObject({ status: 'MET', metAt: at(3), answeredBy: plan.nodeId });
  });

  it('is met at the very moment it is due, and open until it has passed', () => {
    expect(slaOf([confirmed(0), committed(5)], 1000)).toMatchObject({ status: 'MET' });
    expect(slaOf([confirmed(0)], 5)).toMatchObject({ status: 'OPEN' });
  });

  it('is breached by the awaited event after it was due', () => {
    expect(slaOf([confirmed(0), committed(7)], 1000)).toMatchObject({ status: 'BREACHED', metAt: at(7) });
  });

  it('is breached when it passes unanswered', () => {
    expect(slaOf([confirmed(0)], 7)).toMatchObject({ status: 'BREACHED', metAt: null });
  });

  it('is void when something made it needless in time', () => {
    const missing = node(OrderBackordered, 2, { missing: [{ sku: 'TEA-100', reason: 'none left' }] });
    expect(slaOf([confirmed(0), missing], 1000)).toMatchObject({ status: 'VOID', answeredBy: missing.nodeId });
  });

  it('stays breached when that came too late', () => {
    const cancelled = node(OrderCancelled, 9, { reason: 'changed my mind', by: 'person:key-1', from: 'CONFIRMED' });
    expect(slaOf([confirmed(0), cancelled], 1000)).toMatchObject({ status: 'BREACHED', answeredBy: cancelled.nodeId });
  });

  it('is not answered by an event of an earlier round', () => {
    const again = confirmed(10);
    expect(slaOf([committed(0), again], 12, again)).toMatchObject({ status: 'OPEN' });
  });
});

describe('the deadline of a hold', () => {
  it('is answered by the release of that hold only', () => {
    const other = node(OrderReleased, 5, {
      holdId: 'hld_00000000000000000000000002' as typeof holdId,
      type: 'MANUAL',
      by: 'person:key-1',
      remaining: 1,
    });
    const own = node(OrderReleased, 9, { holdId, type: 'MANUAL', by: 'person:key-1', remaining: 0 });
    expect(slaOf([held(0, 'PERSON'), other], 10)).toMatchObject({ status: 'OPEN', owner: 'role:operator' });
    expect(slaOf([held(0, 'PERSON'), other, own], 10)).toMatchObject({ status: 'MET', metAt: at(9) });
  });

  it("is the platform's where the platform lifts it", () => {
    expect(slaOf([held(0, 'CHANNEL_STATUS')], 1)?.owner).toBe('channel:douyin');
  });
});

describe('the deadline to accept a leg', () => {
  it('is the one the leg was handed out with', () => {
    expect(slaOf([dispatched(0, 120)], 10)).toMatchObject({ dueAt: at(120), owner: 'node:wh-hangzhou' });
  });

  it('counts when the partner accepted, not when it told us', () => {
    expect(slaOf([dispatched(0, 120), accepted(150, 100)], 200)).toMatchObject({ status: 'MET', metAt: at(100) });
  });

  it('is met by a collection too: who ships has accepted', () => {
    expect(slaOf([dispatched(0, 120), reported(60, 'pickup.collected')], 200)).toMatchObject({ status: 'MET' });
  });

  it('is not met by what happens to another leg', () => {
    const other = reported(60, 'pickup.collected', 60, legB);
    expect(slaOf([dispatched(0, 120), other], 100)).toMatchObject({ status: 'OPEN' });
  });

  it('is void after a rejection in time, breached after one for not answering', () => {
    const rejected = (minutes: number) => node(LegRejected, minutes, { ...party(legA), reason: 'capacity' });
    expect(slaOf([dispatched(0, 120), rejected(30)], 200)).toMatchObject({ status: 'VOID' });
    expect(slaOf([dispatched(0, 120), rejected(121)], 200)).toMatchObject({ status: 'BREACHED' });
  });
});

describe('the deadline to collect', () => {
  it('is met by the first movement of the goods, even one told before the acceptance', () => {
    const left = reported(30, 'hub.departed');
    const late = accepted(40, 10);
    expect(slaOf([left, late], 50, late)).toMatchObject({ status: 'MET', metAt: at(30), answeredBy: left.nodeId });
  });

  it('is not met by packing', () => {
    expect(slaOf([accepted(0), reported(30, 'leg.packed')], 25 * 60)).toMatchObject({ status: 'BREACHED' });
  });
});

describe('the deadline of a plan', () => {
  it('is the last arrival, owed by the carrier of that leg', () => {
    expect(slaOf([committed(0)], 1)).toMatchObject({ dueAt: at(900), owner: 'carrier:SF' });
  });

  it('is met only when every leg is completed', () => {
    expect(slaOf([committed(0), completed(500)], 600)).toMatchObject({ status: 'OPEN' });
    const last = completed(800, legB);
    expect(slaOf([committed(0), completed(500), last], 1000)).toMatchObject({
      status: 'MET',
      metAt: at(800),
      answeredBy: last.nodeId,
    });
  });

  it('is void when the plan is withdrawn, or a leg fails and a person decides', () => {
    const withdrawn = node(PlanCompensated, 5, { planId, reason: 'CANCELLED', legs: [legB] });
    const failed = node(LegFailed, 5, { ...party(legA), action: 'exception.lost', reason: 'lost', failedAt: at(5) });
    expect(slaOf([committed(0), withdrawn], 1000)).toMatchObject({ status: 'VOID' });
    expect(slaOf([committed(0), failed], 1000)).toMatchObject({ status: 'VOID' });
  });
});
