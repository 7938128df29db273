import fc from 'fast-check';
import { allocate, worthOfFirst } from '#domain/money.ts';
import { asOrdered, MoreThanLeft, openAccount, piecesLeft, reckon } from '#domain/order/order-account.ts';
import { inCurrencyPaid, SHIPPING_TERMS, sumOf, worthGone, worthInAll, worthOf } from '#domain/order/refund.ts';

const line = (lineId: string, quantity: number, totalMinor: number) => ({ lineId, quantity, totalMinor });
const sums = (part: Partial<Parameters<typeof openAccount>[1]> = {}) => ({
  shippingMinor: 0,
  taxMinor: 0,
  totalMinor: 0,
  paidMinor: 0,
  refundedMinor: 0,
  ...part,
});

/** Three lines (one a gift), a discount of 10.01 over all, shipping 6.00, tax on top 5.47. */
const LINES = [line('1', 3, 10_000), line('2', 1, 3_333), line('gift', 1, 0)];
const PAID = sums({ shippingMinor: 600, taxMinor: 547, totalMinor: 13_479, paidMinor: 13_479 });

describe('what lines are worth', () => {
  it('divides discount, tax and shipping to the last minor unit, and nothing to a gift', () => {
    const worth = worthOf(LINES, PAID, { shipping: 'WITH_LINES' });
    expect(worth.lines).toEqual([
      { lineId: '1', quantity: 3, goodsMinor: 9249, taxMinor: 410, shippingMinor: 450 },
      { lineId: '2', quantity: 1, goodsMinor: 3083, taxMinor: 137, shippingMinor: 150 },
      { lineId: 'gift', quantity: 1, goodsMinor: 0, taxMinor: 0, shippingMinor: 0 },
    ]);
    expect(worthInAll(worth)).toBe(13_479);
  });

  it('divides what was paid where a voucher paid the rest', () => {
    const worth = worthOf(LINES, { ...PAID, paidMinor: 10_000 }, { shipping: 'WITH_LAST' });
    expect(worthInAll(worth)).toBe(10_000);
    expect(worth.shippingMinor).toBe(445);
  });

  it('gives shipping back with the last piece, with each line, or never', () => {
    const all = { '1': 3, '2': 1, gift: 1 };
    const given = (shipping: (typeof SHIPPING_TERMS)[number], gone: Record<string, number>) =>
      worthGone(worthOf(LINES, PAID, { shipping }), gone, { shipping });
    expect(SHIPPING_TERMS.map((terms) => given(terms, { '2': 1 }))).toEqual([3370, 3220, 3220]);
    expect(SHIPPING_TERMS.map((terms) => given(terms, all))).toEqual([13_479, 13_479, 12_879]);
  });

  it('shows tax within prices as tax, and refunds the same', () => {
    const within = sums({ taxMinor: 1150, totalMinor: 10_000, paidMinor: 10_000 });
    const [only] = worthOf([line('1', 3, 10_000)], within, { shipping: 'KEPT' }).lines;
    expect(only).toEqual({ lineId: '1', quantity: 3, goodsMinor: 8850, taxMinor: 1150, shippingMinor: 0 });
  });
});

