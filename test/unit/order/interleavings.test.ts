import fc from 'fast-check';
import { isLegEnded } from '#domain/fulfillment/leg.ts';
import { hasLeft } from '#domain/fulfillment/withdraw-legs.ts';
import { cancel } from '#domain/order/cancel-order.ts';
import { unchanged } from '#domain/order/change.ts';
import { canMove } from '#domain/order/lifecycle.ts';
import { placeManualHold, refusalToHold } from '#domain/workbench/manual-hold.ts';
import { givenChannelOrder, givenLine } from '../../support/given.ts';
import { OrderWorld } from '../../support/order-world.ts';

const SKUS = ['TEA', 'CUP', 'POT'];
const PER_NODE = 4;
/** More of them: `ORDERLOOM_SCHEDULES=20000 npm test -- interleavings`. */
const SCHEDULES = Number(process.env.ORDERLOOM_SCHEDULES ?? 600);

const lines = SKUS.map((sku, index) => givenLine({ lineId: String(index + 1), sku, quantity: index + 1 }));
const pushed = givenChannelOrder({ lines });
const nodes = fc.constantFrom('wh-a', 'wh-b', 'wh-c');
const index = fc.nat(7);

type Step = (world: OrderWorld) => void;
const named = (name: string, step: Step): Step =>
  Object.assign(step, { toString: () => name, [fc.toStringMethod]: () => name });

const reports = [
  'leg.accepted',
  'leg.picked',
  'leg.rejected',
  'leg.short_picked',
  'leg.failed',
  'pickup.collected',
  'delivery.signed',
  'leg.recalled',
  'leg.recall_refused',
  'exception.intercepted',
] as const;

/** What the schedules must come by. */
const REACHED = [
  'LegRejected',
  'LegShortPicked',
  'LegFailed',
  'LegRecallAsked',
  'LegWithdrawn',
  'PlanOverridden',
  'LegSplit',
  'LegsMerged',
  'LegCombined',
  'LegParted',
  'PaymentDue',
  'PlanCompensated',
  'CompensationUndone',
  'OrderAmended',
  'RefundDue',
  'OrderHeld',
  'OrderCancelled',
  'OrderFulfilled',
];

const own = fc.oneof(
  { weight: 6, arbitrary: fc.constant(named('deliver', (world) => world.deliver())) },
  { weight: 6, arbitrary: fc.constant(named('step', (world) => world.stepLifecycle())) },
  { weight: 4, arbitrary: fc.constant(named('step compensation', (world) => world.stepCompensation())) },
  { weight: 1, arbitrary: fc.constant(named('deliver again', (world) => world.deliver(true))) },
  { weight: 1, arbitrary: fc.constant(named('step, answer lost', (world) => world.stepLifecycle(true))) },
  { weight: 1, arbitrary: fc.constant(named('compensation, answer lost', (world) => world.stepCompensation(true))) },
);
const theirs = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .tuple(fc.constantFrom(...reports), index, fc.nat(2))
      .map(([action, leg, picked]) => named(`${action} of ${leg}`, (world) => world.report(leg, action, picked))),
  },
  { weight: 2, arbitrary: fc.constant(named('push again', (world) => world.push(pushed))) },
  {
    weight: 1,
    arbitrary: fc.constant(
      named('push another amount', (world) =>
        world.push({ ...pushed, lines: [...lines.slice(0, 2), givenLine({ lineId: '3', sku: 'POT', quantity: 2 })] }),
      ),
    ),
  },
  { weight: 1, arbitrary: index.map((leg) => named(`no answer of ${leg}`, (world) => world.expire(leg))) },
  { weight: 1, arbitrary: fc.constant(named('recall times out', (world) => world.giveUpRecall())) },
);
const people = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.uniqueArray(nodes, { minLength: 1, maxLength: 2 }), fc.boolean())
      .map(([avoided, intercept]) =>
        named(`override without ${avoided}`, (world) => world.override(avoided, intercept)),
      ),
  },
  { weight: 2, arbitrary: index.map((leg) => named(`split ${leg}`, (world) => world.split(leg))) },
  { weight: 4, arbitrary: index.map((leg) => named(`merge with ${leg}`, (world) => world.merge(leg))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(9), fc.boolean())
      .map(([street, intercept]) => named(`move to ${street}`, (world) => world.moveTo(`street-${street}`, intercept))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(2), fc.integer({ min: 1, max: 2 }))
      .map(([line, most]) => named(`cancel ${most} of line ${line}`, (world) => world.cancelPieces(line, most))),
  },
  { weight: 2, arbitrary: index.map((leg) => named(`combine ${leg}`, (world) => world.combine(leg))) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('1', '2', '3'), fc.integer({ min: 0, max: 4 }))
      .map(([line, quantity]) => named(`${quantity} of line ${line}`, (world) => world.amend(line, quantity))),
  },
  { weight: 1, arbitrary: nodes.map((node) => named(`close ${node}`, (world) => world.close(node))) },
  {
    weight: 1,
    arbitrary: fc.constant(
      named('hold', (world) =>
        world.act(({ order }, context) =>
          refusalToHold(order) ? null : placeManualHold(order, 'ask', 'person:a', context),
        ),
      ),
    ),
  },
  { weight: 1, arbitrary: fc.constant(named('lift holds', (world) => world.liftHolds())) },
);
/** Ends a schedule early: rarely. */
const cancelled = fc.constantFrom(
  named('push cancelled', (world) => world.push({ ...pushed, status: 'CANCELLED' })),
  named('cancel', (world) =>
    world.act(({ order, legs }, context) =>
      canMove(order.lifecycle.state, 'CANCELLED') && !legs.some(hasLeft)
        ? cancel(unchanged(order), { reason: 'NOT_WANTED', by: 'person:a' }, context)
        : null,
    ),
  ),
);
const schedule = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: own },
    { weight: 30, arbitrary: theirs },
    { weight: 12, arbitrary: people },
    { weight: 1, arbitrary: cancelled },
  ),
  {
    minLength: 40,
    maxLength: 90,
  },
);

