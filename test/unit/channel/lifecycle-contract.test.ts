import fc from 'fast-check';
import type { Channel } from '#domain/channel/channel.ts';
import { CHANNELS } from '#domain/channel/channels.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { addressMaterial } from '#domain/channel/person.ts';
import { canonical } from '#domain/order/merge.ts';
import { ChannelOrder, type Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenContext } from '../../support/given.ts';
import { accepted, fixture, mappingOf, NOW, signed } from './given.ts';

/** A life as the platform tells it; the fixtures of a channel are about one order. */
const LIFE = ['order-created', 'order-risk-hold', 'order-paid', 'order-address-changed', 'order-shipped'];

/** What the platform's API shows at that moment, or what its push carries. */
const payloadAt = (channel: Channel, name: string): unknown => {
  const { push, topic, order } = fixture(channel, name);
  const [taken] = accepted(channel, signed(channel, { push, topic })).pushes;
  if (!channel.orderRequest) return channel.orderIn(taken ?? { topic, body: push });
  const fetched = channel.orderRequest.read(200, order ?? '');
  return fetched.kind === 'ORDER' ? fetched.payload : null;
};

const wordsOf = async (channel: Channel, names: readonly string[]): Promise<ChannelOrder[]> => {
  const { normalize } = compileMapping(mappingOf(channel));
  return Promise.all(
    names.map(async (name) => {
      const { order, person } = await normalize(parseLossless(JSON.stringify(payloadAt(channel, name))), {
        shopId: 's',
        receivedAt: NOW,
      });
      return ChannelOrder.parse({
        ...order,
        initiator: { ...order.initiator, customerId: `cus_${'0'.repeat(26)}` },
        destination: order.destination && {
          ...order.destination,
          addressDigest: addressMaterial(person, order.destination),
        },
      });
    }),
  );
};

const told = (words: readonly ChannelOrder[]): Order => {
  let order: Order | null = null;
  for (const channelOrder of words) {
    const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default' };
    const result = recordChannelOrder(command, order, givenContext());
    if (!('kind' in result)) order = result.order;
  }
  return order as unknown as Order;
};

/** What must not depend on arrival: everything but ids and the times of our own bookkeeping. */
const essence = ({ lifecycle, holds, channelView, deliverables, destination, amounts, remarks, constraints }: Order) =>
  canonical({
    state: lifecycle.state,
    channelStatus: lifecycle.channelStatus,
    holds: lifecycle.state === 'CANCELLED' ? [] : holds.map(({ type }) => type).sort(),
    channelView,
    deliverables,
    destination,
    amounts,
    remarks,
    constraints,
  });

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) =>
        permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
      );

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))(
  'the life of an order of %s',
  (_id, channel) => {
    it('ends the same in each of the 120 orders in which its five pushes can arrive', async () => {
      const words = await wordsOf(channel, LIFE);
      const expected = essence(told(words));
      const different = permutations(words).filter((arrival) => essence(told(arrival)) !== expected);
      expect(different.map((arrival) => arrival.map(({ status }) => status))).toEqual([]);
    });

    it('ends the same however often each push is repeated, cancelled at the end or not', async () => {
      const lives = [await wordsOf(channel, LIFE), await wordsOf(channel, [...LIFE.slice(0, 4), 'order-cancelled'])];
      for (const words of lives) {
        const expected = essence(told(words));
        const repeated = fc.array(fc.constantFrom(...words), { maxLength: 8 }).chain((more) =>
          fc.shuffledSubarray([...words, ...more], {
            minLength: words.length + more.length,
            maxLength: words.length + more.length,
          }),
        );
        fc.assert(
          fc.property(repeated, (arrival) => essence(told(arrival)) === expected),
          { numRuns: 60 },
        );
      }
    });
  },
);
