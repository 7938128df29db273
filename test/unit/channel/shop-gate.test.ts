import fc from 'fast-check';
import { afterCall, FAILURES_TO_OPEN, newGate, pass, type ShopGate, spend } from '#domain/channel/shop-gate.ts';
import { type Instant, plusSeconds, secondsBetween } from '#domain/time.ts';
import { NOON } from '../../support/given.ts';

const goes = (gate: ShopGate, rate: number, now: Instant): ShopGate => {
  const passage = pass(gate, rate, now);
  if (passage.kind === 'WAIT') throw new Error(`has to wait until ${passage.until}`);
  return passage.gate;
};
const failed = (times: number, retryAfter = 0): ShopGate => {
  let gate = newGate(NOON);
  for (let call = 0; call < times; call += 1) gate = afterCall(gate, false, NOON, retryAfter);
  return gate;
};

describe("the rate of a shop's calls", () => {
  it('never exceeds the limit in any minute, and whoever waits as told passes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 20, maxLength: 400 }),
        (rate, gapsMs) => {
          let gate = newGate(NOON);
          let now = NOON;
          const calls: Instant[] = [];
          for (const gap of gapsMs) {
            now = plusSeconds(now, gap / 1000);
            const passage = pass(gate, rate, now);
            if (passage.kind === 'WAIT') {
              expect(passage.until > now).toBe(true);
              now = passage.until;
            }
            gate = goes(gate, rate, now);
            calls.push(now);
          }
          for (const [index, from] of calls.entries()) {
            const within = calls.slice(index).filter((call) => secondsBetween(from, call) < 60);
            expect(within.length).toBeLessThanOrEqual(rate);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets a tenth of the minute pass at once', () => {
    let gate = newGate(NOON);
    for (let call = 0; call < 12; call += 1) gate = goes(gate, 120, NOON);
    expect(pass(gate, 120, NOON).kind).toBe('WAIT');
  });

  it('counts further calls that one has led to', () => {
    const gate = spend(goes(newGate(NOON), 60, NOON), 60, 5, NOON);
    expect(pass(gate, 60, NOON).kind).toBe('WAIT');
  });
});

describe("the breaker of a shop's calls", () => {
  it('opens after five calls in a row without an answer, for a minute', () => {
    expect(pass(failed(FAILURES_TO_OPEN - 1), 60, NOON).kind).toBe('GO');
    expect(pass(failed(FAILURES_TO_OPEN), 60, NOON)).toEqual({ kind: 'WAIT', until: plusSeconds(NOON, 60) });
  });

  it('then lets one call try while the others wait for it', () => {
    const later = plusSeconds(NOON, 60);
    const trying = goes(failed(FAILURES_TO_OPEN), 60, later);
    expect(pass(trying, 60, later).kind).toBe('WAIT');
    expect(pass(afterCall(trying, true, later), 60, later).kind).toBe('GO');
  });

  it('stays open twice as long when the trial fails, at most a quarter of an hour', () => {
    const later = plusSeconds(NOON, 60);
    const again = afterCall(goes(failed(FAILURES_TO_OPEN), 60, later), false, later);
    expect(again.closedUntil).toBe(plusSeconds(later, 120));
    expect(failed(FAILURES_TO_OPEN + 30).closedUntil).toBe(plusSeconds(NOON, 900));
  });

  it('closes with any answer', () => {
    expect(afterCall(failed(9), true, NOON)).toMatchObject({ failures: 0, closedUntil: null });
  });

  it('waits as long as the platform asks, from the first time on', () => {
    expect(pass(failed(1, 45), 60, NOON)).toEqual({ kind: 'WAIT', until: plusSeconds(NOON, 45) });
  });
});
