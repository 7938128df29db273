import fc from 'fast-check';
import {
  compare,
  FIRST_LOOK_BACK_SECONDS,
  type KnownOrder,
  LONGEST_WINDOW_SECONDS,
  notListed,
  OVERLAP_SECONDS,
  spanToReconcile,
  windowsOf,
} from '#domain/channel/reconcile-listing.ts';
import type { OrderId } from '#domain/id.ts';
import { type Instant, plusSeconds, secondsBetween } from '#domain/time.ts';
import { NOON } from '../../support/given.ts';

const seconds = fc.integer({ min: 0, max: 500_000 });
const moment = fc.integer({ min: -500_000, max: 500_000 }).map((offset) => plusSeconds(NOON, offset));

const known = (status: Instant | null): KnownOrder => ({
  orderId: 'ord_00000000000000000000000001' as OrderId,
  channelView: { saidAt: status === null ? {} : { status } },
});

describe('the span to reconcile', () => {
  it('ends as far behind now as the platform lags, and overlaps what was reconciled', () => {
    fc.assert(
      fc.property(moment, moment, seconds, (reconciledTo, now, lagSeconds) => {
        const span = spanToReconcile(reconciledTo, now, { lagSeconds });
        const end = plusSeconds(now, -lagSeconds);
        if (reconciledTo >= end) return expect(span).toBeNull();
        expect(span).toEqual({ from: plusSeconds(reconciledTo, -OVERLAP_SECONDS), to: end });
      }),
    );
  });

  it('begins an hour back for a shop that was never reconciled', () => {
    expect(spanToReconcile(null, NOON, { lagSeconds: 60 })).toEqual({
      from: plusSeconds(NOON, -60 - FIRST_LOOK_BACK_SECONDS),
      to: plusSeconds(NOON, -60),
    });
  });
});

describe('the windows of a span', () => {
  it('cover it without gap and overlap, none longer than the platform answers', () => {
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 60, max: 90_000 }),
        (from, length, windowSeconds) => {
          const to = plusSeconds(from, length);
          const windows = windowsOf({ from, to }, { windowSeconds });
          expect(windows.map((window) => window.from)).toEqual([
            from,
            ...windows.map((window) => window.to).slice(0, -1),
          ]);
          expect(windows.at(-1)?.to).toBe(to);
          for (const window of windows) {
            const long = secondsBetween(window.from, window.to);
            expect(long).toBeGreaterThan(0);
            expect(long).toBeLessThanOrEqual(Math.min(windowSeconds, LONGEST_WINDOW_SECONDS));
          }
        },
      ),
    );
  });
});

describe('a listed order beside ours', () => {
  it('is missed exactly where nothing is known of it', () => {
    fc.assert(
      fc.property(fc.option(moment), fc.option(moment), moment, (sourceAt, ours, from) => {
        expect(compare({ sourceAt }, null, { from }).finding).toBe('MISSED');
        expect(compare({ sourceAt }, known(ours), { from }).finding).not.toBe('MISSED');
      }),
    );
  });

  it('shows us behind exactly where our last word is older than its change', () => {
    fc.assert(
      fc.property(moment, moment, moment, (sourceAt, ours, from) => {
        const { finding, readAgain } = compare({ sourceAt }, known(ours), { from });
        expect(finding).toBe(ours < sourceAt ? 'BEHIND' : null);
        expect(readAgain).toBe(ours < sourceAt);
      }),
    );
  });

  it('without a time of change is read again, and a finding only where our word is older than the window', () => {
    fc.assert(
      fc.property(moment, moment, (ours, from) => {
        const { finding, readAgain, theirs } = compare({ sourceAt: null }, known(ours), { from });
        expect({ finding, readAgain, theirs }).toEqual({
          finding: ours < from ? 'BEHIND' : null,
          readAgain: true,
          theirs: null,
        });
      }),
    );
  });

  it('gives no finding once the cure has come: what it said is then ours', () => {
    fc.assert(
      fc.property(moment, moment, fc.option(moment), (sourceAt, from, ours) => {
        const before = compare({ sourceAt }, ours === null ? null : known(ours), { from });
        const cured = known(before.finding ? sourceAt : ours);
        expect(compare({ sourceAt }, cured, { from }).finding).toBeNull();
      }),
    );
  });
});

describe('orders of ours that the list does not name', () => {
  it('are those, and no others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (ours, listed) => {
        const missing = notListed(
          ours.map((channelOrderId) => ({ channelOrderId })),
          new Set(listed),
        );
        expect(missing.map(({ channelOrderId }) => channelOrderId)).toEqual(ours.filter((id) => !listed.includes(id)));
      }),
    );
  });
});