/** What is reserved is held by a leg, what is gone has left or was never found, nothing is below nothing. */
const ledgerHolds = (world: OrderWorld): void => {
  const held = new Map<string, number>();
  for (const { node, stock, lines: carried } of world.legs)
    if (stock === 'HELD')
      for (const { sku, quantity } of carried) held.set(`${node} ${sku}`, quantity + (held.get(`${node} ${sku}`) ?? 0));
  const wrong = [...world.stock].filter(
    ([key, { onHand, reserved }]) =>
      reserved !== (held.get(key) ?? 0) || onHand !== PER_NODE - (world.gone.get(key) ?? 0) || reserved > onHand,
  );
  if (wrong.length > 0) expect({ wrong, held: [...held], gone: [...world.gone] }).toBe('a ledger that holds');
};

/** No piece is on two legs, no leg is handed out twice. */
const nothingTwice = ({ legs, events, mostWanted }: OrderWorld): void => {
  const carrying = legs.filter(({ state }) => state === null || !isLegEnded(state) || state === 'COMPLETED');
  // The channel may ask for less when it is too late; it never asked for more.
  for (const { lineId, quantity } of lines) {
    const pieces = carrying.flatMap((leg) => leg.lines).filter((line) => line.lineId === lineId);
    expect(pieces.reduce((sum, line) => sum + line.quantity, 0)).toBeLessThanOrEqual(
      Math.max(quantity, mostWanted.get(lineId) ?? 0),
    );
  }
  const handedOut = events
    .filter(({ type }) => type === 'LegDispatched')
    .map(({ detail }) => (detail.data as { legId: string }).legId);
  expect(new Set(handedOut).size).toBe(handedOut.length);
};

/** Whoever travels with somebody is known there too, under the same lead. */
const parcelsAgree = ({ legs, others }: OrderWorld): void => {
  for (const { legId, parcel } of legs) {
    if (!parcel) continue;
    const mates = others.filter(({ leg }) => parcel.with.some((other) => other.legId === leg.legId));
    expect(mates.map(({ leg }) => [leg.parcel?.parcelId, leg.parcel?.lead])).toEqual(
      parcel.with.map(() => [parcel.parcelId, parcel.lead]),
    );
    expect(mates.every(({ leg }) => leg.parcel?.with.some((other) => other.legId === legId))).toBe(true);
  }
  for (const { leg } of others)
    for (const mate of leg.parcel?.with ?? [])
      expect(legs.find(({ legId }) => legId === mate.legId)?.parcel?.parcelId).toBe(leg.parcel?.parcelId);
};

/** What is told to be paid back is what the pieces that went were worth: never above what was paid, all of it when all went. */
const refundsAddUp = ({ order, events }: OrderWorld): void => {
  const told = events
    .filter(({ type }) => type === 'RefundDue')
    .reduce((sum, { detail }) => sum + (detail.data as { amountMinor: number }).amountMinor, 0);
  const { account, amounts } = order ?? {};
  expect(told).toBe((account?.owedMinor ?? 0) - (amounts?.refundedMinor ?? 0));
  expect(told).toBeLessThanOrEqual(amounts?.paidMinor ?? 0);
};

