import { expireLeg, nextDeadline } from '#domain/fulfillment/expire-leg.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { stageOf } from '#domain/fulfillment/leg-kind.ts';
import { recordActions } from '#domain/fulfillment/record-action.ts';
import { ReportAction } from '#domain/fulfillment/report-action.ts';
import { parseServiceOffer, partiesFor, testServiceOffer } from '#domain/fulfillment/service-offer.ts';
import type { PlanId } from '#domain/id.ts';
import { unchanged } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { openServices, settleOrder } from '#domain/order/settle-order.ts';
import { planServicesOnly, serviceLegs, staffServices, withServices } from '#domain/routing/plan-services.ts';
import { plusHours } from '#domain/time.ts';
import { givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';
import { at, given, givenLeg, NOW } from './given.ts';

const offer = parseServiceOffer({
  id: 'training',
  title: { zh: '培训', en: 'Training' },
  match: { kinds: ['SERVICE'], titleHas: ['培训'] },
  at: 'CUSTOMER',
  minutes: 60,
  after: 'GOODS',
  stations: true,
  partners: [{ party: 'TRAINER-EAST', regions: ['33'] }],
  examples: [
    { name: 'east', line: { sku: 'T', kind: 'SERVICE', title: '设备培训' }, region: '330100', expect: 'TRAINER-EAST' },
    { name: 'west', line: { sku: 'T', kind: 'SERVICE', title: '设备培训' }, region: '510100', expect: null },
  ],
});
const stations = [
  { node: 'SVC-NB', region: '330200' },
  { node: 'SVC-HZ', region: '330100' },
  { node: 'SVC-CD', region: '510100' },
];
const facts = { offers: [{ offer, version: 3 }], stations, region: '330100', isSubscribed: () => true };
const training = givenLine({ lineId: '2', kind: 'SERVICE', sku: 'T', title: '设备培训' });

const visit = (patch: Partial<Leg> = {}): Leg =>
  givenLeg({
    kind: 'SERVICE',
    stock: 'NONE',
    service: {
      offer: 'training',
      version: 3,
      at: 'CUSTOMER',
      minutes: 60,
      acceptWithinHours: 24,
      earliestAt: at(0),
      bookBy: at(72),
      doneBy: at(240),
    },
    endBy: at(240),
    ...patch,
  });

const told = (leg: Leg, ...actions: ReturnType<typeof given>[]) =>
  recordActions(
    actions.map((action) => ({ action, waybill: null })),
    leg,
    [],
    { now: NOW, promiseAt: null },
  );

describe('who does a service', () => {
  it('is the named partner of the region, then the nearest stations, without those who refused', () => {
    expect(partiesFor(offer, '330100', stations)).toEqual(['TRAINER-EAST', 'SVC-HZ', 'SVC-NB']);
    const party = (refusedBy: string[]) => staffServices([training], facts, refusedBy).lines[0]?.party;
    expect(party([])).toBe('TRAINER-EAST');
    expect(party(['TRAINER-EAST'])).toBe('SVC-HZ');
    expect(staffServices([training], facts, ['TRAINER-EAST', 'SVC-HZ', 'SVC-NB']).unstaffed).toEqual([training]);
  });

  it('is nobody for a line that no document knows, and the document tests itself', () => {
    const voucher = givenLine({ lineId: '3', kind: 'SERVICE', title: '团购券' });
    expect(staffServices([voucher], facts, [])).toMatchObject({ lines: [], unserved: [voucher], unstaffed: [] });
    expect(testServiceOffer(offer).flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('refuses a document in which nobody does it, naming the field', () => {
    const { partners: _p, stations: _s, ...rest } = offer;
    expect(() => parseServiceOffer(rest)).toThrow(/partners/);
  });
});

describe('an order of goods, a subscription and a training', () => {
  const context = givenContext();
  const lines = [givenLine(), training, givenLine({ lineId: '3', kind: 'SUBSCRIPTION', title: '耗材订阅' })];
  const placed = recordChannelOrder(
    { channelOrder: givenChannelOrder({ lines }), pushEventId: null, traceId: 't', color: 'default' },
    null,
    context,
  ) as { order: Order };
  const order: Order = { ...placed.order, lifecycle: { ...placed.order.lifecycle, state: 'CONFIRMED' } };
  const staffed = staffServices(openServices(order, []), facts, []);
  const plan = 'pln_00000000000000000000000001' as PlanId;
  const goods = givenLeg({
    planId: plan,
    orderId: order.orderId,
    etaLatestAt: plusHours(NOON, 48),
    lines: [{ lineId: '1', sku: 'OL-TEA-001', quantity: 1 }],
  });
  const legs = serviceLegs(order, plan, staffed, [goods], context);

  it('has a leg for each, the training not before the goods are there', () => {
    expect(legs.map(({ kind, node, stock }) => [kind, node, stock])).toEqual([
      ['SERVICE', 'TRAINER-EAST', 'NONE'],
      ['RECURRING', '', 'NONE'],
    ]);
    expect(legs[0]?.service?.earliestAt).toBe(goods.etaLatestAt);
    expect(withServices(unchanged(order), legs, staffed).order.fulfillers).toEqual([
      { legId: legs[0]?.legId, role: 'SERVICE_PARTNER', party: 'TRAINER-EAST' },
    ]);
  });

  it('is fulfilled when every deliverable is, and not before', () => {
    const out = { ...order, planId: plan, lifecycle: { ...order.lifecycle, state: 'FULFILLING' as const } };
    const done = [goods, ...legs].map((leg): Leg => ({ ...leg, state: 'COMPLETED' }));
    expect(settleOrder(out, done, context).outcome).toBe('FULFILLED');
    expect(settleOrder(out, done.slice(0, 2), context).outcome).toBe('REPLAN');
    const refused = done.map((leg): Leg => (leg.node === 'TRAINER-EAST' ? { ...leg, state: 'REJECTED' } : leg));
    const again = settleOrder(out, refused, context);
    expect(again).toMatchObject({ outcome: 'REPLAN', order: { lifecycle: { refusedBy: ['TRAINER-EAST'] } } });
    expect(openServices(again.order, refused)).toEqual([training]);
  });

  it('is planned without a parcel when only services are left', () => {
    const { order: planned, events } = planServicesOnly(unchanged(order), plan, legs, context);
    expect(planned.lifecycle).toMatchObject({ state: 'PLANNED', attempts: 1 });
    expect(events.map(({ type }) => type)).toEqual(['PlanCommitted']);
  });
});

describe('a visit', () => {
  it('is booked, kept and done, and says so in its own words', () => {
    const steps = [
      given('leg.accepted', 1),
      given('appointment.confirmed', 2, { etaAt: at(30) }),
      given('service.arrived', 30),
      given('service.done', 31),
      given('service.reviewed', 40),
    ];
    const stages = steps.map((_, index) => stageOf(told(visit(), ...steps.slice(0, index + 1)).leg).zh);
    expect(stages).toEqual(['服务预约中', '已预约', '服务中', '体验完成', '体验完成']);
    const { leg, facts: news } = told(visit(), ...steps);
    expect(leg).toMatchObject({ state: 'COMPLETED', stock: 'NONE', since: at(31) });
    expect(news.filter(({ definition }) => definition.type === 'LegCompleted')).toHaveLength(1);
  });

  it('is expected when it is booked for, and as long as it takes; moved or called off, anew', () => {
    const booked = given('appointment.confirmed', 1, { etaAt: at(30) });
    expect(told(visit(), booked).leg).toMatchObject({ etaAt: at(31), service: { bookedFor: at(30) } });
    const moved = given('appointment.rescheduled', 2, { etaAt: at(50) });
    expect(told(visit(), moved, booked).leg.etaAt).toBe(at(51));
    const off = told(visit(), booked, given('appointment.cancelled', 3)).leg;
    expect(off).toMatchObject({ etaAt: visit().etaAt });
    expect(off.service?.bookedFor).toBeUndefined();
  });

  it('refuses what happens to parcels, and a parcel what happens to visits', () => {
    expect(told(visit(), given('pickup.collected', 1)).refused[0]?.code).toBe('NOT_ITS_KIND');
    expect(told(givenLeg(), given('service.done', 1)).refused[0]?.code).toBe('NOT_ITS_KIND');
    const confirmed = { action: 'appointment.confirmed', occurredAt: '2026-05-06T09:30:00+08:00' };
    expect(ReportAction.safeParse(confirmed).error?.issues[0]?.path).toEqual(['etaAt']);
  });

  it('has a deadline for the answer, one for the appointment and one for the end', () => {
    const accepted = visit({ state: 'ACCEPTED' });
    const booked = visit({ state: 'ACCEPTED', service: { ...accepted.service, bookedFor: at(30) } as never });
    expect([visit(), accepted, booked].map(nextDeadline)).toEqual([at(2), at(72), at(240)]);
    const end = (leg: Leg, hours: number) => {
      const { order } = recordChannelOrder(
        { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' },
        null,
        givenContext(),
      ) as { order: Order };
      const [after] = expireLeg({ order, legs: [leg] }, leg.legId, givenContext(at(hours))).legs;
      return after && [after.state, after.endReason];
    };
    expect(end(accepted, 71)).toBeUndefined();
    expect(end(accepted, 72)).toEqual(['REJECTED', 'NOT_BOOKED']);
    expect(end(booked, 72)).toBeUndefined();
    expect(end(booked, 240)).toEqual(['FAILED', 'NOT_COMPLETED_IN_TIME']);
  });
});
