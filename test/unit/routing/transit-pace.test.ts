import fc from 'fast-check';
import { fromLogHours } from '#domain/routing/delivery.ts';
import { paceAt, TransitPace, type Underway } from '#domain/routing/transit-pace.ts';

const HOUR = 3_600_000;
const TYPICAL = Math.log(100);
const SPREAD = 0.3;
const NOW = 1_000 * HOUR;
const OPEN = { endMs: 9_000 * HOUR, onlyDelivered: false };

/** Places in a normal law, spread evenly over its quantiles (logistic approximation). */
const place = (index: number): number => {
  const share = ((index * 0.6180339887) % 1) * 0.98 + 0.01;
  return Math.log(share / (1 - share)) / 1.702;
};

/** Begun one an hour before `NOW`, each taking so much longer than foreseen. */
const begun = (count: number, slower: number): Underway[] =>
  Array.from({ length: count }, (_, i) => {
    const startedAtMs = NOW - (count - i) * HOUR;
    const hours = fromLogHours(TYPICAL + slower + SPREAD * place(i));
    return { startedAtMs, deliveredAtMs: startedAtMs + hours, law: { mean: TYPICAL, spread: SPREAD } };
  });
const paceOf = (deliveries: readonly Underway[], source = OPEN): TransitPace => {
  const pace = new TransitPace(source);
  for (const delivery of deliveries) pace.begin(delivery);
  return pace;
};
const slowerOf = (deliveries: readonly Underway[], source = OPEN): number =>
  paceOf(deliveries, source).read(NOW, TYPICAL).slower;

describe('the pace of today', () => {
  it('is found again from what has come and what has not', () => {
    for (const slower of [-0.4, 0, 0.4]) expect(slowerOf(begun(300, slower))).toBeCloseTo(slower, 1);
  });

  it('is told by those under way alone', () => {
    const open = begun(120, 0.5).map((delivery) => ({ ...delivery, deliveredAtMs: null }));
    expect(slowerOf(open)).toBeGreaterThan(0.15);
  });

  it('does not take for slow what a file of delivered ones lacks, nor for fast what it holds', () => {
    const inFile = begun(200, 0).filter(({ deliveredAtMs }) => (deliveredAtMs as number) <= NOW);
    const endsNow = { endMs: NOW, onlyDelivered: true };
    const [corrected, asIs] = [endsNow, { ...endsNow, onlyDelivered: false }].map((end) => slowerOf(inFile, end));
    expect(asIs).toBeLessThan(-0.1);
    expect(Math.abs(corrected as number)).toBeLessThan(0.07);
  });

  it('is what was foreseen as long as nothing is known', () => {
    expect(slowerOf([])).toBeCloseTo(0, 12);
  });

  it('never depends on what happens later, nor on what else is asked', async () => {
    await fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        (later, slower) => {
          const deliveries = begun(100, slower);
          const changed = deliveries.map((delivery) =>
            (delivery.deliveredAtMs as number) >= NOW ? { ...delivery, deliveredAtMs: NOW + later * HOUR } : delivery,
          );
          const asked = paceOf(changed);
          asked.read(NOW - (later / 10) * HOUR, TYPICAL);
          expect(asked.read(NOW, TYPICAL)).toEqual(paceOf(deliveries).read(NOW, TYPICAL));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('fades by half in its half-life once nothing more is heard', () => {
    const read = paceOf(begun(200, 0.4), { ...OPEN, endMs: NOW }).read(NOW + 5_000 * HOUR, TYPICAL);
    expect(paceAt(read, read.readAtMs + read.halfLifeMs)).toBeCloseTo(read.slower / 2, 12);
  });
});
