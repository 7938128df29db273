import fc from 'fast-check';
import type { OrderId, SeriesId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { changeSeries, dueOf, nextDue, placedIn, type Series } from '#domain/order/series.ts';
import { occurrenceOrderId, placeOccurrence, toldOfSeries } from '#domain/order/series-order.ts';
import { startFollowUps } from '#domain/order/start-series.ts';
import { occurrencesOf, parseSubscriptionTerms, pricedAt } from '#domain/order/subscription-terms.ts';
import { parseFollowUp } from '#domain/service/follow-up.ts';
import { plusDays, plusMonths } from '#domain/time.ts';
import { at, countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const terms = parseSubscriptionTerms({
  id: 'monthly',
  title: { zh: '月', en: 'Monthly' },
  match: { kinds: ['SUBSCRIPTION'] },
  every: { days: 30 },
  times: 4,
});
const line = givenLine({ lineId: '2', kind: 'SUBSCRIPTION', sku: 'REFILL', totalMinor: 1001 });

const placed = (): Order => {
  const change = recordChannelOrder(
    {
      channelOrder: givenChannelOrder({ lines: [givenLine(), line] }),
      pushEventId: null,
      traceId: 't',
      color: 'default',
    },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const parent = placed();
const series = (part: Partial<Series> = {}): Series => ({
  seriesId: 'srs_00000000000000000000000001' as SeriesId,
  orderId: parent.orderId,
  kind: 'SUBSCRIPTION',
  document: 'subscription/monthly@1',
  title: terms.title,
  lineId: '2',
  legId: null,
  state: 'ACTIVE',
  catchUp: 'LATEST',
  occurrences: occurrencesOf(terms, line, NOON),
  ...part,
});
const id = (n: number): OrderId => `ord_0000000000000000000000000${n}` as OrderId;
const numbers = (of: readonly { readonly number: number }[]) => of.map(({ number }) => number);

describe('a subscription', () => {
  it('has an order for each period, and what it cost is divided over them to the last minor unit', () => {
    const { occurrences } = series();
    expect(occurrences.map(({ dueAt }) => dueAt)).toEqual([0, 30, 60, 90].map((days) => plusDays(NOON, days)));
    expect(occurrences.map(({ lines }) => lines[0]?.totalMinor)).toEqual([251, 250, 250, 250]);
    expect(occurrencesOf(terms, { ...line, quantity: 2 }, NOON)).toHaveLength(8);
  });

  it('comes on the last day of a month that is shorter', () => {
    expect(plusMonths(at('2026-01-31T02:00:00.000Z'), 1)).toBe('2026-02-28T02:00:00.000Z');
    expect(plusMonths(at('2026-11-30T02:00:00.000Z'), 3)).toBe('2027-02-28T02:00:00.000Z');
  });

  it('costs what it costs when it is ordered, where the terms say a price', () => {
    const dearer = { prices: [{ sku: 'REFILL', from: plusDays(NOON, 30), unitPriceMinor: 300 }] };
    const [first, second] = series().occurrences;
    expect(pricedAt(first?.lines ?? [], dearer, first?.dueAt ?? NOON)[0]?.totalMinor).toBe(251);
    expect(pricedAt(second?.lines ?? [], dearer, second?.dueAt ?? NOON)[0]?.totalMinor).toBe(300);
  });

  it('places an order of its own, at the address of then, that knows whose it is', () => {
    const moved = { ...parent, destination: { ...parent.destination, city: '宁波市' } as never };
    const [first] = series().occurrences;
    if (!first) throw new Error('a series has orders');
    const { order, events } = placeOccurrence(moved, series(), first, givenContext(NOON, countingUlids(500)));
    expect(order).toMatchObject({
      channelOrderId: `${parent.channelOrderId}/2/1`,
      destination: { city: '宁波市' },
      origin: { orderId: parent.orderId, kind: 'SUBSCRIPTION', number: 1 },
      amounts: { totalMinor: 251, paidMinor: 251 },
      deliverables: [{ kind: 'GOODS', sku: 'REFILL', quantity: 1 }],
    });
    expect(events.map(({ type }) => type)).toEqual(['OrderPlaced']);
    expect(occurrenceOrderId(parent, series(), first)).toBe(order.channelOrderId);
  });
});

describe('what is due of a series', () => {
  const late = plusDays(NOON, 65);

  it('is the latest of what was missed, or each, or none, as its rule says', () => {
    expect(numbers(dueOf(series(), NOON))).toEqual([1]);
    expect(numbers(dueOf(series(), late))).toEqual([3]);
    expect(numbers(dueOf(series({ catchUp: 'EACH' }), late))).toEqual([1, 2, 3]);
    expect(dueOf(series({ catchUp: 'NONE' }), late)).toEqual([]);
    const after = placedIn(series(), new Map([[3, id(3)]]), late);
    expect(after.occurrences.map(({ state }) => state)).toEqual(['MISSED', 'MISSED', 'PLACED', 'DUE']);
    expect(nextDue(after)).toBe(plusDays(NOON, 90));
  });

  it('is nothing while it is paused; skipped and called off orders never come', () => {
    const paused = changeSeries(series(), { do: 'PAUSE' });
    expect([dueOf(paused, late), nextDue(paused)]).toEqual([[], null]);
    expect(numbers(dueOf(changeSeries(paused, { do: 'RESUME' }), late))).toEqual([3]);
    expect(numbers(dueOf(changeSeries(series(), { do: 'SKIP' }), plusDays(NOON, 30)))).toEqual([2]);
    const off = changeSeries(series(), { do: 'CANCEL' });
    expect([off.state, dueOf(off, late)]).toEqual(['CANCELLED', []]);
    expect(() => changeSeries(off, { do: 'RESUME' })).toThrow(/CANCELLED/);
    expect(() => changeSeries(series(), { do: 'SKIP', number: 9 })).toThrow(/order 9/);
  });

  it('ends when nothing is due any more, and tells so once', () => {
    const [last] = occurrencesOf({ ...terms, times: 1 }, line, NOON);
    const one = series({ occurrences: last ? [last] : [] });
    const after = placedIn(one, new Map([[1, id(1)]]), NOON);
    expect(after.state).toBe('ENDED');
    const types = (before: Series, then: Series) =>
      toldOfSeries(parent, before, then, givenContext()).events.map(({ type }) => type);
    expect(types(one, after)).toEqual(['SeriesOrderPlaced', 'SeriesEnded']);
    expect(types(after, after)).toEqual([]);
  });

  it('is never placed twice, whatever timers ring and whoever pauses it when', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('RING' as const), days: fc.nat(130) }),
      fc.record({ do: fc.constantFrom('PAUSE' as const, 'RESUME' as const, 'SKIP' as const), days: fc.nat(130) }),
    );
    const rule = fc.constantFrom('EACH' as const, 'LATEST' as const, 'NONE' as const);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), rule, (steps, catchUp) => {
        let now = series({ catchUp });
        const orders: number[] = [];
        for (const { do: deed, days } of steps) {
          if (deed !== 'RING') {
            if (now.state === 'ACTIVE' || now.state === 'PAUSED') now = changeSeries(now, { do: deed });
            continue;
          }
          const due = dueOf(now, plusDays(NOON, days));
          orders.push(...numbers(due));
          now = placedIn(now, new Map(due.map(({ number }) => [number, id(number)])), plusDays(NOON, days));
        }
        expect(new Set(orders).size).toBe(orders.length);
        expect(numbers(now.occurrences.filter(({ state }) => state === 'PLACED'))).toEqual(orders.toSorted());
      }),
    );
  });
});

