import fc from 'fast-check';
import type { Constraint, Line, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { type ScreeningFacts, screenOrder } from '#domain/order/screen-order.ts';
import { at, atHome, givenChannelOrder, givenContext, givenLine } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';

const context = givenContext();
const facts = (skus: Readonly<Record<string, { hsCode?: string; origin?: string }>> = {}): ScreeningFacts => ({
  region: '330100',
  isKnownSku: () => true,
  isKnownCurrency: () => true,
  ...atHome,
  customsOf: (sku) => skus[sku] ?? {},
});
const TEA = { 'OL-TEA-001': { hsCode: '090210', origin: 'CN' } };

const order = (patch: Partial<Order> = {}): Order => placedOrder('PLACED', patch).order;
const crossing = (patch: Partial<Order> = {}): Order => order({ attributes: { crossBorder: true }, ...patch });
const abroad = (): Order => {
  const home = order();
  return { ...home, destination: home.destination && { ...home.destination, country: 'JP' } };
};
const fromChannel = (type: Constraint['type'], value: string, lineId: string | null = '1'): Constraint => ({
  type,
  value,
  lineId,
  source: 'channel:douyin',
  confidence: 1,
});

describe('an order that crosses a border', () => {
  it.each([
    ['as its channel says', crossing()],
    ['as its destination says', abroad()],
  ])('is held, %s, until each line says what customs must know', (_how, given) => {
    const held = screenOrder(given, facts(), context);
    expect(held.outcome).toBe('HELD');
    expect(held.order.holds).toMatchObject([{ type: 'CUSTOMS_DATA', releaseCondition: 'DATA_CORRECTED' }]);
    expect(held.order.holds[0]?.reason).toMatch(
      /line 1 \("OL-TEA-001"\) lacks HS_CODE and ORIGIN: give the SKU .*skus\.csv.*/,
    );
  });

  it('carries what the SKU data know, and goes on once they know all', () => {
    const held = screenOrder(crossing(), facts({ 'OL-TEA-001': { hsCode: '090210' } }), context);
    expect(held.order.holds[0]?.reason).toContain('lacks ORIGIN:');
    expect(held.order.constraints).toMatchObject([{ type: 'HS_CODE', value: '090210', lineId: '1' }]);
    const cleared = screenOrder(held.order, facts(TEA), context);
    expect(cleared.outcome).toBe('CLEAR');
    expect(cleared.events.map(({ type }) => type)).toEqual(['OrderAmended', 'OrderReleased', 'OrderConfirmed']);
    expect(cleared.order.constraints.map(({ type, source }) => [type, source])).toEqual([
      ['HS_CODE', 'network:skus'],
      ['ORIGIN', 'network:skus'],
    ]);
  });

  it('keeps what the channel says of a line, and takes no word for a code that is none', () => {
    const told = crossing({ constraints: [fromChannel('HS_CODE', '1901.10'), fromChannel('ORIGIN', 'NZ')] });
    expect(screenOrder(told, facts(TEA), context).order.constraints).toEqual(told.constraints);
    const nonsense = crossing({ constraints: [fromChannel('HS_CODE', 'tea'), fromChannel('ORIGIN', 'CN')] });
    expect(screenOrder(nonsense, facts(), context).order.holds[0]?.reason).toContain('lacks HS_CODE:');
  });

  it('takes one word for all lines', () => {
    const told = crossing({ constraints: [fromChannel('HS_CODE', '090210', null), fromChannel('ORIGIN', 'CN', null)] });
    expect(screenOrder(told, facts(), context).outcome).toBe('CLEAR');
  });

  it('keeps what was found here when the channel speaks again, and flags nothing for it', () => {
    const confirmed = screenOrder(crossing(), facts(TEA), context).order;
    const planned = { ...confirmed, lifecycle: { ...confirmed.lifecycle, state: 'PLANNED' as const } };
    const channelOrder = givenChannelOrder({
      attributes: { crossBorder: true },
      remarks: { buyer: '', seller: '加急' },
      saidAt: { lines: at('2026-06-01T05:00:00.000Z'), remark: at('2026-06-01T05:00:00.000Z') },
    });
    const told = recordChannelOrder(
      { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
      planned,
      context,
    );
    if ('kind' in told) throw new Error('a new remark is news');
    expect(told.order.constraints).toEqual(confirmed.constraints);
    expect(told.order.conflicts).toEqual([]);
  });
});

describe('an order that stays at home', () => {
  it('needs nothing for customs, and gets nothing', () => {
    const { order: after, outcome } = screenOrder(order(), facts(TEA), context);
    expect([outcome, after.constraints]).toEqual(['CLEAR', []]);
  });

  it('is any order to a country that a node stands in', () => {
    const there = { ...facts(), homeCountries: new Set(['CN', 'JP']) };
    expect(screenOrder(abroad(), there, context).outcome).toBe('CLEAR');
  });
});

it('is confirmed across a border exactly when every line of goods carries both code and origin', () => {
  const line = fc.record({
    kind: fc.constantFrom<Line['kind']>('GOODS', 'SERVICE'),
    sku: fc.constantFrom('A', 'B', 'C', 'D'),
    told: fc.subarray(['HS_CODE', 'ORIGIN'] as const),
  });
  const sku = fc.record({ hsCode: fc.constantFrom('090210', undefined), origin: fc.constantFrom('CN', undefined) });
  const skus = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), sku);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), skus, (lines, known) => {
      const given = crossing({
        deliverables: lines.map((each, index) => givenLine({ lineId: `${index}`, kind: each.kind, sku: each.sku })),
        constraints: lines.flatMap(({ told }, index) =>
          told.map((type) => fromChannel(type, type === 'ORIGIN' ? 'CN' : '090210', `${index}`)),
        ),
      });
      const { order: after, outcome } = screenOrder(given, facts(known as never), context);
      const complete = after.deliverables
        .filter(({ kind }) => kind === 'GOODS')
        .every(({ lineId }) =>
          ['HS_CODE', 'ORIGIN'].every((type) => after.constraints.some((c) => c.type === type && c.lineId === lineId)),
        );
      expect(outcome).toBe(complete ? 'CLEAR' : 'HELD');
      expect(after.holds.map(({ type }) => type)).toEqual(complete ? [] : ['CUSTOMS_DATA']);
    }),
    { numRuns: 300 },
  );
});
