import fc from 'fast-check';
import { nextStep } from '#domain/fulfillment/booking.ts';
import {
  combineLegs,
  droppedOut,
  isInParcel,
  leadOf,
  type Member,
  parcelLegs,
  partLegs,
  refusalsToCombine,
  refusalsToPart,
  waysFor,
} from '#domain/fulfillment/combine-legs.ts';
import type { Booking, Leg } from '#domain/fulfillment/leg.ts';
import { wayBack } from '#domain/fulfillment/take-back.ts';
import type { CustomerId, LegId, OrderId, ParcelId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import type { PlanLeg } from '#domain/routing/plan.ts';
import { plusSeconds } from '#domain/time.ts';
import { countingUlids, givenContext } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenLeg, NOW } from './given.ts';

const context = givenContext(NOW, countingUlids(7000));
const ids = (serial: number) => ({
  orderId: `ord_0000000000000000000000000${serial}` as OrderId,
  legId: `leg_0000000000000000000000000${serial}` as LegId,
});
const buyer = placedOrder('FULFILLING').order.initiator.customerId;

const member = (serial: number, part: Partial<Leg> = {}, of: Partial<Order> = {}): Member => {
  const { orderId, legId } = ids(serial);
  const { order } = placedOrder('FULFILLING');
  const fulfillers: Order['fulfillers'] = [{ legId, role: 'CARRIER', party: 'ZTO' }];
  return {
    order: { ...order, orderId, initiator: { ...order.initiator, customerId: buyer }, fulfillers, ...of },
    leg: givenLeg({ legId, orderId, carrier: 'ZTO', costMinor: 700 + serial, ...part }),
  };
};
const parcelId = 'pcl_00000000000000000000000001' as ParcelId;
const way: PlanLeg = {
  node: 'wh-hangzhou',
  lane: 'hangzhou-home',
  carrier: 'SF_EXPRESS',
  mode: 'ROAD',
  lines: [],
  cost: 10,
  successProbability: 0.9,
  etaAt: '2026-05-08T00:00:00Z',
  etaLatestAt: '2026-05-09T00:00:00Z',
};
const asked = { by: 'person:a', reason: 'one buyer' };
const changedBy = (members: readonly Member[], changed: ReturnType<typeof combineLegs>): Member[] =>
  members.map(({ order, leg }) => {
    const change = changed.find((each) => each.order.orderId === order.orderId);
    return { order: change?.order ?? order, leg: change?.legs[0] ?? leg };
  });
const together = (members: readonly Member[], costMinor = 1000): Member[] =>
  changedBy(members, combineLegs(members, way, costMinor, { ...asked, parcelId }, context));
const booked: Booking = {
  booker: 'sf',
  step: 'BOOK',
  outcome: 'DONE',
  attempts: 1,
  reference: 'SF-REF',
  labelUrl: null,
  since: NOW,
  nextAt: null,
  claimedUntil: null,
  reason: null,
};
const number = (text: string) => ({ carrier: 'SF_EXPRESS', number: text });
const rules = (refusals: readonly { rule: string }[]) => refusals.map(({ rule }) => rule);

