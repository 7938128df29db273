import fc from 'fast-check';
import { AFTER_SALE_KINDS, AFTER_SALE_STATES, type AfterSaleWord } from '#domain/channel/channel-api.ts';
import { canonical } from '#domain/order/merge.ts';
import { isOpen, mergeReturns, type ReturnView, viewOf } from '#domain/service/return.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { givenAfterSale } from './given.ts';

const at = (seconds: number) => fromEpochSeconds(1_780_000_000 + seconds);

/** Messages about one return: few moments, so that ties happen; each part may be left unsaid. */
const message: fc.Arbitrary<ReturnView> = fc
  .record({
    seconds: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom(null, ...AFTER_SALE_STATES),
    platformStatus: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom(...AFTER_SALE_KINDS),
    refundMinor: fc.constantFrom(null, 0, 100, 1990),
    lines: fc.constantFrom<AfterSaleWord['lines']>(
      [],
      [{ lineId: '1', quantity: 1 }],
      [{ lineId: '2', quantity: null }],
    ),
    reason: fc.constantFrom('', '7', '8'),
    decidesItselfAt: fc.constantFrom(null, at(90), at(91)),
  })
  .map(({ seconds, ...part }) => viewOf(givenAfterSale(part), at(seconds)));

const fold = (messages: readonly ReturnView[]): ReturnView => messages.reduce((a, b) => mergeReturns(a, b));

describe('merging what a platform says of one return', () => {
  it('does not depend on who came first', () => {
    fc.assert(
      fc.property(message, message, (a, b) => {
        expect(canonical(mergeReturns(a, b))).toBe(canonical(mergeReturns(b, a)));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on how messages are grouped', () => {
    fc.assert(
      fc.property(message, message, message, (a, b, c) => {
        expect(canonical(mergeReturns(mergeReturns(a, b), c))).toBe(canonical(mergeReturns(a, mergeReturns(b, c))));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing when a message comes again', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.nat(), (messages, pick) => {
        const known = fold(messages);
        expect(canonical(mergeReturns(known, messages[pick % messages.length] as ReturnView))).toBe(canonical(known));
      }),
      { numRuns: 500 },
    );
  });

  it('ends in the same return for any permutation and repetition of messages', () => {
    const shuffled = fc
      .array(message, { minLength: 1, maxLength: 5 })
      .chain((messages) =>
        fc.tuple(
          fc.constant(messages),
          fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([messages, others]) => {
        expect(canonical(fold(others))).toBe(canonical(fold(messages)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the money that went back, whatever is said later', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const refunded = viewOf(givenAfterSale({ state: 'REFUNDED' }), at(0));
        expect(fold([refunded, ...messages]).state).toBe('REFUNDED');
      }),
    );
  });

  it('takes the newer word, and leaves alone what a message does not speak about', () => {
    const asked = viewOf(givenAfterSale({ state: 'REQUESTED', refundMinor: 1990, reason: '7' }), at(10));
    const refused = viewOf(givenAfterSale({ state: 'REJECTED', kind: 'UNKNOWN', refundMinor: null }), at(20));
    for (const view of [mergeReturns(asked, refused), mergeReturns(refused, asked)])
      expect(view).toMatchObject({ state: 'REJECTED', kind: 'REFUND', refundMinor: 1990, reason: '7' });
  });

  it('does not let an unknown word undo a known state, but keeps it', () => {
    const approved = viewOf(givenAfterSale({ state: 'APPROVED', platformStatus: '7' }), at(10));
    const odd = viewOf(givenAfterSale({ state: null, platformStatus: '99' }), at(20));
    expect(mergeReturns(approved, odd)).toMatchObject({ state: 'APPROVED', platformStatus: '99' });
  });
});

describe('an open return', () => {
  it('is every one that is neither refused nor closed, also one of unknown state', () => {
    const open = [null, ...AFTER_SALE_STATES].filter((state) => isOpen({ state }));
    expect(open).toEqual([null, ...AFTER_SALE_STATES.filter((state) => !['REJECTED', 'CLOSED'].includes(state))]);
  });
});
