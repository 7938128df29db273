import fc from 'fast-check';
import { newsOf, type OrderNews } from '#domain/channel/order-news.ts';
import type { WriteBack } from '#domain/channel/write-back.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId } from '#domain/id.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext, givenLine } from '../../support/given.ts';
import { givenLeg } from '../fulfillment/given.ts';
import { givenWriteBack } from './given-write-back.ts';

const orderOf = (lineIds: readonly string[], patch: Partial<Order> = {}): Order => {
  const lines = lineIds.map((lineId) => givenLine({ lineId }));
  const change = recordChannelOrder(
    { channelOrder: givenChannelOrder({ lines }), pushEventId: null, traceId: 'trace-1', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return { ...change.order, ...patch };
};

const legOf = (index: number, part: Partial<Leg> = {}): Leg =>
  givenLeg({
    legId: `leg_0000000000000000000000000${index}` as LegId,
    lines: [{ lineId: String(index), sku: 'OL-TEA-001', quantity: 1 }],
    waybill: { carrier: 'ZTO', number: `7512345678${index}` },
    stock: 'SHIPPED',
    ...part,
  });

/** Notes what was found, as the store does. */
const noted = (known: readonly WriteBack[], news: readonly OrderNews[]): WriteBack[] => [
  ...known,
  ...news.map((each, index) => givenWriteBack({ ...each, seq: known.length + index + 1 })),
];

describe('what the platform of an order should hear', () => {
  it('is the parcel, once its goods have left and its number is known', () => {
    const order = orderOf(['1']);
    expect(newsOf({ order, legs: [legOf(1, { stock: 'HELD' })] }, [])).toEqual([]);
    expect(newsOf({ order, legs: [legOf(1, { waybill: null })] }, [])).toEqual([]);
    expect(newsOf({ order, legs: [legOf(1)] }, [])).toEqual([
      {
        legId: legOf(1).legId,
        news: {
          kind: 'SHIPPED',
          channelOrderId: order.channelOrderId,
          carrier: 'ZTO',
          trackingNumber: '75123456781',
          lines: [{ lineId: '1', channelSku: '3410716076201730', sku: 'OL-TEA-001', quantity: 1 }],
          partial: false,
        },
      },
    ]);
  });

  it('is that the order is taken, once it is planned, where buyers wait to hear it, and once', () => {
    const planned = orderOf(['1']);
    const order = { ...planned, lifecycle: { ...planned.lifecycle, state: 'PLANNED' as const } };
    expect(newsOf({ order, legs: [] }, [])).toEqual([]);
    expect(newsOf({ order: planned, legs: [] }, [], true)).toEqual([]);
    const news = newsOf({ order, legs: [] }, [], true);
    expect(news).toEqual([
      {
        legId: null,
        news: {
          kind: 'CONFIRMED',
          channelOrderId: order.channelOrderId,
          lines: [{ lineId: '1', channelSku: '3410716076201730', sku: 'OL-TEA-001', quantity: 1 }],
        },
      },
    ]);
    expect(newsOf({ order, legs: [] }, noted([], news), true)).toEqual([]);
    expect(newsOf({ order, legs: [legOf(1)] }, [], true).map(({ news: { kind } }) => kind)).toEqual([
      'CONFIRMED',
      'SHIPPED',
    ]);
  });

  it('waits for no line that nobody ships', () => {
    const order = orderOf(['1', '2']);
    const served = {
      ...order,
      deliverables: order.deliverables.map((line) =>
        line.lineId === '2' ? { ...line, kind: 'SERVICE' as const } : line,
      ),
    };
    expect(newsOf({ order: served, legs: [legOf(1)] }, [])).toMatchObject([{ news: { partial: false } }]);
  });

  it('is the cancellation, when it was cancelled here and not by the channel itself', () => {
    const order = orderOf(['1']);
    const lifecycle = { ...order.lifecycle, state: 'CANCELLED' as const, cancelReason: 'OUT_OF_SEASON' };
    expect(newsOf({ order: { ...order, lifecycle }, legs: [] }, [])).toMatchObject([
      { legId: null, news: { kind: 'REFUSED', reason: 'OUT_OF_SEASON' } },
    ]);
    const byChannel = { ...order, lifecycle, channelView: { ...order.channelView, status: 'CANCELLED' as const } };
    expect(newsOf({ order: byChannel, legs: [] }, [])).toEqual([]);
  });

  it('is told once, however often the order is looked at, and only the last parcel makes it whole', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4, maxLength: 4 }),
        fc.array(fc.nat(3)),
        (leaving, looks) => {
          const order = orderOf(['1', '2', '3', '4']);
          let known: WriteBack[] = [];
          const gone = new Set<number>();
          const look = (): void => {
            const legs = [1, 2, 3, 4].map((index) => legOf(index, gone.has(index) ? {} : { stock: 'HELD' }));
            known = noted(known, newsOf({ order, legs }, known));
          };
          for (const [index, leg] of leaving.entries()) {
            gone.add(leg);
            // Nobody may look between two departures; everybody looks in the end.
            if ((looks[index] ?? 0) > 0) look();
          }
          look();
          look();
          expect(known.map(({ legId }) => legId).sort()).toEqual([1, 2, 3, 4].map((index) => legOf(index).legId));
          const partial = known.map(({ news }) => news.kind === 'SHIPPED' && news.partial);
          expect(partial).toEqual([true, true, true, false]);
        },
      ),
    );
  });
});
