import fc from 'fast-check';
import { beyond, hoursAt, logNormal, plus, shareWithin, unended, within } from '#domain/fulfillment/hours.ts';

const spreads = fc.record({
  mu: fc.double({ min: -2, max: 4, noNaN: true }),
  sigma: fc.double({ min: 0.05, max: 1, noNaN: true }),
});
const shares = fc.double({ min: 0.05, max: 0.95, noNaN: true });

describe('hours that something takes', () => {
  it('give back the quantiles of the lognormal they stand for', () => {
    fc.assert(
      fc.property(spreads, shares, (spread, share) => {
        expect(within(hoursAt(share, logNormal(spread)), spread)).toBeCloseTo(share, 2);
      }),
      { numRuns: 50 },
    );
  });

  it('are asked for a share and for hours the same way', () => {
    fc.assert(
      fc.property(spreads, spreads, shares, (a, b, share) => {
        const sum = plus(logNormal(a), logNormal(b, 2));
        expect(shareWithin(hoursAt(share, sum), sum)).toBeCloseTo(share, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('add up: the mean of a sum is the sum of the means', () => {
    const mean = (hours: readonly number[]) => hours.reduce((sum, each) => sum + each, 0) / hours.length;
    const [a, b] = [logNormal({ mu: 1, sigma: 0.4 }), logNormal({ mu: 2, sigma: 0.3 }, 1)];
    expect(mean(plus(a, b))).toBeCloseTo(mean(a) + mean(b), 6);
  });

  it('never end before now, however long they have lasted', () => {
    fc.assert(
      fc.property(spreads, fc.double({ min: 0, max: 500, noNaN: true }), shares, (spread, hours, share) => {
        expect(hoursAt(share, beyond(hours, logNormal(spread)))).toBeGreaterThanOrEqual(hours);
      }),
      { numRuns: 50 },
    );
  });

  it('last longer the longer nothing is heard, where every end is told', () => {
    const spread = { mu: 1, sigma: 0.5 };
    const medians = [0, 2, 4, 8, 16].map((silent) => hoursAt(0.5, unended(spread, 0, silent, 0)));
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
    for (const [index, silent] of [0, 2, 4, 8, 16].entries()) expect(medians[index]).toBeGreaterThan(silent);
  });

  it('may have ended long ago where ends often go unsaid', () => {
    expect(hoursAt(0.5, unended({ mu: 1, sigma: 0.3 }, 0, 20, 0.1))).toBeLessThan(5);
  });
});
