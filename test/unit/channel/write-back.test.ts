import fc from 'fast-check';
import type { Told } from '#domain/channel/channel-api.ts';
import {
  afterLook,
  afterTold,
  beginWriteBack,
  claim,
  expired,
  inPlatformWords,
  isDue,
  isOpen,
  nextOfOrder,
  postponed,
  retried,
  type Shown,
  type WriteBack,
  waitSeconds,
} from '#domain/channel/write-back.ts';
import { type Instant, plusHours, plusSeconds, secondsBetween } from '#domain/time.ts';
import { NOON } from '../../support/given.ts';
import { givenWriteBack, shippedNews } from './given-write-back.ts';

const later: Told = { kind: 'LATER', reason: 'douyin answered HTTP 503' };
const at = (seconds: number): Instant => plusSeconds(NOON, seconds);
const sent = givenWriteBack({ state: 'SENT', attempts: 1 });

describe('what becomes of news when the platform is told', () => {
  it('is looked for at once when the platform took it', () => {
    expect(afterTold(givenWriteBack(), { kind: 'DONE' }, { now: NOON, jitter: 0 })).toMatchObject({
      state: 'SENT',
      attempts: 1,
      nextAt: NOON,
    });
  });

  it('is looked for no earlier than the platform shows it', () => {
    expect(afterTold(givenWriteBack(), { kind: 'DONE' }, { now: NOON, jitter: 0 }, 30).nextAt).toBe(at(30));
  });

  it('is told again after a wait that doubles, at most an hour', () => {
    const waits = [1, 2, 3, 4, 8, 12, 40].map((attempt) => waitSeconds(attempt, 1));
    expect(waits).toEqual([30, 60, 120, 240, 3600, 3600, 3600]);
    expect(waitSeconds(3, 0)).toBe(60);
  });

  it('is told no earlier than the platform asks', () => {
    const told = afterTold(givenWriteBack(), { ...later, retryAfterSeconds: 500 }, { now: NOON, jitter: 0 });
    expect(told).toMatchObject({ state: 'PENDING', nextAt: at(500), lastError: 'douyin answered HTTP 503' });
  });

  it('ends when the platform will never take it, with its reason', () => {
    const reason = 'isv.business-failed:60021: cancelled';
    expect(afterTold(givenWriteBack(), { kind: 'REFUSED', reason }, { now: NOON, jitter: 0 })).toMatchObject({
      state: 'REFUSED',
      nextAt: null,
      lastError: reason,
    });
  });

  it('is given up after a day, and not before', () => {
    const day = plusHours(NOON, 24);
    expect(expired(sent, plusSeconds(day, -1))).toBe(sent);
    expect(expired(sent, day)).toMatchObject({ state: 'EXPIRED', nextAt: null });
    expect(expired(givenWriteBack({ state: 'CONFIRMED' }), day).state).toBe('CONFIRMED');
  });

  it('is tried again for another day when a person asks, but only after it failed', () => {
    const failed = givenWriteBack({ state: 'EXPIRED', nextAt: null, attempts: 9, looks: 2 });
    expect(retried(failed, at(100_000))).toMatchObject({
      state: 'PENDING',
      attempts: 0,
      looks: 0,
      nextAt: at(100_000),
      deadlineAt: plusHours(at(100_000), 24),
    });
    expect(retried(sent, NOON)).toBeNull();
  });

  it('is skipped where the platform has no API for it, and says where to do it', () => {
    const { news, ...rest } = givenWriteBack();
    const refusal = { kind: 'REFUSED' as const, channelOrderId: '1', reason: 'out of stock' };
    const skipped = beginWriteBack({ ...rest, news: refusal, now: NOON, canTell: false });
    expect(skipped).toMatchObject({ state: 'SKIPPED', nextAt: null, lastError: expect.stringContaining('console') });
    expect(news.kind).toBe('SHIPPED');
  });
});

describe('what becomes of news when the platform is asked whether it shows it', () => {
  it('is confirmed when it does', () => {
    expect(afterLook(sent, { kind: 'SHOWN' }, { now: NOON, jitter: 0 })).toMatchObject({
      state: 'CONFIRMED',
      nextAt: null,
      lastError: null,
    });
  });

  it('is told again after five looks in vain', () => {
    let writeBack = sent;
    const states: string[] = [];
    for (let look = 0; look < 5; look += 1) {
      writeBack = afterLook(writeBack, { kind: 'NOT_SHOWN' }, { now: NOON, jitter: 0 });
      states.push(writeBack.state);
    }
    expect(states).toEqual(['SENT', 'SENT', 'SENT', 'SENT', 'PENDING']);
    expect(writeBack).toMatchObject({ looks: 0, lastError: expect.stringContaining('does not show it') });
  });

  it('counts no look that the platform did not answer', () => {
    const shown: Shown = { kind: 'LATER', reason: 'busy', retryAfterSeconds: 90 };
    expect(afterLook(sent, shown, { now: NOON, jitter: 0 })).toMatchObject({ state: 'SENT', looks: 0, nextAt: at(90) });
  });
});