describe('putting legs of several orders into one parcel', () => {
  it('sends them one way under one lead, each knowing the others, the cost shared to the last minor unit', () => {
    const three = together([member(1), member(2), member(3)]);
    expect(three.map(({ leg }) => leg.parcel)).toEqual([
      { parcelId, lead: ids(1).legId, with: [ids(2), ids(3)] },
      { parcelId, lead: ids(1).legId, with: [ids(1), ids(3)] },
      { parcelId, lead: ids(1).legId, with: [ids(1), ids(2)] },
    ]);
    expect(three.every(({ leg }) => leg.lane === way.lane && leg.carrier === 'SF_EXPRESS')).toBe(true);
    expect(three.reduce((sum, { leg }) => sum + leg.costMinor, 0)).toBe(1000);
    expect(three.map(({ order }) => order.fulfillers[0]?.party)).toEqual(['SF_EXPRESS', 'SF_EXPRESS', 'SF_EXPRESS']);
    expect(three.map(({ leg }) => [leg.stock, leg.lines])).toEqual(
      [member(1), member(2), member(3)].map(({ leg }) => [leg.stock, leg.lines]),
    );
    expect(three.map(({ order }) => order.deliverables)).toEqual(three.map(() => member(1).order.deliverables));
  });

  it('goes under the label that is printed, and finds the others by theirs all the same', () => {
    const labelled = member(2, { waybill: number('SF200'), carrier: 'SF_EXPRESS' });
    const other = member(3, { waybill: number('SF300') });
    expect(leadOf([member(1), labelled, other])?.leg.legId).toBe(ids(2).legId);
    expect(waysFor([member(1), labelled]).map(({ legId }) => legId)).toEqual([ids(2).legId]);
    expect(waysFor([member(1), member(3)])).toHaveLength(2);
    const [one, two, three] = together([member(1), labelled, other]);
    expect([one, two, three].map((each) => each?.leg.waybill?.number)).toEqual(['SF200', 'SF200', 'SF200']);
    expect(three?.leg.formerWaybills).toEqual([number('SF300')]);
  });

  it.each<[string, Member[], string]>([
    ['goods that have left', [member(1), member(2, { state: 'IN_PROGRESS', stock: 'SHIPPED' })], 'LEFT'],
    ['an ended leg', [member(1), member(2, { state: 'CANCELLED' })], 'LEFT'],
    ['other nodes', [member(1), member(2, { node: 'wh-suzhou' })], 'NODES'],
    [
      'other buyers',
      [member(1), member(2, {}, { initiator: { ...member(2).order.initiator, customerId: 'cus_9' as CustomerId } })],
      'ADDRESSES',
    ],
    ['no address', [member(1), member(2, {}, { destination: null })], 'ADDRESSES'],
    ['one order twice', [member(1), member(2, {}, { orderId: ids(1).orderId })], 'ONE_ORDER'],
    [
      'an order that is over',
      [member(1), member(2, {}, { lifecycle: { ...member(2).order.lifecycle, state: 'CANCELLED' } })],
      'ORDER',
    ],
    [
      'a carriage being ordered',
      [member(1), member(2, { booking: { ...booked, outcome: 'ASKED', claimedUntil: plusSeconds(NOW, 60) } })],
      'BOOKING',
    ],
    ['a leg that is in a parcel', [member(3), together([member(1), member(2)])[0] as Member], 'SHARED'],
  ])('refuses %s by name', (_, members, rule) => {
    expect(rules(refusalsToCombine(members, NOW))).toEqual([rule]);
  });
});