describe('a change of the order in money', () => {
  const account = openAccount(LINES, PAID, { shipping: 'WITH_LAST' });

  it('refunds a piece, and the rest with what is left', () => {
    const one = reckon(account, { gone: { '1': 1 }, added: [] }, PAID, 'CNY');
    expect(one.difference).toMatchObject({ refundMinor: 3220, extraDueMinor: 0, returnedMinor: 0, shippingMinor: 0 });
    expect(one.difference.lines).toEqual([
      { lineId: '1', quantity: 1, goodsMinor: 3083, taxMinor: 137, shippingMinor: 0 },
    ]);
    const rest = reckon(one.account, { gone: { '1': 2, '2': 1, gift: 1 }, added: [] }, PAID, 'CNY');
    expect(rest.difference).toMatchObject({ refundMinor: 13_479 - 3220, shippingMinor: 600, returnedMinor: 3220 });
  });

  it('asks for the difference of a dearer line, and refunds that of a cheaper one', () => {
    const dearer = reckon(account, { gone: { '2': 1 }, added: [line('3', 1, 5000)] }, PAID, 'CNY').difference;
    expect([dearer.refundMinor, dearer.extraDueMinor]).toEqual([0, 5000 - 3220]);
    const cheaper = reckon(account, { gone: { '2': 1 }, added: [line('3', 1, 2000)] }, PAID, 'CNY').difference;
    expect([cheaper.refundMinor, cheaper.extraDueMinor]).toEqual([1220, 0]);
  });

  it('refunds nothing that was never paid, and asks for less', () => {
    const unpaid = { ...PAID, paidMinor: 0 };
    const { difference } = reckon(
      openAccount(LINES, unpaid, { shipping: 'WITH_LAST' }),
      { gone: { '2': 1 }, added: [] },
      unpaid,
      'CNY',
    );
    expect(difference).toMatchObject({
      refundMinor: 0,
      extraDueMinor: 0,
      payableMinor: { before: 13_479, after: 10_259 },
    });
  });

  it('counts what the platform paid back by itself', () => {
    const { difference } = reckon(account, { gone: { '2': 1 }, added: [] }, { ...PAID, refundedMinor: 2000 }, 'CNY');
    expect(difference).toMatchObject({ refundMinor: 1220, returnedMinor: 2000 });
  });

  it('refuses more pieces than are left', () => {
    const { account: after } = reckon(account, { gone: { '1': 2 }, added: [] }, PAID, 'CNY');
    expect(piecesLeft(after, '1')).toBe(1);
    expect(() => reckon(after, { gone: { '1': 2 }, added: [] }, PAID, 'CNY')).toThrow(MoreThanLeft);
    expect(() => reckon(after, { gone: { nowhere: 1 }, added: [] }, PAID, 'CNY')).toThrow('line nowhere has 0 left');
  });

  it('refunds in the currency the buyer paid in, where the books are in another', () => {
    const abroad = { ...PAID, paidIn: { currency: 'INR', paidMinor: 155_000 } };
    const { difference } = reckon(account, { gone: { '2': 1 }, added: [] }, abroad, 'CNY');
    expect(difference.inCurrencyPaid).toEqual({ currency: 'INR', refundMinor: Math.floor((155_000 * 3220) / 13_479) });
  });
});

const anyOrder = fc
  .record({
    lines: fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 7 }), totalMinor: fc.oneof(fc.constant(0), fc.nat(90_000)) }),
      { minLength: 1, maxLength: 6 },
    ),
    discount: fc.double({ min: 0, max: 1, noNaN: true }),
    shippingMinor: fc.nat(3000),
    taxMinor: fc.nat(9000),
    taxOnTop: fc.boolean(),
    paidShare: fc.constantFrom(1, 1, 1, 0.37, 0),
    shipping: fc.constantFrom(...SHIPPING_TERMS),
  })
  .map(({ lines, discount, shippingMinor, taxMinor, taxOnTop, paidShare, shipping }) => {
    const priced = lines.map((each, i) => ({ lineId: `${i}`, ...each }));
    const goods = Math.round(priced.reduce((all, { totalMinor }) => all + totalMinor, 0) * (1 - discount));
    const totalMinor = goods + shippingMinor + (taxOnTop ? taxMinor : 0);
    const amounts = sums({ shippingMinor, taxMinor, totalMinor, paidMinor: Math.round(totalMinor * paidShare) });
    return { lines: priced, amounts, terms: { shipping } };
  });

/** Pieces one by one in some order, in steps of some sizes. */
const withSteps = anyOrder.chain((order) => {
  const pieces = order.lines.flatMap(({ lineId, quantity }) => Array.from({ length: quantity }, () => lineId));
  return fc.record({
    order: fc.constant(order),
    steps: fc
      .tuple(
        fc.shuffledSubarray(pieces, { minLength: pieces.length }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: pieces.length, maxLength: pieces.length }),
      )
      .map(([shuffled, sizes]) => {
        const rest = [...shuffled];
        return sizes.flatMap((size) => {
          const step = rest.splice(0, size);
          return step.length === 0
            ? []
            : [Object.fromEntries([...Map.groupBy(step, (id) => id)].map(([id, all]) => [id, all.length]))];
        });
      }),
  });
});