/** What a replacement said it would cost is what its legs cost. */
const moneyAddsUp = (world: OrderWorld): void => {
  refundsAddUp(world);
  const { events } = world;
  for (const { type, detail } of events) {
    if (type !== 'PlanOverridden') continue;
    const { costMinor, stock, legs } = (
      detail.data as {
        difference: {
          costMinor: Record<string, number>;
          stock: { difference: number }[];
          legs: Record<'gone' | 'fresh', { costMinor: number; lines: { quantity: number }[] }[]>;
        };
      }
    ).difference;
    const costOf = (which: 'gone' | 'fresh') => legs[which].reduce((sum, leg) => sum + leg.costMinor, 0);
    expect(costMinor.after).toBe((costMinor.before ?? 0) + (costMinor.difference ?? 0));
    expect(costMinor.difference).toBe(costOf('fresh') - costOf('gone'));
    const pieces = (which: 'gone' | 'fresh') =>
      legs[which].flatMap((leg) => leg.lines).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(stock.reduce((sum, { difference }) => sum + difference, 0)).toBe(pieces('fresh') - pieces('gone'));
  }
};

/** Whoever has goods of the order got them for the address it has: an address counts once the legs for the old one were given back. */
const goesWhereItShould = ({ legs, events, order }: OrderWorld): void => {
  const changed = events.findLastIndex(
    ({ type, detail }) =>
      type === 'OrderAmended' && (detail.data as { fields: string[] }).fields.includes('destination'),
  );
  const out = legs.filter(({ state }) => state !== null && !isLegEnded(state));
  const stale = out.filter(({ legId }) =>
    events
      .slice(0, Math.max(0, changed))
      .some(({ type, detail }) => type === 'LegDispatched' && (detail.data as { legId: string }).legId === legId),
  );
  expect(stale.map(({ legId }) => legId)).toEqual([]);
  expect(order?.pendingChange === undefined || order.compensation?.cause === 'ADDRESS').toBe(true);
};

/** From wherever it is: everybody does their work, holds are lifted, and the order comes to an end. */
const comesToAnEnd = (world: OrderWorld): void => {
  const isOver = (): boolean => ['FULFILLED', 'CANCELLED', 'CLOSED'].includes(world.order?.lifecycle.state ?? '');
  for (let round = 0; round < 60 && !(isOver() && world.isIdle); round += 1) {
    for (let step = 0; step < 12; step += 1) {
      world.deliver();
      world.stepLifecycle();
      world.stepCompensation();
    }
    world.giveUpRecall();
    world.reconcile();
    world.liftHolds();
    world.legs.forEach(({ state }, leg) => {
      if (state !== null && !isLegEnded(state))
        for (const action of ['leg.accepted', 'pickup.collected', 'delivery.signed'] as const)
          world.reportOn(leg, action);
    });
  }
  const { order, legs } = world;
  const stuck = {
    state: order?.lifecycle.state,
    holds: order?.holds.map(({ type }) => type),
    legs: legs.map(({ state }) => state),
  };
  expect({ ...stuck, isOver: isOver() || isShortForGood(world) }).toEqual({ ...stuck, isOver: true });
};

/** Too little is left anywhere: it waits for goods that this world never gets. */
const isShortForGood = ({ order }: OrderWorld): boolean => order?.lifecycle.state === 'BACKORDERED';

describe('an order under everything at once', () => {
  it('leaks no stock, is sent once, adds up, and comes to an end', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(schedule, (steps) => {
        const world = new OrderWorld(SKUS, PER_NODE);
        world.push(pushed);
        for (const step of steps) {
          step(world);
          ledgerHolds(world);
          goesWhereItShould(world);
        }
        nothingTwice(world);
        goesWhereItShould(world);
        moneyAddsUp(world);
        parcelsAgree(world);
        comesToAnEnd(world);
        ledgerHolds(world);
        nothingTwice(world);
        if (world.order?.lifecycle.state === 'FULFILLED' || world.order?.lifecycle.state === 'CANCELLED')
          expect([...world.stock.values()].every(({ reserved }) => reserved === 0)).toBe(true);
        expect(world.order?.compensation).toBeUndefined();
        for (const { type } of world.events) seen.add(type);
      }),
      { numRuns: SCHEDULES },
    );
    // Or the schedules would prove nothing.
    expect(REACHED.filter((type) => !seen.has(type))).toEqual([]);
  }, 60_000);
});
