import fc from 'fast-check';
import { channelById } from '#domain/channel/channels.ts';
import { checkupReader } from '#domain/channel/checkup.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { countPayload, isProblemOf, mergeCounts, noCounts, problemName } from '#domain/channel/field-counts.ts';
import { ChannelCheckup, type CheckupInput, checkChannel, partsOf } from '#domain/insight/channel-checkup.ts';
import {
  addCost,
  type ChannelCounts,
  countLag,
  countOutcome,
  mergeChannelCounts,
  noChannelCounts,
  summaryOfLag,
} from '#domain/insight/channel-counts.ts';
import { checkupPage } from '#domain/insight/checkup-page.ts';
import type { Instant } from '#domain/time.ts';
import { fixture, mappingOf, NOW } from '../channel/given.ts';

const shopify = channelById('shopify');
const mapping = mappingOf(shopify);
const reader = checkupReader(mapping);
const { normalize } = compileMapping(mapping);
const paid = JSON.parse(fixture(shopify, 'order-paid').push) as Record<string, unknown>;

const seen = async (payloads: readonly object[]): Promise<ChannelCounts> => {
  const counts = noChannelCounts();
  for (const payload of payloads)
    reader.add(counts.fields, payload, (await normalize(payload, { shopId: '', receivedAt: NOW })).problems);
  return counts;
};

const at = (text: string): Instant => text as Instant;
const TO = at('2026-06-08T00:00:00.000Z');

const checked = (part: Partial<CheckupInput>) => {
  const input = {
    channel: 'shopify',
    title: shopify.title,
    from: at('2026-06-01T00:00:00.000Z'),
    to: TO,
    parts: [],
    before: noChannelCounts(),
    open: [],
    ...part,
  };
  return ChannelCheckup.parse(checkChannel(input, reader));
};

const fieldIn = ({ fields }: ChannelCheckup, field: string) => fields.find((each) => each.field === field);

describe('counts of payloads', () => {
  it('add up to what is counted together, in whatever parts', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }));
    const payload = fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '__proto__', '12345'), value, {
      maxKeys: 3,
    });
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 6 }), fc.nat(6), (payloads, cut) => {
        const count = (some: readonly object[]) => {
          const counts = noCounts();
          for (const each of some) countPayload(counts, each, new Set(['a']));
          return counts;
        };
        expect(mergeCounts([count(payloads.slice(0, cut)), count(payloads.slice(cut))])).toEqual(
          mergeCounts([count(payloads)]),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('keep no value of a payload, and one place for keys that are ids', async () => {
    const { fields } = await seen([{ ...paid, by_order: { '5423810600012': { a: 1 }, '5423810600013': { a: 2 } } }]);
    expect(fields.objects['by_order.*']).toBe(2);
    expect(JSON.stringify(fields)).not.toMatch(/5423810600012|Mei Sun|13900000077/);
  });

  it('name a line’s problem by the list it is in', () => {
    const name = problemName({ field: 'current_quantity or quantity', target: 'lines.quantity' });
    expect(isProblemOf(name, 'line_items[].quantity', false)).toBe(true);
    expect(isProblemOf(name, 'quantity', false)).toBe(false);
    expect(isProblemOf('a, b', 'b', false)).toBe(false);
    expect(isProblemOf('a, b', 'b', true)).toBe(true);
  });
});

describe('the lag of messages', () => {
  it('is told as the class in which half and nineteen of twenty have come', () => {
    const counts = noChannelCounts();
    for (let seconds = 1; seconds <= 100; seconds += 1) countLag(counts, 'PUSH', seconds);
    countLag(counts, 'SWEEP', 1900);
    countLag(counts, 'PUSH', -3);
    const { lag } = mergeChannelCounts([counts, noChannelCounts()]);
    expect(lag.PUSH && summaryOfLag(lag.PUSH)).toEqual({
      messages: 101,
      p50Seconds: 60,
      p95Seconds: 100,
      maxSeconds: 100,
    });
    expect(lag.SWEEP && summaryOfLag(lag.SWEEP)).toMatchObject({ messages: 1, p50Seconds: 1900 });
  });
});

