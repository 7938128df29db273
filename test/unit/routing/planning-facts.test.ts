import { describe, expect, test } from '@jest/globals';
import type { Order } from '#domain/order/order.ts';
import { PLANNING_FACTS, planningFacts } from '#domain/routing/planning-facts.ts';
import { fromIso } from '#domain/time.ts';
import { kindOfFact } from '#domain/workbench/decision-space.ts';
import { aSku } from '../../fixtures/routing/small-network.ts';

const SKUS = new Map([
  ['CUP', aSku('CUP', { kg: 0.35, classes: ['FRAGILE'] })],
  ['BANK', aSku('BANK', { kg: 0.2, tags: ['DG'], classes: ['LITHIUM_BATTERY', 'ELECTRONICS'] })],
]);

const line = (sku: string, quantity: number, unitPriceMinor: number) => ({
  sku,
  quantity,
  unitPriceMinor,
  kind: 'GOODS',
  gift: false,
});

const anOrder = (given: object = {}): Order =>
  ({
    channel: 'douyin',
    shopId: '1',
    fulfillmentType: 'SHIP',
    color: 'default',
    currency: 'CNY',
    amounts: { totalMinor: 25_990, paidMinor: 25_990 },
    initiator: { tier: 'GOLD', organisation: null },
    destination: { country: 'CN', province: '新疆维吾尔自治区', city: '乌鲁木齐市' },
    deliverables: [line('CUP', 2, 4_995), line('BANK', 1, 16_000)],
    constraints: [{ type: 'DELIVER_BY' }, { type: 'DELIVER_BY' }],
    lifecycle: { attempts: 1, channelStatus: 'READY' },
    promiseAt: fromIso('2026-11-13T12:00:00+08:00'),
    attributes: {},
    channelView: { holds: [] },
    ...given,
  }) as unknown as Order;

/** A Wednesday in Beijing, late in the evening; still Wednesday afternoon in UTC. */
const NOW = fromIso('2026-11-11T23:30:00+08:00');
const factsOf = (order: Order, region: string | null = '650100') =>
  planningFacts(order, order.deliverables, { region, skuOf: (sku) => SKUS.get(sku), now: NOW });

describe('facts for policies about planning', () => {
  test('are told in the units policies are written in', () => {
    expect(factsOf(anOrder())).toMatchObject({
      amount: 259.9,
      dearestPiece: 160,
      lines: 2,
      pieces: 3,
      kg: 0.9,
      attempts: 1,
      hoursToPromise: 36.5,
      cashOnDelivery: false,
      customer: { tier: 'GOLD', isOrganisation: false },
      destination: { province: '新疆', isAbroad: false, region: '650100' },
      goods: { classes: ['ELECTRONICS', 'FRAGILE', 'LITHIUM_BATTERY'], tags: ['DG'], skus: ['BANK', 'CUP'] },
      wishes: ['DELIVER_BY'],
      now: { year: 2026, month: 11, monthDay: 1111, weekday: 3, hour: 23 },
    });
  });

  test('count money as its currency does', () => {
    expect(factsOf(anOrder({ currency: 'JPY' })).amount).toBe(25_990);
    expect(factsOf(anOrder({ currency: 'KWD' })).amount).toBe(25.99);
  });

  test('know cash on delivery by its word, or by nothing having been paid', () => {
    expect(factsOf(anOrder({ attributes: { payType: '1-货到付款' } })).cashOnDelivery).toBe(true);
    expect(factsOf(anOrder({ amounts: { totalMinor: 100, paidMinor: 0 } })).cashOnDelivery).toBe(true);
    expect(
      factsOf(
        anOrder({ amounts: { totalMinor: 100, paidMinor: 0 }, lifecycle: { attempts: 0, channelStatus: 'CREATED' } }),
      ).cashOnDelivery,
    ).toBe(false);
  });

  test('know pre-sales and group buys by the holds of the channel', () => {
    expect(factsOf(anOrder({ channelView: { holds: [{ type: 'DEPOSIT_ONLY' }] } }))).toMatchObject({
      presale: true,
      groupBuy: false,
    });
    expect(factsOf(anOrder({ channelView: { holds: [{ type: 'GROUP_BUY' }] } }))).toMatchObject({
      presale: false,
      groupBuy: true,
    });
  });

  test('take intents that are likely enough', () => {
    const intents = [
      { intent: 'GIFT', probability: 0.8 },
      { intent: 'BULK', probability: 0.3 },
    ];
    expect(factsOf(anOrder({ intents }))).toMatchObject({ intents: ['GIFT'], gift: true });
  });

  test('are null where nothing is known, and each of them is one that policies may ask', () => {
    const bare = factsOf(
      anOrder({ destination: null, promiseAt: null, initiator: { tier: null, organisation: 'ACME' } }),
      null,
    );
    expect(bare).toMatchObject({
      hoursToPromise: null,
      destination: { province: null, isAbroad: false },
      customer: { isOrganisation: true },
    });
    const paths = Object.entries(bare).flatMap(([name, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.keys(value).map((inner) => `${name}.${inner}`)
        : [name],
    );
    expect(paths.filter((path) => kindOfFact(path, PLANNING_FACTS) === null)).toEqual([]);
    expect(Object.keys(PLANNING_FACTS).filter((path) => !paths.includes(path))).toEqual([]);
  });
});