describe("the news in the platform's words", () => {
  it("names the carrier by the platform's code", () => {
    expect(inPlatformWords(givenWriteBack(), { SF_EXPRESS: 'shunfeng' })).toEqual({
      kind: 'NEWS',
      news: { ...shippedNews, carrier: 'shunfeng' },
    });
  });

  it("refuses a carrier that the mapping does not know, naming the mapping's field", () => {
    expect(inPlatformWords(givenWriteBack(), { ZTO: 'zhongtong' })).toEqual({
      kind: 'REFUSED',
      reason: expect.stringMatching(/^carriers\.SF_EXPRESS: .*catalog\/channels\/douyin\.json/),
    });
  });
});

const told = fc.oneof(
  fc.constant<Told>({ kind: 'DONE' }),
  fc.record({ kind: fc.constant('LATER' as const), reason: fc.constant('busy'), retryAfterSeconds: fc.nat(200_000) }),
  fc.constant<Told>({ kind: 'REFUSED', reason: 'cancelled' }),
);
const shown = fc.oneof(
  fc.constant<Shown>({ kind: 'SHOWN' }),
  fc.constant<Shown>({ kind: 'NOT_SHOWN' }),
  fc.constant<Shown>({ kind: 'LATER', reason: 'busy' }),
);

/** One step of whoever finds it due: told or looked at, as a platform may answer. */
const stepped = (
  writeBack: WriteBack,
  now: Instant,
  answers: { told: Told; shown: Shown; jitter: number },
): WriteBack => {
  const claimed = claim(writeBack, now);
  const over = expired(claimed, now);
  if (over !== claimed) return over;
  const attempt = { now, jitter: answers.jitter };
  return claimed.state === 'PENDING'
    ? afterTold(claimed, answers.told, attempt)
    : afterLook(claimed, answers.shown, attempt);
};

describe('news, whatever its platform answers', () => {
  const answers = fc.array(fc.record({ told, shown, jitter: fc.double({ min: 0, max: 0.99, noNaN: true }) }), {
    minLength: 1,
    maxLength: 60,
  });

  it('is never lost: it is due again until it ends, and ends within its day', () => {
    fc.assert(
      fc.property(answers, (given) => {
        let writeBack = givenWriteBack();
        for (let step = 0; isOpen(writeBack); step += 1) {
          expect(writeBack.nextAt).not.toBeNull();
          expect(writeBack.claimedUntil).toBeNull();
          const now = writeBack.nextAt as Instant;
          expect(now <= writeBack.deadlineAt).toBe(true);
          expect(isDue(writeBack, now)).toBe(true);
          const answer = given[step % given.length];
          if (!answer) throw new Error('unreachable');
          writeBack = stepped(writeBack, now, answer);
        }
        expect(writeBack.nextAt).toBeNull();
        expect(['CONFIRMED', 'REFUSED', 'EXPIRED']).toContain(writeBack.state);
        expect(secondsBetween(writeBack.createdAt, writeBack.deadlineAt)).toBe(86_400);
        // A failure tells why.
        if (writeBack.state !== 'CONFIRMED') expect(writeBack.lastError).not.toBe('');
      }),
    );
  });

  it('leaves nobody else at it while somebody is', () => {
    const claimed = claim(givenWriteBack(), NOON);
    expect(isDue(claimed, at(60))).toBe(false);
    expect(isDue(claimed, at(90))).toBe(true);
  });
});

describe('the news of one order', () => {
  it('is told one after another: the next only when the one before has ended', () => {
    const states = fc.constantFrom('PENDING', 'SENT', 'CONFIRMED', 'REFUSED', 'EXPIRED', 'SKIPPED' as const);
    fc.assert(
      fc.property(fc.array(states, { minLength: 1, maxLength: 6 }), fc.nat(), (given, turn) => {
        const posts = given.map((state, index) =>
          givenWriteBack({ seq: index + 1, state: state as WriteBack['state'] }),
        );
        const shuffled = [...posts.slice(turn % posts.length), ...posts.slice(0, turn % posts.length)];
        const next = nextOfOrder(shuffled);
        const before = posts.filter(({ seq }) => seq < (next?.seq ?? Number.POSITIVE_INFINITY));
        expect(before.some(isOpen)).toBe(false);
        expect(next === null).toBe(!posts.some(isOpen));
      }),
    );
  });

  it('may be put off, at most to its deadline', () => {
    expect(postponed(sent, at(10)).nextAt).toBe(at(10));
    expect(postponed(sent, at(1_000_000)).nextAt).toBe(sent.deadlineAt);
  });
});