describe('taking legs out of a parcel', () => {
  it('leaves the others together, and a last one by itself', () => {
    const three = together([member(1), member(2), member(3)]);
    expect(refusalsToPart(three, [three[1] as Member], [ids(2).legId])).toEqual([]);
    const two = changedBy(three, partLegs(three, [three[1] as Member], asked, context));
    expect(two.map(({ leg }) => leg.parcel?.with)).toEqual([[ids(3)], undefined, [ids(1)]]);
    const left = two.filter(({ leg }) => leg.parcel);
    const none = changedBy(left, partLegs(left, [left[0] as Member], asked, context));
    expect(none.map(({ leg }) => leg.parcel)).toEqual([undefined, undefined]);
  });

  it('refuses once it has left, and legs that are in none or in another', () => {
    const two = together([member(1), member(2)]);
    const away = two.map(({ order, leg }) => ({ order, leg: { ...leg, state: 'IN_PROGRESS' as const } }));
    expect(rules(refusalsToPart(away, [away[0] as Member], [ids(1).legId]))).toEqual(['LEFT', 'LEFT']);
    expect(rules(refusalsToPart([member(1)], [member(1)], [ids(1).legId]))).toEqual(['NOT_SHARED']);
    expect(rules(refusalsToPart(two, [two[0] as Member], [ids(1).legId, ids(3).legId]))).toEqual(['OTHER_PARCEL']);
  });

  it('takes out only the order that is cancelled; its label and carriage go on with the others', () => {
    const lead = member(1, { waybill: number('SF100'), booking: booked });
    const three = together([lead, member(2), member(3)]);
    const cancelled = three.map((each, index) =>
      index === 0 ? { ...each, leg: { ...each.leg, state: 'CANCELLED' as const, stock: 'RELEASED' as const } } : each,
    );
    // Not before the others have it: the carrier would forget the parcel of all.
    expect(nextStep(cancelled[0]?.leg as Leg)).toBeNull();
    expect(droppedOut(cancelled).map(({ leg }) => leg.legId)).toEqual([ids(1).legId]);
    const [out, ...rest] = changedBy(cancelled, partLegs(cancelled, droppedOut(cancelled), asked, context));
    expect(out?.leg).toMatchObject({ waybill: null });
    expect([out?.leg.parcel, out?.leg.booking]).toEqual([undefined, undefined]);
    expect(rest.map(({ leg }) => [leg.waybill?.number, leg.parcel?.lead])).toEqual([
      ['SF100', ids(2).legId],
      ['SF100', ids(2).legId],
    ]);
    expect(rest[0]?.leg.booking).toEqual({ ...booked, askedAs: ids(1).legId });
    expect(rest.map(({ leg }) => nextStep(leg))).toEqual([null, null]);
  });

  it('has the carriage forgotten when nothing is left of it', () => {
    const two = together([member(1, { waybill: number('SF100'), booking: booked }), member(2)]);
    const over = two.map(({ order, leg }) => ({
      order,
      leg: { ...leg, state: 'CANCELLED' as const, stock: 'RELEASED' as const },
    }));
    const [lead] = changedBy(over, partLegs(over, droppedOut(over), asked, context));
    expect(nextStep(lead?.leg as Leg)).toBe('CANCEL');
  });
});

describe('a leg in a shared parcel', () => {
  it('is booked once, and what was booked for the others is forgotten', () => {
    const [lead, other] = together([member(1), member(2)]);
    expect([nextStep(lead?.leg as Leg), nextStep(other?.leg as Leg)]).toEqual(['BOOK', null]);
    const [, second] = together([
      member(1, { waybill: number('SF100'), booking: booked }),
      member(2, { waybill: number('SF200'), booking: booked }),
    ]);
    expect(nextStep(second?.leg as Leg)).toBe('CANCEL');
  });

  it('is not stopped on its way for one of the orders', () => {
    const [lead] = together([member(1), member(2)]);
    expect(wayBack({ ...(lead?.leg as Leg), state: 'IN_PROGRESS', stock: 'SHIPPED' })).toBeNull();
  });

  it('hears what happens to the parcel as long as its goods are in it', () => {
    const leg = together([member(1), member(2)])[0]?.leg as Leg;
    expect(isInParcel(leg, parcelId)).toBe(true);
    expect(isInParcel({ ...leg, state: 'CANCELLED', stock: 'RELEASED' }, parcelId)).toBe(false);
    expect(isInParcel({ ...leg, state: 'CANCELLED', stock: 'SHIPPED' }, parcelId)).toBe(true);
    expect(isInParcel(member(1).leg, parcelId)).toBe(false);
  });
});