describe('refunds of any steps', () => {
  it('add up to a full refund, each at least 0, together never above what was paid', () => {
    fc.assert(
      fc.property(withSteps, ({ order: { lines, amounts, terms }, steps }) => {
        const start = openAccount(lines, amounts, terms);
        const whole = reckon(
          start,
          { gone: Object.fromEntries(lines.map((each) => [each.lineId, each.quantity])), added: [] },
          amounts,
          'CNY',
        );
        let account = start;
        let [refunded, byLine] = [0, 0];
        for (const gone of steps) {
          const step = reckon(account, { gone, added: [] }, amounts, 'CNY');
          account = step.account;
          expect(step.difference.refundMinor).toBeGreaterThanOrEqual(0);
          expect(step.difference.extraDueMinor).toBe(0);
          for (const part of step.difference.lines) {
            expect(Math.min(part.goodsMinor, part.taxMinor, part.shippingMinor)).toBeGreaterThanOrEqual(0);
            byLine += sumOf(part);
          }
          byLine += step.difference.shippingMinor;
          refunded += step.difference.refundMinor;
          expect(refunded).toBeLessThanOrEqual(amounts.paidMinor);
        }
        expect(refunded).toBe(whole.difference.refundMinor);
        expect(account.owedMinor).toBe(whole.account.owedMinor);
        if (amounts.paidMinor > 0) expect(byLine).toBe(refunded);
        if (terms.shipping !== 'KEPT') expect(refunded).toBe(amounts.paidMinor);
      }),
      { numRuns: 60 },
    );
  });

  it('never give back more than was paid, whatever the platform pays back in between', () => {
    fc.assert(
      fc.property(
        withSteps,
        fc.array(fc.nat(20_000), { minLength: 1, maxLength: 6 }),
        ({ order: { lines, amounts, terms }, steps }, there) => {
          let account = openAccount(lines, amounts, terms);
          let [platform, here] = [0, 0];
          steps.forEach((gone, i) => {
            platform = Math.min(amounts.paidMinor, platform + (there[i % there.length] ?? 0));
            const { account: after, difference } = reckon(
              account,
              { gone, added: [] },
              { ...amounts, refundedMinor: platform },
              'CNY',
            );
            account = after;
            here = Math.max(here, difference.returnedMinor) + difference.refundMinor;
            expect(difference.refundMinor).toBeGreaterThanOrEqual(0);
            expect(here).toBeLessThanOrEqual(amounts.paidMinor);
          });
        },
      ),
    );
  });

  it('give exactly what was paid in the currency it was paid in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 1, max: 900_000_000 }),
        fc.array(fc.nat(1_000_000), { maxLength: 8 }),
        (ofMinor, paidMinor, cuts) => {
          const marks = [0, ...cuts.map((cut) => Math.min(cut, ofMinor)).sort((a, b) => a - b), ofMinor];
          const parts = marks
            .slice(1)
            .map((after, i) => inCurrencyPaid({ before: marks[i] ?? 0, after, ofMinor }, paidMinor));
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(paidMinor);
        },
      ),
    );
  });

  it('give equal pieces of a line within one minor unit of each other', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 50 }), (total, pieces) => {
        const each = Array.from(
          { length: pieces },
          (_, i) => worthOfFirst(total, pieces, i + 1) - worthOfFirst(total, pieces, i),
        );
        expect(each).toEqual(
          allocate(
            total,
            each.map(() => 1),
          ),
        );
        expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an account whose channel says other lines since', () => {
  const account = openAccount(LINES, PAID, { shipping: 'WITH_LAST' });
  const without = reckon(account, { gone: { '2': 1 }, added: [] }, PAID, 'CNY').account;

  it('stays as it is while they agree', () => {
    expect(asOrdered(account, LINES)).toBe(account);
    expect(asOrdered(without, [LINES[0] as never, LINES[2] as never])).toBe(without);
  });

  it('counts pieces that came back, were taken out, or are new', () => {
    expect(piecesLeft(asOrdered(without, LINES), '2')).toBe(1);
    const other = asOrdered(without, [line('1', 5, 16_666), line('3', 2, 500)]);
    expect(['1', '2', '3', 'gift'].map((lineId) => piecesLeft(other, lineId))).toEqual([5, 0, 2, 0]);
    expect(other.lines.find(({ lineId }) => lineId === '1+1')?.goodsMinor).toBe(worthOfFirst(16_666, 5, 2));
  });

  it('never pays back what it paid back before the line came back', () => {
    const back = asOrdered(without, LINES);
    const again = reckon(back, { gone: { '2': 1 }, added: [] }, PAID, 'CNY').difference;
    expect(again.refundMinor).toBe(0);
  });
});
