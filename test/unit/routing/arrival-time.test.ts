import fc from 'fast-check';
import { arrivalHours, arrivalProbability, type LegTime } from '#domain/routing/arrival-time.ts';
import { normalCdf } from '#domain/routing/normal-distribution.ts';

/** P(arrival) by 4,000 midpoints over handling: slow and plain, to hold the quadrature against. */
const fineProbability = (hours: number, leg: LegTime): number => {
  const points = 4000;
  let sum = 0;
  for (let index = 0; index < points; index += 1) {
    const z = -8 + (16 * (index + 0.5)) / points;
    const left = hours - leg.shiftHours - Math.exp(leg.handlingMu + leg.handlingSigma * z);
    if (left > 0) sum += Math.exp(-0.5 * z * z) * normalCdf((Math.log(left) - leg.mu) / leg.sigma);
  }
  return (sum * 16) / points / Math.sqrt(2 * Math.PI);
};

const legs = fc.record({
  handlingMu: fc.double({ min: 0.3, max: 1.6, noNaN: true }),
  handlingSigma: fc.double({ min: 0.3, max: 0.55, noNaN: true }),
  shiftHours: fc.double({ min: 0, max: 20, noNaN: true }),
  mu: fc.double({ min: 1.5, max: 4, noNaN: true }),
  sigma: fc.double({ min: 0.3, max: 0.9, noNaN: true }),
});

describe('the normal distribution function', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145707],
    [1.96, 0.9750021048517795],
    [-3, 0.0013498980316300933],
    [0.123456, 0.5491269927023118],
  ])('has the published value at %p', (z, expected) => {
    expect(normalCdf(z)).toBeCloseTo(expected, 9);
  });

  it('ends at 0 and 1', () => {
    expect([normalCdf(-40), normalCdf(40), normalCdf(Number.NEGATIVE_INFINITY)]).toEqual([0, 1, 0]);
  });

  it('never falls', () => {
    const z = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(fc.property(z, z, (a, b) => normalCdf(Math.min(a, b)) <= normalCdf(Math.max(a, b)) + 1e-15));
  });
});

describe('the time of a leg', () => {
  it('arrives by a deadline with the probability that fine integration gives', () => {
    fc.assert(
      fc.property(legs, fc.double({ min: 5, max: 150, noNaN: true }), (leg, hours) => {
        expect(Math.abs(arrivalProbability(hours, leg) - fineProbability(hours, leg))).toBeLessThan(0.005);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('has its median and 90th percentile where the probability is 0.5 and 0.9', () => {
    fc.assert(
      fc.property(legs, (leg) => {
        expect(arrivalProbability(arrivalHours(leg, 'P50'), leg)).toBeCloseTo(0.5, 3);
        expect(arrivalProbability(arrivalHours(leg, 'P90'), leg)).toBeCloseTo(0.9, 3);
      }),
    );
  });

  it('is its shift and medians when nothing varies', () => {
    const leg = { handlingMu: Math.log(3), handlingSigma: 0, shiftHours: 2, mu: Math.log(10), sigma: 0 };
    expect(arrivalHours(leg, 'P90')).toBeCloseTo(15, 2);
    expect([arrivalProbability(14.9, leg), arrivalProbability(15.1, leg)]).toEqual([0, expect.closeTo(1, 12)]);
  });

  it('cannot have arrived before its shift is over', () => {
    const leg = { handlingMu: 1, handlingSigma: 0.4, shiftHours: 10, mu: 1, sigma: 0.4 };
    expect(arrivalProbability(10, leg)).toBe(0);
  });
});