/** Everybody in a parcel knows everybody else in it, and nobody else; one of them leads; whoever is out knows nobody. */
const isConsistent = (members: readonly Member[]): void => {
  for (const { leg } of members) {
    const { parcel } = leg;
    if (!parcel) continue;
    const mates = members.filter((other) => other.leg.parcel?.parcelId === parcel.parcelId);
    expect([...parcelLegs(leg)].sort()).toEqual(mates.map((mate) => mate.leg.legId).sort());
    expect(mates.every((mate) => mate.leg.parcel?.lead === parcel.lead)).toBe(true);
    expect(parcelLegs(leg)).toContain(parcel.lead);
    expect(new Set(mates.map((mate) => mate.leg.waybill?.number ?? null)).size).toBe(1);
  }
  const orders = members.flatMap(({ leg }) => (leg.booking?.step === 'BOOK' ? [leg.booking.reference] : []));
  expect(new Set(orders).size).toBe(orders.length);
};

type Step = { readonly does: 'COMBINE' | 'PART' | 'END' | 'BOOK' | 'TIDY'; readonly who: readonly number[] };
type World = { members: Member[]; readonly nextUlid: () => string };

const legsChanged = (world: World, chosen: readonly Member[], change: (leg: Leg) => Leg): void => {
  const legIds = chosen.map(({ leg }) => leg.legId);
  world.members = world.members.map(({ order, leg }) => ({
    order,
    leg: legIds.includes(leg.legId) ? change(leg) : leg,
  }));
};

const matesOf = ({ members }: World, leg: Leg | undefined): Member[] =>
  members.filter((other) => leg && parcelLegs(leg).includes(other.leg.legId));

/** What one step does; false where it is refused. */
const DEEDS: Readonly<Record<Step['does'], (world: World, chosen: readonly Member[]) => boolean>> = {
  COMBINE: (world, chosen) => {
    if (chosen.length < 2 || refusalsToCombine(chosen, NOW).length > 0) return false;
    const id = `pcl_${world.nextUlid()}` as ParcelId;
    world.members = changedBy(world.members, combineLegs(chosen, way, 901, { ...asked, parcelId: id }, context));
    return true;
  },
  PART: (world, chosen) => {
    const mates = matesOf(world, chosen[0]?.leg);
    const gone = mates.filter((mate) => chosen.includes(mate));
    const legIds = chosen.map(({ leg }) => leg.legId);
    if (refusalsToPart(mates, gone, legIds).length > 0) return false;
    world.members = changedBy(world.members, partLegs(mates, gone, asked, context));
    return true;
  },
  END: (world, chosen) => {
    legsChanged(world, chosen, (leg) => ({ ...leg, state: 'CANCELLED', stock: 'RELEASED' }));
    return true;
  },
  BOOK: (world, chosen) => {
    legsChanged(world, chosen, (leg) => {
      if (nextStep(leg) !== 'BOOK' || leg.parcel) return leg;
      const reference = `ref-${world.nextUlid()}`;
      return { ...leg, booking: { ...booked, reference }, waybill: number(reference) };
    });
    return true;
  },
  TIDY: (world) => {
    for (const { leg } of world.members) {
      const mates = leg.parcel ? matesOf(world, leg) : [];
      const out = droppedOut(mates);
      if (out.length > 0) world.members = changedBy(world.members, partLegs(mates, out, asked, context));
    }
    return true;
  },
};

describe('parcels under everything at once', () => {
  it('keep one lead, one number and one carriage, whoever comes, goes or ends', () => {
    const subset = fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 });
    const step: fc.Arbitrary<Step> = fc.record({
      does: fc.constantFrom(...(Object.keys(DEEDS) as Step['does'][])),
      who: subset,
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
        const members = [0, 1, 2, 3].map((serial) => member(serial + 1));
        const world: World = { members, nextUlid: countingUlids(100) };
        for (const { does, who } of steps) {
          if (
            DEEDS[does](
              world,
              who.map((index) => world.members[index] as Member),
            )
          )
            seen.add(does);
          isConsistent(world.members);
        }
      }),
      { numRuns: 500 },
    );
    expect([...seen].sort()).toEqual(Object.keys(DEEDS).sort());
  });
});
