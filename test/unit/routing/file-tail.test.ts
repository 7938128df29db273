import { delayCausesOf } from '#domain/routing/delay-causes.ts';
import type { Delivery } from '#domain/routing/delivery.ts';
import { fileTailOf } from '#domain/routing/file-tail.ts';

const HOUR = 3_600_000;

/** Promised at `hour`, delivered so many hours later. */
const delivered = (hour: number, late: number | null, part: Partial<Delivery> = {}): Delivery => ({
  mode: 'ROAD',
  carrier: 'SF',
  from: 'A',
  to: 'B',
  startedAtMs: (hour - 24) * HOUR,
  promisedAtMs: hour * HOUR,
  deliveredAtMs: late === null ? null : (hour + late) * HOUR,
  extras: [],
  ...part,
});

describe('the tail of a file', () => {
  const late = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((hours) => delivered(100, hours));

  it('counts promises up to where half of the broken ones are seen, the later the heavier', () => {
    const { lastPromiseMs, seenShare } = fileTailOf([...late, delivered(200, -1)]);
    expect(lastPromiseMs).toBe((199 - 6) * HOUR);
    expect(seenShare(100 * HOUR)).toBe(1);
    expect(seenShare((199 - 8) * HOUR)).toBe(0.8);
    expect(seenShare((199 - 6) * HOUR)).toBe(0.6);
  });

  it('lacks nothing where open deliveries are in the file, or none is ever late', () => {
    for (const { lastPromiseMs, seenShare } of [
      fileTailOf([...late, delivered(200, null)]),
      fileTailOf([delivered(100, -1)]),
    ]) {
      expect(lastPromiseMs).toBe(Number.POSITIVE_INFINITY);
      expect(seenShare(200 * HOUR)).toBe(1);
    }
  });
});

describe('causes of delay', () => {
  it('tell the hours beyond what was foretold, per place and over all', () => {
    const foreseen = {
      onTimeProbability: 0.9,
      etaP10Ms: 0,
      etaP50Ms: 90 * HOUR,
      etaP90Ms: 0,
      records: { all: 0, carrier: 0, lane: 0 },
    };
    const past = [
      delivered(100, 0, { cause: 'customs', to: 'Ningbo' }),
      delivered(100, 20, { cause: 'customs', to: 'Ningbo' }),
      delivered(100, 5, { cause: 'customs', to: 'Tianjin' }),
      delivered(100, 50),
      delivered(100, null, { cause: 'customs' }),
    ];
    const causes = delayCausesOf(
      past,
      past.map(() => foreseen),
    );
    expect(causes).toContainEqual({ cause: 'customs', to: 'Ningbo', records: 2, hours: 20, spreadHours: 10 });
    expect(causes).toContainEqual({ cause: 'customs', to: 'Tianjin', records: 1, hours: 15, spreadHours: 0 });
    expect(causes[0]).toMatchObject({ cause: 'customs', to: null, records: 3 });
    expect(causes).toHaveLength(3);
  });
});
