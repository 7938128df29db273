import fc from 'fast-check';
import { compareDecimals, decimal, negated, productOf, quotientOf, roundedTo, sumOf } from '#domain/channel/decimal.ts';

const cents = fc.integer({ min: -1e9, max: 1e9 });
const text = (value: number): string => (value / 100).toFixed(2);

describe('a decimal', () => {
  it('is written in its shortest form, or is none', () => {
    expect(['072.50', '.5', '5.', '-0', '+3', '1,5', '', '1e3', '.', ' 7 '].map(decimal)).toEqual([
      '72.5',
      '0.5',
      '5',
      '0',
      '3',
      null,
      null,
      null,
      null,
      '7',
    ]);
  });

  it('adds, negates and compares exactly', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(sumOf([text(a), text(b)])).toBe(decimal(text(a + b)));
        expect(sumOf([text(a), negated(text(a))])).toBe('0');
        expect(Math.sign(a - b)).toBe(compareDecimals(text(a), text(b)));
      }),
    );
  });

  it('keeps every digit of a product, and divides to so many digits, half up', () => {
    expect(productOf('0.0125', '1000')).toBe('12.5');
    expect(productOf('99999999999999.99', '3')).toBe('299999999999999.97');
    expect([
      quotientOf('1', '3', 2),
      quotientOf('2', '3', 2),
      roundedTo('0.005', 2),
      roundedTo('-0.005', 2),
      quotientOf('7', '0', 2),
    ]).toEqual(['0.33', '0.67', '0.01', '-0.01', '7']);
  });
});
