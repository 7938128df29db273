import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import { ActionRecorded, LegAccepted, LegCompleted, LegDispatched } from '#domain/fulfillment/events.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { RecordedNode } from '#domain/lineage/lineage.ts';
import { type Ringing, tellDeadline } from '#domain/lineage/tell-deadline.ts';
import { OrderHeld, OrderReleased } from '#domain/order/events.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext } from '../../support/given.ts';
import { given, givenLeg } from '../fulfillment/given.ts';
import { at, holdId, legA, node } from './given.ts';

const placed = recordChannelOrder(
  { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' },
  null,
  givenContext(),
);
if ('kind' in placed) throw new Error('a first push places an order');
const { order } = placed;
const HOUR = 60;

const party = { legId: legA, node: 'wh-hangzhou', carrier: 'ZTO' };
const eta = { etaAt: at(40 * HOUR), etaLatestAt: at(60 * HOUR) };
const leg = (patch: Partial<Leg> = {}) =>
  givenLeg({ ...eta, legId: legA, state: 'IN_PROGRESS', since: at(0), planned: { from: at(0), ...eta }, ...patch });
const dispatched = node(LegDispatched, 0, {
  ...party,
  lane: 'hangzhou-chengdu',
  mode: 'ROAD',
  lines: [],
  destination: null,
  ...eta,
  acceptBy: at(2 * HOUR),
});
const accepted = node(LegAccepted, HOUR, { ...party, acceptedAt: at(HOUR) });
const location = { name: '杭州转运中心', code: 'HZ-571', lonLat: null };
const scan = (action: ActionName, minutes: number, progress = 'moving'): [Action, RecordedNode] => [
  given(action, 0, { actionId: `${action}@${minutes}`, legId: legA, occurredAt: at(minutes), location }),
  node(ActionRecorded, minutes, {
    ...party,
    actionId: `${action}@${minutes}`,
    action,
    occurredAt: at(minutes),
    receivedAt: at(minutes),
    source: 'carrier:kuaidi100',
    sourceCode: null,
    reason: null,
    location,
    progress: progress as 'moving',
    late: false,
    contradictsEnd: false,
    ...eta,
  }),
];
const ring = (phase: Ringing['phase'], of: RecordedNode, minutes: number, more: Partial<Ringing>) =>
  tellDeadline(
    { order, legs: [leg()], actions: [], nodes: [of], nodeId: of.nodeId, phase, ...more },
    givenContext(at(minutes)),
  );
const toldBy = ({ change }: ReturnType<typeof ring>) =>
  change.events.map(({ type, detail }) => ({ type, ...(detail.data as object) }));

describe('a deadline’s clock', () => {
  const [collection, collected] = scan('pickup.collected', 5 * HOUR);
  const [arrival, atHub] = scan('hub.arrived', 20 * HOUR);

  it('tells who has not answered, before and after', () => {
    const waiting = { legs: [leg({ state: 'DISPATCHED' })] };
    expect(toldBy(ring('RISK', dispatched, 90, waiting))).toMatchObject([
      { type: 'SlaAtRisk', step: 'ACCEPT', owner: 'node:wh-hangzhou', responsible: 'wh-hangzhou', dueAt: at(2 * HOUR) },
    ]);
    expect(toldBy(ring('DUE', dispatched, 2 * HOUR, waiting))).toMatchObject([{ type: 'SlaBreached', step: 'ACCEPT' }]);
  });

  it('tells of silence: since when, for how long, at which outlet, in whose hands', () => {
    const known = { nodes: [collected, atHub], actions: [collection, arrival] };
    expect(toldBy(ring('RISK', atHub, 44 * HOUR, known))).toMatchObject([
      {
        type: 'SlaAtRisk',
        step: 'NEXT_SCAN',
        owner: 'carrier:ZTO',
        outlet: { code: 'HZ-571', name: '杭州转运中心' },
        silence: { since: at(20 * HOUR), hours: 24 },
      },
    ]);
  });

  it.each<[string, RecordedNode, Partial<Ringing>]>([
    ['was answered', dispatched, { nodes: [dispatched, accepted] }],
    [
      'is about a scan that was followed by another',
      collected,
      { nodes: [collected, atHub], actions: [collection, arrival] },
    ],
    ['is about a leg that has ended', collected, { nodes: [collected], legs: [leg({ state: 'COMPLETED' })] }],
    [
      'is of a leg that was completed',
      atHub,
      {
        nodes: [
          atHub,
          node(LegCompleted, 21 * HOUR, { ...party, action: 'delivery.signed', completedAt: at(21 * HOUR) }),
        ],
      },
    ],
    ['is of an event nobody knows', dispatched, { nodes: [] }],
  ])('is silent when it %s', (_, of, more) => {
    expect(ring('RISK', of, 47 * HOUR, more).isTold).toBe(false);
  });

  it('tells the operator of a hold nobody lifts, and is silent once it is lifted', () => {
    const hold = {
      holdId,
      type: 'NO_ROUTE' as const,
      reason: 'r',
      actor: 'system:screen-order',
      releaseCondition: 'PERSON' as const,
      since: at(0),
    };
    const held = node(OrderHeld, 0, { hold });
    const lifted = node(OrderReleased, 30, { holdId, type: hold.type, by: 'operator:1', remaining: 0 });
    expect(toldBy(ring('RISK', held, 20 * HOUR, {}))).toMatchObject([
      { type: 'SlaAtRisk', step: 'HOLD', owner: 'role:operator' },
    ]);
    expect(ring('RISK', held, 20 * HOUR, { nodes: [held, lifted] }).isTold).toBe(false);
  });
});