describe('a channel’s check-up', () => {
  it('finds a field that changed its type since the time before, where each time has one type only', async () => {
    const before = await seen([paid, paid]);
    const now = await seen([{ ...paid, order_number: '1042' }]);
    const report = checked({ parts: [{ label: '2026-06-02', counts: now }], before });
    expect(fieldIn(report, 'order_number')).toMatchObject({
      gap: 'DRIFT',
      types: { string: 1 },
      typesBefore: { number: 2 },
      drifts: [0],
    });
    expect(fieldIn(report, 'note')).toMatchObject({ gap: null, drifts: [], isNew: false });
  });

  it('marks the day on which a field, a type or a word first came up', async () => {
    const parts = [
      { label: '2026-06-01', counts: await seen([paid]) },
      { label: '2026-06-02', counts: await seen([paid, { ...paid, loyalty: 'gold' }]) },
      { label: '2026-06-03', counts: await seen([{ ...paid, financial_status: 'on_credit', total_price: 9.5 }]) },
    ];
    const report = checked({ parts, before: await seen([paid]) });
    expect(report.parts).toEqual(['2026-06-01', '2026-06-02', '2026-06-03']);
    expect(fieldIn(report, 'loyalty')).toMatchObject({ gap: 'UNKNOWN', isNew: true, strip: [0, 0.5, 0] });
    expect(fieldIn(report, 'financial_status')).toMatchObject({
      gap: 'UNSEEN_WORD',
      drifts: [2],
      unseenWords: { on_credit: 1 },
    });
    expect(fieldIn(report, 'total_price')).toMatchObject({ gap: 'DRIFT', drifts: [2] });
  });

  it('tells what each gap cost: orders, and hours of those that wait still with those that went on', async () => {
    const counts = await seen([{ ...paid, line_items: [{ sku: 'A', price: '1.00', quantity: 'many' }] }]);
    countOutcome(counts, 'APPLIED');
    const name = problemName({ field: 'current_quantity or quantity', target: 'lines.quantity' });
    addCost(counts, name, { held: 2, lostSeconds: 5400 });
    const open = [
      {
        orderId: 'ord_1',
        holdType: 'BAD_QUANTITY',
        fields: [name],
        since: at('2026-06-07T23:00:00.000Z'),
      },
    ];
    const report = checked({ parts: [{ label: '2026-06-07', counts }], open });
    expect(fieldIn(report, 'line_items[].quantity')).toMatchObject({ cost: { held: 2, hoursLost: 2.5 } });
    expect(report.fields[0]?.cost.held).toBe(2);
    expect(report.outcomes).toEqual({ APPLIED: 1 });
  });

  it('takes whole days, and of what is not in its day yet the moment', async () => {
    const counts = await seen([paid]);
    const days = ['2026-05-30', '2026-05-31', '2026-06-01'].map((day) => ({ day, counts }));
    const sightings = ['2026-06-01T07:00:00.000Z', '2026-06-01T09:00:00.000Z', '2026-06-02T00:00:00.000Z'].map(
      (each) => ({
        at: at(each),
        counts,
        open: [],
      }),
    );
    const { parts, before } = partsOf({ days, sightings }, at('2026-06-01T08:00:00.000Z'));
    expect(parts.map(({ label, counts: { fields } }) => [label, fields.payloads])).toEqual([
      ['2026-06-01', 2],
      ['2026-06-02', 1],
    ]);
    expect(before.fields.payloads).toBe(3);
  });

  it('is a page of its own, in both languages, that runs no text of a platform', async () => {
    const counts = await seen([paid, { ...paid, '<script>alert(1)</script>': 1, financial_status: '<img src=x>' }]);
    const page = checkupPage([checked({ parts: [{ label: '2026-06-07', counts }] })], { from: 'a', to: 'b' });
    expect(page).toContain('渠道体检 Channel check-up');
    expect(page).toContain('unknown word · 未知取值');
    expect(page).not.toMatch(/<script|<img|https?:/);
    expect(checkupPage([], { from: 'a', to: 'b' })).toContain('此期间没有消息');
  });
});
