import { readFileSync } from 'node:fs';
import { readRemarks } from '#domain/channel/remarks-read.ts';
import { OrderSigns, shows } from '#domain/order/intent.ts';
import { BadIntentModel, parseIntentModel, readIntent, testIntentModel } from '#domain/order/intent-model.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import {
  BadRemarkPolicy,
  isTrusted,
  parseRemarkPolicy,
  testRemarkPolicy,
  USUAL_TRUST,
} from '#domain/order/remark-policy.ts';
import { at, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const shipped = (kind: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../catalog/${kind}/default.json`, import.meta.url), 'utf8'));
const model = parseIntentModel(shipped('intent-model'));
const policy = parseRemarkPolicy(shipped('remark-policy'));
const documents = { policy, model, pins: { 'intent-model/default': '1', 'remark-policy/default': '1' } };

const change = (channelOrder: ChannelOrder, order: Order | null = null) => {
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default', documents };
  const result = recordChannelOrder(command, order, givenContext());
  if ('kind' in result) throw new Error('expected news');
  return result;
};
const saying = (buyer: string): Pick<ChannelOrder, 'remarks' | 'reading'> => {
  const { shown, reading } = readRemarks({ buyer, seller: '' }, NOON);
  return { remarks: shown, ...(reading ? { reading } : {}) };
};

describe('the shipped documents', () => {
  it('pass their own examples', () => {
    expect(
      [...testIntentModel(model), ...testRemarkPolicy(policy)].filter(({ differences }) => differences.length > 0),
    ).toEqual([]);
    expect(model.examples.length).toBeGreaterThan(10);
  });

  it('fail an example that is wrong, and say how', () => {
    const wrong = {
      name: 'wrong',
      order: { channel: 'jd' },
      expect: { intents: { GIFT: { atLeast: 0.5 } }, offers: ['GIFT_WRAP'] },
    };
    const [{ differences } = { differences: [] }] = testIntentModel({ ...model, examples: [wrong] });
    expect(differences).toEqual([
      expect.stringMatching(/^intents\.GIFT: expected 0\.5 to 1, got 0\.0/),
      'offers: expected GIFT_WRAP, got none',
    ]);
  });

  it('trust by type, and what stands in for a policy that is not released', () => {
    expect(isTrusted(policy, { type: 'cancel', confidence: 0.8 })).toBe(false);
    expect(isTrusted(policy, { type: 'fulfillment_carrier', confidence: 0.8 })).toBe(true);
    expect(USUAL_TRUST.trustFrom).toBe(policy.trustFrom);
  });
});

describe('an intent model', () => {
  it.each([
    ['an intent is left out', { ...shipped('intent-model'), intents: {} }, /intents\.GIFT/],
    [
      'an offer names neither channels nor intent',
      { ...shipped('intent-model'), offers: [{ service: 'X', title: { en: 'x', zh: 'x' } }] },
      /X names neither/,
    ],
    [
      'an evidence states nothing',
      {
        ...shipped('intent-model'),
        intents: { ...model.intents, GIFT: { prior: 0, evidence: [{ id: 'a', weight: 1, when: {} }] } },
      },
      /at least one thing/,
    ],
    [
      'two evidences have one name',
      {
        ...shipped('intent-model'),
        intents: {
          ...model.intents,
          GIFT: { prior: 0, evidence: [1, 2].map(() => ({ id: 'a', weight: 1, when: { giftLine: true } })) },
        },
      },
      /stands twice/,
    ],
  ])('is refused when %s, naming the field', (_what, document, told) => {
    expect(() => parseIntentModel(document)).toThrow(BadIntentModel);
    expect(() => parseIntentModel(document)).toThrow(told);
  });

  it('adds weights up as log-odds, so evidence twice as strong gives odds squared', () => {
    const bare = { ...model, shownFrom: 0.001, offers: [] };
    const of = (weights: number[]) =>
      readIntent(
        {
          ...bare,
          intents: {
            ...bare.intents,
            GIFT: {
              prior: 0,
              evidence: weights.map((weight, index) => ({
                id: `e${index}`,
                weight,
                when: { giftLine: true as const },
              })),
            },
          },
        },
        OrderSigns.parse({ lines: [{ gift: true }] }),
      ).intents.find(({ intent }) => intent === 'GIFT')?.probability;
    expect(of([])).toBe(0.5);
    expect(of([Math.log(3)])).toBe(0.75);
    expect(of([Math.log(3), Math.log(3)])).toBe(0.9);
    expect(of([Math.log(3), -Math.log(3)])).toBe(0.5);
  });

  it.each([
    [{ titleHas: ['gift BOX'] }, { lines: [{ title: 'Tea Gift Box' }] }, true],
    [{ quantityAtLeast: 10 }, { lines: [{ quantity: 6 }, { quantity: 6 }] }, false],
    [{ piecesAtLeast: 10 }, { lines: [{ quantity: 6 }, { quantity: 6 }] }, true],
    [{ attribute: { name: 'isGift' } }, { attributes: { isGift: false } }, false],
    [{ attribute: { name: 'source', in: ['live'] } }, { attributes: { source: 'live' } }, true],
    [{ channels: ['jd'], business: true }, { channel: 'jd', isBusiness: false }, false],
    [
      { instruction: { type: 'packaging' as const, values: ['GIFT_WRAP'] } },
      { instructions: [{ type: 'packaging', value: 'COLD_PACK' }] },
      false,
    ],
  ])('sees %j in %j: %s', (sign, order, seen) => {
    expect(shows(OrderSigns.parse(order), sign)).toBe(seen);
  });

  it('refuses a remark policy without a threshold', () => {
    expect(() => parseRemarkPolicy({ id: 'default' })).toThrow(BadRemarkPolicy);
  });
});

describe('the intent of an order', () => {
  it('is told with its evidence, pins its model, and steers what is offered', () => {
    const { order, events } = change(
      givenChannelOrder({
        ...saying('送女朋友的，不要放价格单，帮忙礼品包装'),
        lines: [givenLine({ title: '香薰礼盒' })],
      }),
    );
    expect(order.intents?.[0]).toMatchObject({
      intent: 'GIFT',
      evidence: expect.arrayContaining([{ id: 'hide-price', weight: 2.9 }]),
    });
    expect(order.intents?.[0]?.probability).toBeGreaterThan(0.95);
    expect(order.offers).toMatchObject([
      { service: 'GIFT_WRAP', because: 'intent:GIFT', byDefault: false },
      { service: 'HIDE_PRICE', because: 'intent:GIFT', byDefault: true },
    ]);
    expect(order.pinned).toMatchObject({ 'intent-model/default': '1', 'remark-policy/default': '1' });
    const told = events.filter(({ type }) => type === 'IntentRecognised');
    expect(told).toMatchObject([{ detail: { data: { offers: ['GIFT_WRAP', 'HIDE_PRICE'], model: 'default@1' } } }]);
  });

  it('is told again only when it changes', () => {
    const gift = change(givenChannelOrder(saying('送人的，请写贺卡：生日快乐')));
    const later = at('2026-06-01T05:00:00.000Z');
    const said = { ...givenChannelOrder().saidAt };
    const promise = change(
      givenChannelOrder({
        ...saying('送人的，请写贺卡：生日快乐'),
        promiseAt: later,
        saidAt: { ...said, lines: later },
      }),
      gift.order,
    );
    expect(promise.events.map(({ type }) => type)).toEqual(['OrderAmended']);
    const plain = change(givenChannelOrder({ saidAt: { ...said, remark: later } }), gift.order);
    expect(plain.events.map(({ type }) => type)).toContain('IntentRecognised');
    expect(plain.order.offers).toEqual([]);
  });

  it('leaves an order alone while no model is released', () => {
    const command = {
      channelOrder: givenChannelOrder(saying('送礼')),
      pushEventId: null,
      traceId: 't',
      color: 'default',
    };
    const result = recordChannelOrder(command, null, givenContext());
    expect('kind' in result ? null : result.order.intents).toBeUndefined();
  });
});
