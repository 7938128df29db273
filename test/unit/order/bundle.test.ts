import fc from 'fast-check';
import { newsOf } from '#domain/channel/order-news.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import {
  commercialLineOf,
  deliveredLines,
  explode,
  heldTogether,
  parseBundle,
  partsOf,
  priceOfPart,
  testBundle,
} from '#domain/order/bundle.ts';
import { unchanged } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { openLines } from '#domain/order/settle-order.ts';
import { queueingOf } from '#domain/routing/await-stock.ts';
import { goodsOf } from '#domain/routing/plan-request.ts';
import { atHome, givenChannelOrder, givenContext, givenLine } from '../../support/given.ts';
import { givenLeg } from '../fulfillment/given.ts';

const bundle = parseBundle({
  id: 'tea-set',
  title: { zh: '茶套装', en: 'Tea set' },
  match: { skus: ['SET'] },
  components: [
    { sku: 'TEA', title: '茶', quantity: 2, worth: 3000 },
    { sku: 'POT', title: '壶', worth: 4000 },
  ],
  gifts: [{ sku: 'SAMPLE', title: '试饮' }],
  examples: [
    {
      name: 'two',
      line: { sku: 'SET', kind: 'GOODS', title: '套', quantity: 2, totalMinor: 9999 },
      expect: ['TEA × 4 = 5999', 'POT × 2 = 4000', 'SAMPLE × 2 = 0'],
    },
  ],
});
const context = givenContext();
const placed = (): Order => {
  const lines = [givenLine(), givenLine({ lineId: '2', sku: 'SET', title: '套', totalMinor: 9999 })];
  const change = recordChannelOrder(
    { channelOrder: givenChannelOrder({ lines }), pushEventId: null, traceId: 't', color: 'default' },
    null,
    context,
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const exploded = (): Order => explode(unchanged(placed()), [{ document: bundle, version: 3 }], context).order;

describe('a bundle', () => {
  it('is one line to the buyer, and its parts and gifts to whoever delivers', () => {
    const order = exploded();
    expect(order.deliverables.map(({ sku }) => sku)).toEqual(['OL-TEA-001', 'SET']);
    const delivered = deliveredLines(order).map(({ lineId, sku, quantity, gift }) => [lineId, sku, quantity, gift]);
    expect(delivered).toEqual([
      ['1', 'OL-TEA-001', 1, false],
      ['2.1', 'TEA', 2, false],
      ['2.2', 'POT', 1, false],
      ['2.g1', 'SAMPLE', 1, true],
    ]);
    expect(goodsOf(order)).toHaveLength(4);
    expect(openLines(order, [])).toHaveLength(4);
    expect(commercialLineOf(order, '2.2')).toBe('2');
    expect(order.pinned).toMatchObject({ 'bundle/tea-set': '3' });
    expect(testBundle(bundle).flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('divides its price over its parts to the last minor unit, whatever it costs; gifts cost nothing', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(5000),
        (totalMinor, quantity, discountMinor) => {
          const parts = partsOf(bundle, givenLine({ sku: 'SET', totalMinor, quantity, discountMinor }));
          expect(parts.reduce((sum, part) => sum + part.totalMinor, 0)).toBe(totalMinor);
          expect(parts.reduce((sum, part) => sum + part.discountMinor, 0)).toBe(discountMinor);
          expect(parts.filter(({ gift }) => gift).map((part) => part.totalMinor)).toEqual([0]);
        },
      ),
    );
    expect(priceOfPart(exploded(), '2.2')).toBe(4000);
    expect(priceOfPart(exploded(), '2.g1')).toBe(0);
    expect(priceOfPart(exploded(), '9')).toBeNull();
  });

  it('is taken apart once, again when its line changes, and no more once it is planned', () => {
    const order = exploded();
    const again = explode(unchanged(order), [{ document: bundle, version: 3 }], context);
    expect(again.events).toEqual([]);
    const planned = { ...placed(), lifecycle: { ...order.lifecycle, state: 'PLANNED' as const } };
    expect(explode(unchanged(planned), [{ document: bundle, version: 3 }], context).events).toEqual([]);
  });

  it('is screened by its parts: the set itself need be in no network', () => {
    const known = new Set(['OL-TEA-001', 'TEA', 'POT', 'SAMPLE']);
    const facts = {
      region: '330100',
      isKnownSku: (sku: string) => known.has(sku),
      isKnownCurrency: () => true,
      ...atHome,
    };
    const screened = screenOrder(placed(), { ...facts, bundles: [{ document: bundle, version: 3 }] }, context);
    expect(screened.outcome).toBe('CLEAR');
    expect(screenOrder(placed(), facts, context).order.holds[0]?.reason).toContain('"SET"');
  });

  it('waits whole for a part that is short, or goes in parts, as its document says', () => {
    const order = exploded();
    expect([...heldTogether(order, ['POT'])]).toEqual(['2.1', '2.2', '2.g1']);
    expect(heldTogether(order, ['OTHER']).size).toBe(0);
    const split = explode(
      unchanged(placed()),
      [{ document: { ...bundle, whenShort: 'SPLIT' }, version: 4 }],
      context,
    ).order;
    expect(heldTogether(split, ['POT']).size).toBe(0);
    const guidance = { sendPart: false, keepTogether: false, priority: 0 };
    expect([queueingOf(order, guidance).divisible, queueingOf(split, guidance).divisible]).toEqual([false, true]);
  });

  it('is shipped to its platform once, as the line it sold, with its first parcel', () => {
    const order = exploded();
    const parcel = (legId: string, lineId: string): Leg =>
      givenLeg({
        legId: legId as never,
        orderId: order.orderId,
        stock: 'SHIPPED',
        waybill: { carrier: 'SF_EXPRESS', number: 'SF1234567' },
        lines: [{ lineId, sku: 'X', quantity: 1 }],
      });
    const news = newsOf({ order, legs: [parcel('leg_1', '2.1'), parcel('leg_2', '2.2')] }, []);
    expect(
      news.map(({ news: each }) => (each.kind === 'SHIPPED' ? each.lines.map(({ lineId }) => lineId) : [])),
    ).toEqual([['2']]);
  });
});
