import fc from 'fast-check';
import {
  allocate,
  decimalFromMinor,
  minorFromDecimal,
  minorFromDouble,
  minorFromInteger,
  NotAnAmount,
} from '#domain/money.ts';
import {
  beijingSlot,
  fromBeijing,
  fromBeijingUntil,
  fromEpochSeconds,
  fromIso,
  fromUtc,
  NotATime,
  plusHours,
  secondsBetween,
} from '#domain/time.ts';

describe('decimalFromMinor', () => {
  it.each([
    [129_900, 'CNY', '1299.00'],
    [-5, 'CNY', '-0.05'],
    [1990, 'JPY', '1990'],
    [1, 'KWD', '0.001'],
  ])('writes %d of %s as %s', (minor, currency, text) => {
    expect(decimalFromMinor(minor, currency)).toBe(text);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('CNY', 'JPY', 'KWD'), (minor, currency) => {
        expect(minorFromDecimal(decimalFromMinor(minor, currency), currency)).toBe(minor);
      }),
    );
  });
});

describe('money', () => {
  it('reads decimals exactly, as text and as JSON numbers', () => {
    expect(minorFromDecimal('19.90', 'CNY')).toBe(1990);
    expect(minorFromDecimal(0.1, 'CNY')).toBe(10);
    expect(minorFromDecimal('1234', 'JPY')).toBe(1234);
    expect(minorFromDecimal('1.234', 'KWD')).toBe(1234);
    expect(minorFromDecimal('-0.05', 'CNY')).toBe(-5);
  });

  it('reads a sum of floats as the amount it stands for, and refuses what is really finer', () => {
    expect(minorFromDouble(0.1 + 0.2, 'CNY')).toBe(30);
    expect(minorFromDouble(-0.0, 'CNY')).toBe(0);
    expect(minorFromDouble(-0.5, 'CNY')).toBe(-50);
    for (const bad of [0.005, 19.999, Number.NaN, 1e300, 'free'])
      expect(() => minorFromDouble(bad, 'CNY')).toThrow(NotAnAmount);
  });

  it('refuses what is finer than the currency, no number, or overflows', () => {
    for (const text of ['1.999', 'abc', '', '1e3', '99999999999999999'])
      expect(() => minorFromDecimal(text, 'CNY')).toThrow(NotAnAmount);
    expect(() => minorFromInteger('9007199254740993')).toThrow('overflows');
  });

  it('round-trips every amount through its decimal text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (minor) => {
        const sign = minor < 0 ? '-' : '';
        const text = `${sign}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
        expect(minorFromDecimal(text, 'CNY')).toBe(minor);
      }),
    );
  });

  it('allocates to the last minor unit, never more than a unit from the exact share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 20 }),
        (total, weights) => {
          const parts = allocate(total, weights);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
          const sum = weights.reduce((a, b) => a + b, 0);
          if (sum > 0)
            for (const [i, part] of parts.entries())
              expect(Math.abs(part - (total * (weights[i] ?? 0)) / sum)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('time', () => {
  it('reads Beijing time, epoch seconds and ISO with offsets as the same instant', () => {
    const instant = '2021-08-31T01:30:04.000Z';
    expect(fromBeijing('2021-08-31 09:30:04')).toBe(instant);
    expect(fromBeijing('2021-08-31T09:30:04')).toBe(instant);
    expect(fromUtc('2021-08-31T01:30:04')).toBe(instant);
    expect(fromEpochSeconds(1_630_373_404)).toBe(instant);
    expect(fromIso('2021-08-31T09:30:04+08:00')).toBe(instant);
    expect(fromIso('2021-08-31T01:30:04.000041743Z')).toBe(instant);
  });

  it('refuses times without a zone and dates that do not exist', () => {
    expect(() => fromIso('2021-08-31T09:30:04')).toThrow(NotATime);
    expect(() => fromBeijing('2021-13-01 00:00:00')).toThrow(NotATime);
    expect(() => fromUtc('2021-08-31T01:30:04+08:00')).toThrow(NotATime);
  });

  it('reads a day as a deadline to its last second, and an appointment within one', () => {
    for (const day of ['2026-06-01', '20260601']) {
      expect(fromBeijingUntil(day)).toBe('2026-06-01T15:59:59.000Z');
      expect(beijingSlot(day, '09:00-24:00')).toEqual({
        from: '2026-06-01T01:00:00.000Z',
        to: '2026-06-01T16:00:00.000Z',
      });
    }
    expect(fromBeijingUntil('2026-06-01 12:00:00')).toBe('2026-06-01T04:00:00.000Z');
  });

  it('refuses a deadline in words, a day that does not exist and an appointment without hours', () => {
    expect(() => fromBeijingUntil('付款后3天内')).toThrow(NotATime);
    expect(() => fromBeijingUntil('20261301')).toThrow(NotATime);
    expect(() => beijingSlot('20260601', 'morning')).toThrow(NotATime);
  });

  it('adds hours exactly', () => {
    const start = fromEpochSeconds(1_780_000_000);
    expect(secondsBetween(start, plusHours(start, 1.5))).toBe(5400);
  });
});
