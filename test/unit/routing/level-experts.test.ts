import fc from 'fast-check';
import { ArrivalBands } from '#domain/routing/arrival-bands.ts';
import { carriedTo, observed, startingLevel } from '#domain/routing/drifting-level.ts';
import { DueQueue } from '#domain/routing/due-queue.ts';
import { lagFor } from '#domain/routing/level-experts.ts';
import { logit } from '#domain/routing/log-odds.ts';
import { OnTimeExperts } from '#domain/routing/on-time-experts.ts';

const DAY = 86_400_000;
/** Not random, but spread evenly over 0 … 1. */
const evenly = (index: number): number => (index * 0.6180339887) % 1;

/** Ten deliveries a day; each is on time with the share of its day, as far as the learner does not foresee it. */
const learnt = (days: number, shareOn: (day: number) => number, learner: (index: number) => number): OnTimeExperts => {
  const experts = new OnTimeExperts(null);
  for (let index = 0; index < 10 * days; index += 1) {
    const ms = index * (DAY / 10);
    const scores = { learner: learner(index), paced: learner(index), groups: logit(0.9), overall: experts.overall() };
    const onTime = evenly(index) < shareOn(Math.floor(index / 10));
    experts.learn({ scores, startedAtMs: ms, onTime, weight: 1, knownAtMs: ms + DAY }, experts.ahead(scores, ms));
  }
  return experts;
};

describe('experts about drift', () => {
  const steady = { learner: logit(0.9), paced: logit(0.9), groups: logit(0.9) };

  it('follow a share that has changed, and go back to the long run when news is old', () => {
    const experts = learnt(
      200,
      (day) => (day < 170 ? 0.9 : 0.5),
      () => logit(0.9),
    );
    const scores = { ...steady, overall: experts.overall() };
    const now = experts.probability(0, scores, 200 * DAY);
    const muchLater = experts.probability(3, scores, 500 * DAY);
    expect(now).toBeLessThan(0.7);
    expect(muchLater).toBeGreaterThan(0.75);
  });

  it('stop following a learner that foretells nothing', () => {
    const noise = (index: number): number => logit(0.9) + 4 * (evenly(7 * index + 3) - 0.5);
    const experts = learnt(200, () => 0.9, noise);
    const scores = (learner: number) => ({ learner, paced: learner, groups: logit(0.9), overall: experts.overall() });
    const [low, high] = [-2, 2].map((off) => experts.probability(0, scores(logit(0.9) + off), 200 * DAY));
    expect((high as number) - (low as number)).toBeLessThan(0.15);
    expect((high as number) - (low as number)).toBeGreaterThanOrEqual(0);
  });

  it('never fall as the learner says more', () => {
    const experts = learnt(
      60,
      () => 0.8,
      (index) => logit(0.5 + 0.45 * evenly(index + 1)),
    );
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (odds, more) => {
          const at = (learner: number): number =>
            experts.probability(0, { learner, paced: learner, groups: 1, overall: experts.overall() }, 61 * DAY);
          expect(at(odds + more)).toBeGreaterThanOrEqual(at(odds));
        },
      ),
    );
  });

  it('are judged at the distance at which they are used', () => {
    expect([0, 1, 5, 20, 60, 100, 400].map((days) => lagFor(days * DAY))).toEqual([0, 0, 1, 1, 2, 3, 3]);
  });
});

describe('a drifting level', () => {
  const drift = { spread: 0.5, halfLifeDays: 10 };

  it('is surer with each record and forgets without news', () => {
    const known = [1, 1, 1].reduce((level) => observed(level, 0.4, 4), carriedTo(startingLevel(drift), drift, 0));
    expect(known.mean).toBeGreaterThan(0);
    expect(known.variance).toBeLessThan(0.25);
    const later = carriedTo(known, drift, 100 * DAY);
    expect(later.mean).toBeLessThan(0.01);
    expect(later.variance).toBeCloseTo(0.25, 3);
  });
});

describe('bands of arrival', () => {
  it('hold four in five, also after the spread has doubled', () => {
    const bands = new ArrivalBands(null);
    const inside: boolean[] = [];
    for (let index = 0; index < 6000; index += 1) {
      const taken = (evenly(index) - 0.5) * (index < 3000 ? 1 : 2);
      const { p10, p90 } = bands.band(0);
      inside.push(taken >= p10 && taken <= p90);
      const law = { mean: 0, spread: 1 };
      bands.learn(taken, [law, law, law, law], (place) => taken <= place);
    }
    const share = (from: number, to: number): number => inside.slice(from, to).filter(Boolean).length / (to - from);
    expect(share(1000, 3000)).toBeCloseTo(0.8, 1);
    expect(share(4000, 6000)).toBeCloseTo(0.8, 1);
    expect(bands.band(0).p90 / bands.band(3).p90).toBeGreaterThan(0.8);
  });
});

describe('numbers waiting for their time', () => {
  it('come out when due, in the order of their times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(50), (dues, until) => {
        const queue = new DueQueue();
        dues.forEach((due, item) => {
          queue.add(item, due);
        });
        const expected = [...dues.keys()]
          .filter((item) => (dues[item] as number) <= until)
          .sort((a, b) => (dues[a] as number) - (dues[b] as number) || a - b);
        expect(queue.until(until)).toEqual(expected);
        expect(queue.until(100)).toHaveLength(dues.length - expected.length);
      }),
    );
  });
});
