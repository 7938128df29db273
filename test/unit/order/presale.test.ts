import type { Order } from '#domain/order/order.ts';
import { parsePresaleTerms, presaleTimes, ringPresale, testPresaleTerms } from '#domain/order/presale.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { plusHours } from '#domain/time.ts';
import { atHome, countingUlids, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const LAUNCH = plusHours(NOON, 240);
const document = parsePresaleTerms({
  id: 'spring',
  title: { zh: '预售', en: 'Pre-sale' },
  match: { titleHas: ['预售'] },
  channels: ['taobao', 'douyin'],
  finalWithinHours: 72,
  launchAt: LAUNCH,
  examples: [
    {
      name: 'three days',
      channel: 'taobao',
      line: { sku: 'T', kind: 'GOODS', title: '预售茶' },
      placedAt: NOON,
      expect: { finalDueAt: plusHours(NOON, 72), launchAt: LAUNCH },
    },
    {
      name: 'elsewhere',
      channel: 'jd',
      line: { sku: 'T', kind: 'GOODS', title: '预售茶' },
      placedAt: NOON,
      expect: null,
    },
  ],
});
const facts = (terms = document) => ({
  region: '330100',
  isKnownSku: () => true,
  isKnownCurrency: () => true,
  ...atHome,
  presales: [{ document: terms, version: 2 }],
});
const context = (hours: number) => givenContext(plusHours(NOON, hours), countingUlids(1000 + hours * 100));

const placed = (depositOnly: boolean): Order => {
  const channelOrder = givenChannelOrder({
    lines: [givenLine({ title: '预售茶' })],
    amounts: { ...givenChannelOrder().amounts, totalMinor: 1990, paidMinor: depositOnly ? 500 : 1990 },
    holds: depositOnly ? [{ type: 'DEPOSIT_ONLY', reason: 'only the deposit' }] : [],
  });
  const change = recordChannelOrder(
    { channelOrder, pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
const screened = (depositOnly: boolean, terms = document): Order =>
  screenOrder(placed(depositOnly), facts(terms), context(1)).order;
const types = (order: Order, hours: number): string[] =>
  ringPresale(order, context(hours)).events.map(({ type }) => type);

describe('a pre-sale', () => {
  it('notes what was agreed, and keeps its goods back until they are on sale', () => {
    const order = screened(true);
    expect(order.presale).toMatchObject({
      document: 'spring@2',
      depositMinor: 500,
      finalMinor: 1490,
      finalDueAt: plusHours(NOON, 72),
      launchAt: LAUNCH,
    });
    expect(order.holds.map(({ type }) => type).sort()).toEqual(['DEPOSIT_ONLY', 'NOT_LAUNCHED']);
    expect(presaleTimes(order)).toEqual([plusHours(NOON, 72), LAUNCH]);
    expect(testPresaleTerms(document).flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('lapses when the rest is not paid in time: once, and as its terms say', () => {
    const order = screened(true);
    expect(types(order, 71)).toEqual([]);
    expect(types(order, 72)).toEqual(['PresaleLapsed', 'OrderCancelled']);
    expect(ringPresale(order, context(72)).order.lifecycle).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'FINAL_UNPAID',
    });
    const patient = screened(true, { ...document, unpaid: 'HOLD' });
    const held = ringPresale(patient, context(72)).order;
    expect(held.holds.map(({ type }) => type)).toContain('MANUAL');
    expect(types(held, 80)).toEqual([]);
  });

  it('is released at the instant it is launched, if it is paid', () => {
    const order = screened(false);
    expect(order.lifecycle.state).toBe('ON_HOLD');
    expect(types(order, 239)).toEqual([]);
    const { order: released, events } = ringPresale(order, context(240));
    expect(events.map(({ type }) => type)).toEqual(['OrderReleased']);
    expect(screenOrder(released, facts(), context(240)).outcome).toBe('CLEAR');
  });

  it('refuses terms that say neither when to pay nor when it is sent', () => {
    const { finalWithinHours: _f, launchAt: _l, ...rest } = document;
    expect(() => parsePresaleTerms(rest)).toThrow(/finalWithinHours/);
  });
});
