import fc from 'fast-check';
import type { Channel } from '#domain/channel/channel.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { newsOf } from '#domain/channel/order-news.ts';
import { inPlatformWords, type WriteBack } from '#domain/channel/write-back.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId } from '#domain/id.ts';
import { cancel } from '#domain/order/cancel-order.ts';
import type { Change } from '#domain/order/change.ts';
import { unchanged } from '#domain/order/change.ts';
import type { OrderState } from '#domain/order/lifecycle.ts';
import type { ChannelOrder, ChannelStatus, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { fromEpochMillis, plusSeconds } from '#domain/time.ts';
import { fetchOrder } from '#shared/platform-client.ts';
import { lookAtPlatform, tellPlatform } from '#shared/write-back-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';
import { givenLeg } from '../fulfillment/given.ts';
import { fixture, mappingOf, secretOf } from './given.ts';
import { givenWriteBack } from './given-write-back.ts';

const said = (channelOrder: ChannelOrder) => ({
  channelOrder,
  pushEventId: null,
  traceId: 'trace-1',
  color: 'default',
});

const placed = (channelOrder: ChannelOrder): Order => {
  const change = recordChannelOrder(said(channelOrder), null, givenContext());
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};

const inState = (order: Order, state: OrderState): Order => ({ ...order, lifecycle: { ...order.lifecycle, state } });

const LINES = ['1', '2'];
const legIds = LINES.map((line) => `leg_0000000000000000000000000${line}` as LegId);

/** An order of two parcels, its platform and the pushes on their way, moved one step at a time. */
const world = () => {
  let order = inState(placed(givenChannelOrder({ lines: LINES.map((lineId) => givenLine({ lineId })) })), 'FULFILLING');
  let legs: Leg[] = LINES.map((lineId, index) =>
    givenLeg({
      legId: legIds[index] as LegId,
      orderId: order.orderId,
      lines: [{ lineId, sku: 'OL-TEA-001', quantity: 1 }],
    }),
  );
  let noted: WriteBack[] = [];
  let seconds = 1;
  const platform = { status: 'READY' as ChannelStatus, pushes: [] as ChannelOrder[] };
  const happened: string[] = [];
  const shows = (status: ChannelStatus): void => {
    seconds += 1;
    const when = plusSeconds(NOON, seconds);
    platform.status = status;
    platform.pushes.push({
      ...order.channelView,
      status,
      saidAt: { status: when, lines: when, address: when, amount: when, remark: when },
    });
  };
  const take = (change: Change): void => {
    order = change.order;
    happened.push(...change.events.map(({ type }) => type));
  };
  return {
    happened,
    order: () => order,
    noted: () => noted,
    leave: (index: number): void => {
      if (order.lifecycle.state === 'CANCELLED') return;
      legs = legs.map((leg, at) =>
        at === index
          ? { ...leg, stock: 'SHIPPED', state: 'IN_PROGRESS', waybill: { carrier: 'ZTO', number: `7500000000${at}` } }
          : leg,
      );
    },
    /** What becomes of the order meanwhile: the other parcel refused and planned again, one lost, all delivered. */
    turn: (state: OrderState): void => {
      const isReachable = order.lifecycle.state !== 'CANCELLED' && legs.some(({ stock }) => stock === 'SHIPPED');
      if (isReachable) order = inState(order, state);
    },
    refuse: (): void => {
      if (legs.every(({ stock }) => stock === 'HELD'))
        take({ ...cancel(unchanged(order), { reason: 'NO', by: 'person:a' }, givenContext()) });
    },
    note: (): void => {
      noted = [
        ...noted,
        ...newsOf({ order, legs }, noted).map((each, index) =>
          givenWriteBack({ ...each, seq: noted.length + index + 1 }),
        ),
      ];
    },
    /** The platform takes it, and shows it, before or after we have written that it did. */
    tell: (): void => {
      const next = noted.find(({ state }) => state === 'PENDING');
      if (!next) return;
      if (next.news.kind === 'REFUSED') shows('CANCELLED');
      else shows(next.news.kind === 'SHIPPED' && next.news.partial ? 'PART_SHIPPED' : 'SHIPPED');
      noted = noted.map((each) => (each === next ? { ...each, state: 'SENT' } : each));
    },
    push: (which: number): void => {
      const push = platform.pushes[which % Math.max(1, platform.pushes.length)];
      if (!push) return;
      const change = recordChannelOrder(said(push), order, givenContext(NOON, countingUlids(900 + seconds)), legs);
      if (!('kind' in change)) take(change);
    },
  };
};

type World = ReturnType<typeof world>;
const moves: fc.Arbitrary<(world: World) => void> = fc.oneof(
  fc.nat(1).map((index) => (each: World) => each.leave(index)),
  fc
    .constantFrom<OrderState>('CONFIRMED', 'ON_HOLD', 'PLANNED', 'FULFILLING', 'FULFILLED')
    .map((state) => (each: World) => each.turn(state)),
  fc.constant((each: World) => each.refuse()),
  fc.constant((each: World) => each.note()),
  fc.constant((each: World) => each.tell()),
  fc.nat(5).map((which) => (each: World) => each.push(which)),
);

describe('the echo of what was told from here', () => {
  it('changes nothing, holds nothing and is no news, in whatever order it meets our own steps', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (steps) => {
        const here = world();
        for (const step of steps) step(here);
        for (const which of [0, 1, 2]) here.push(which);
        const before = here.noted().length;
        const state = here.order().lifecycle.state;
        here.note();
        const fresh = here.noted().slice(before);
        for (const which of [0, 1, 2]) here.push(which);
        here.note();
        expect(here.noted()).toHaveLength(before + fresh.length);
        expect(here.order().lifecycle.state).toBe(state);
        expect(here.order().holds).toEqual([]);
        expect(here.order().conflicts).toEqual([]);
        // The one event there may be is our own cancellation.
        expect(here.happened.filter((type) => type !== 'OrderCancelled')).toEqual([]);
        expect(here.happened.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('is not mistaken for it: an order that shipped nothing here is still held when its channel shows it as shipped', () => {
    const order = inState(placed(givenChannelOrder()), 'CONFIRMED');
    const later = plusSeconds(NOON, 60);
    const shipped = { ...order.channelView, status: 'SHIPPED' as const, saidAt: { status: later } };
    const change = recordChannelOrder(said(shipped), order, givenContext(), [givenLeg({ stock: 'HELD' })]);
    expect('kind' in change ? [] : change.order.holds.map(({ type }) => type)).toEqual(['SHIPPED_ELSEWHERE']);
  });
});

/** Partners of documents are told, and show nothing. */
const TELLABLE = CHANNELS.filter(({ id, writeBack }) => id !== 'b2b' && writeBack?.writes.includes('SHIPPED')).map(
  ({ id }) => id,
);
/** A parcel is shown as ready until its carrier has scanned it; Ele.me never says that a rider has left. */
const READY_FOR_LONGER = ['lazada', 'shopee', 'eleme'];
/** TikTok Shop numbers carriers shop by shop. */
const OF_THE_SHOP = { SF_EXPRESS: '7117858858072016686' };
const TOKEN = 'the access token';

describe.each(TELLABLE)('what %s shows after it was told', (id) => {
  const channel: Channel = channelById(id);
  const { orderId, order, push } = fixture(channel, 'order-paid');
  const shopId = 'a shop';
  let platforms: Platforms;

  beforeAll(async () => {
    platforms = await startPlatforms({
      port: 0,
      accounts: { [id]: { secrets: [secretOf(channel)], accessToken: TOKEN } },
    });
    platforms.put(id, orderId, order ?? push);
  });
  afterAll(() => platforms.close());

  const account = () => ({ secrets: [secretOf(channel)], accessToken: TOKEN, endpoint: platforms.url });
  const payload = async (): Promise<unknown> => {
    if (!channel.orderRequest) return parseLossless(platforms.find(id, orderId) ?? '');
    const at = fromEpochMillis(Date.now());
    const fetched = await fetchOrder(channel, account(), { channelOrderId: orderId, shopId, at });
    if (fetched.kind !== 'ORDER') throw new Error(fetched.reason);
    return fetched.payload;
  };
  const view = async (): Promise<ChannelOrder> => {
    const mapping = compileMapping(mappingOf(channel));
    const { order: mapped } = await mapping.normalize(await payload(), {
      shopId,
      receivedAt: fromEpochMillis(Date.now()),
    });
    const given = givenChannelOrder();
    return {
      ...mapped,
      initiator: { ...mapped.initiator, customerId: given.initiator.customerId },
      destination: mapped.destination && { ...mapped.destination, addressDigest: 'digest-1' },
    };
  };

  it('is read back as shipped and changes nothing of the order', async () => {
    const here = inState(placed(await view()), 'FULFILLING');
    const legs = [
      givenLeg({
        orderId: here.orderId,
        stock: 'SHIPPED',
        waybill: { carrier: 'SF_EXPRESS', number: 'SF1000000000042' },
        lines: here.deliverables.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
      }),
    ];
    const [news] = newsOf({ order: here, legs }, []);
    if (!news) throw new Error('a parcel that left is news');
    const words = inPlatformWords({ channel: id, news: news.news }, { ...OF_THE_SHOP, ...mappingOf(channel).carriers });
    if (words.kind === 'REFUSED') throw new Error(words.reason);
    const at = fromEpochMillis(Date.now());
    const telling = { channel, account: account(), shopId, news: words.news, at };
    expect((await tellPlatform(telling)).told).toEqual({ kind: 'DONE' });
    expect(await lookAtPlatform(telling)).toEqual({ kind: 'SHOWN' });

    const echo = await view();
    expect(echo.status).toBe(READY_FOR_LONGER.includes(id) ? 'READY' : 'SHIPPED');
    for (const state of ['FULFILLING', 'FULFILLED', 'CONFIRMED', 'ON_HOLD'] as const) {
      const change = recordChannelOrder(said(echo), inState(here, state), givenContext(), legs);
      if ('kind' in change) continue;
      expect({ state, told: change.events.map(({ type, detail }) => [type, detail.data]) }).toEqual({
        state,
        told: [],
      });
      expect(change.order.lifecycle).toMatchObject({ state, channelStatus: echo.status });
    }
  });
});