describe('what follows a surgery', () => {
  const document = parseFollowUp({
    id: 'after-surgery',
    title: { zh: '随访', en: 'Follow-up' },
    match: { titleHas: ['手术'] },
    steps: [
      { afterDays: 30, sku: 'DAY-30', title: '满意度回访' },
      { afterDays: 1, sku: 'DAY-1', title: '随访' },
    ],
  });
  const surgery: Order = {
    ...parent,
    deliverables: [givenLine({ kind: 'APPOINTMENT', title: '近视手术' })],
    lifecycle: { ...parent.lifecycle, state: 'FULFILLED', since: NOON },
  };
  const start = (order: Order, known: readonly Series[] = []) =>
    startFollowUps(order, known, [{ document, version: 2 }], givenContext(NOON, countingUlids(900)));

  it('is planned by the day, from when it was done', () => {
    const [found] = start(surgery).series;
    expect(found?.occurrences.map(({ dueAt, lines }) => [dueAt, lines[0]?.sku])).toEqual([
      [plusDays(NOON, 1), 'DAY-1'],
      [plusDays(NOON, 30), 'DAY-30'],
    ]);
    expect(found).toMatchObject({ kind: 'FOLLOW_UP', document: 'follow-up/after-surgery@2', lineId: null });
  });

  it('is planned once, not for other orders, and not for a follow-up itself', () => {
    expect(start(surgery, start(surgery).series).series).toEqual([]);
    expect(start({ ...surgery, deliverables: [givenLine()] }).series).toEqual([]);
    const origin = { orderId: id(1), seriesId: series().seriesId, kind: 'FOLLOW_UP' as const, number: 1 };
    expect(start({ ...surgery, origin }).series).toEqual([]);
  });
});
