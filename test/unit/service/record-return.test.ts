import fc from 'fast-check';
import type { AfterSaleWord } from '#domain/channel/channel-api.ts';
import { canonical } from '#domain/order/merge.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { screenOrder } from '#domain/order/screen-order.ts';
import { settleOrder } from '#domain/order/settle-order.ts';
import { type ReturnDecision, recordReturn } from '#domain/service/record-return.ts';
import type { Return } from '#domain/service/return.ts';
import { fromEpochSeconds } from '#domain/time.ts';
import { atHome, countingUlids, givenChannelOrder, givenContext } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';
import { givenAfterSale } from './given.ts';

const at = (seconds: number) => fromEpochSeconds(1_780_290_000 + seconds);

type Known = { readonly order: Order; readonly returns: readonly Return[] };
const known = (state: Order['lifecycle']['state'], patch: Partial<Order> = {}): Known => ({
  order: placedOrder(state, patch).order,
  returns: [],
});

const nextUlid = countingUlids(900);
const decide = ({ order, returns }: Known, word: AfterSaleWord, seconds = 0): ReturnDecision =>
  recordReturn({ word, saidAt: at(seconds) }, order, returns, givenContext(undefined, nextUlid));

const told = (before: Known, word: AfterSaleWord, seconds = 0): Known => {
  const { order, returns } = decide(before, word, seconds);
  const changed = new Set(returns.map(({ returnId }) => returnId));
  return { order, returns: [...before.returns.filter(({ returnId }) => !changed.has(returnId)), ...returns] };
};

const typesOf = ({ events }: ReturnDecision): string[] => events.map(({ type }) => type);
const holdsOf = ({ order }: Known): string[] => order.holds.map(({ type }) => type);

const asked = givenAfterSale();
const refused = givenAfterSale({ state: 'REJECTED', platformStatus: 'tag 204' });
const withdrawn = givenAfterSale({ state: 'CLOSED', platformStatus: 'tag 207' });
const refunded = givenAfterSale({ state: 'REFUNDED', platformStatus: 'tag 206' });

describe('a return before anything is handed out', () => {
  it('becomes a return of its own, and holds the order', () => {
    const decision = decide(known('CONFIRMED'), asked);
    expect(typesOf(decision)).toEqual(['ReturnRequested', 'OrderHeld']);
    expect(decision.events[0]).toMatchObject({
      source: 'fulfillment.service',
      detail: { data: { channelReturnId: asked.channelReturnId, refundMinor: 1990, state: 'REQUESTED' } },
    });
    expect(decision.returns[0]?.returnId).toMatch(/^ret_/);
    expect(decision.order.holds[0]).toMatchObject({ type: 'REFUND_REQUESTED', releaseCondition: 'CHANNEL_STATUS' });
  });

  it.each([
    ['refused', refused, 'ReturnRejected'],
    ['withdrawn', withdrawn, 'ReturnClosed'],
  ])('lets the order go on once it is %s', (_how, word, event) => {
    const held = told(known('CONFIRMED'), asked);
    const decision = decide(held, word, 10);
    expect(typesOf(decision)).toEqual([event, 'OrderReleased']);
    expect(decision.order.holds).toEqual([]);
    expect(decision.order.lifecycle.state).toBe('CONFIRMED');
  });

  it('sends a held order back to screening when the last of several returns is settled', () => {
    const second = givenAfterSale({ channelReturnId: '7000893114000949518' });
    const onHold = known('ON_HOLD');
    const both = told(told(onHold, asked), second, 1);
    expect(holdsOf(both)).toEqual(['REFUND_REQUESTED']);
    const one = told(both, refused, 10);
    expect(holdsOf(one)).toEqual(['REFUND_REQUESTED']);
    const none = told(one, { ...second, state: 'CLOSED' }, 11);
    expect([holdsOf(none), none.order.lifecycle.state]).toEqual([[], 'SCREENING']);
  });

  it('cancels the order once all that was paid went back', () => {
    const decision = decide(told(known('CONFIRMED'), asked), refunded, 20);
    expect(typesOf(decision)).toEqual(['ReturnRefunded', 'OrderCancelled']);
    expect(decision.order.lifecycle).toMatchObject({ state: 'CANCELLED', cancelReason: 'REFUNDED_BY_CHANNEL' });
  });

  it('cancels after several refunds that come to all that was paid, and asks a person before that', () => {
    const half = givenAfterSale({ state: 'REFUNDED', refundMinor: 1000 });
    const partly = told(known('CONFIRMED'), half);
    expect([holdsOf(partly), partly.order.lifecycle.state]).toEqual([['REFUNDED'], 'CONFIRMED']);
    expect(partly.order.holds[0]).toMatchObject({ releaseCondition: 'PERSON' });
    const rest = told(partly, { ...half, channelReturnId: '2', refundMinor: 990 }, 1);
    expect(rest.order.lifecycle.state).toBe('CANCELLED');
  });

  it('holds for a word it does not know, and says which', () => {
    const decision = decide(known('CONFIRMED'), givenAfterSale({ state: null, platformStatus: '99' }));
    expect(typesOf(decision)).toEqual(['ReturnRequested', 'ConflictFlagged', 'OrderHeld']);
    expect(decision.order.conflicts[0]).toMatchObject({
      code: 'AFTER_SALE_STATUS_UNKNOWN',
      values: [asked.channelReturnId, '99'],
    });
  });

  it('is not undone by what the channel says of the order, nor by screening', () => {
    const held = told(known('CONFIRMED'), asked);
    const amended = recordChannelOrder(
      {
        channelOrder: givenChannelOrder({ remarks: { buyer: '发顺丰', seller: '' }, saidAt: { remark: at(99_000) } }),
        pushEventId: null,
        traceId: 't',
        color: 'default',
      },
      held.order,
      givenContext(),
    );
    if ('kind' in amended) throw new Error('a new remark is news');
    expect(amended.order.holds.map(({ type }) => type)).toEqual(['REFUND_REQUESTED']);
    const facts = { region: '330100', isKnownSku: () => true, isKnownCurrency: () => true, ...atHome };
    expect(screenOrder(amended.order, facts, givenContext()).outcome).toBe('HELD');
  });

  it('does not come again as a hold that a person has lifted, unless another return is asked for', () => {
    const held = told(known('CONFIRMED'), asked);
    const lifted = { ...held, order: { ...held.order, holds: [] } };
    const approved = told(lifted, givenAfterSale({ state: 'APPROVED' }), 5);
    expect(holdsOf(approved)).toEqual([]);
    expect(holdsOf(told(approved, givenAfterSale({ channelReturnId: '2' }), 6))).toEqual(['REFUND_REQUESTED']);
  });
});

describe('a return after goods were handed out', () => {
  it('stops no leg: it is flagged, and holds what would be sent again', () => {
    const running = decide(known('FULFILLING'), asked);
    expect(typesOf(running)).toEqual(['ReturnRequested', 'ConflictFlagged']);
    expect(running.order.holds).toEqual([]);
    const settled = settleOrder(running.order, [], givenContext());
    expect(settled.outcome).toBe('HELD');
    expect(settled.order.holds.map(({ type, actor }) => [type, actor])).toEqual([
      ['REFUND_REQUESTED', 'system:record-return'],
    ]);
  });

  it('holds nothing any more once it was withdrawn', () => {
    const running = told(told(known('FULFILLING'), asked), withdrawn, 10);
    expect(settleOrder(running.order, [], givenContext()).outcome).toBe('REPLAN');
  });

  it('goes its own way when the order is fulfilled', () => {
    const steps = [asked, givenAfterSale({ state: 'GOODS_RETURNED' }), refunded];
    let now = known('FULFILLED');
    const types = steps.map((word, index) => {
      const decision = decide(now, word, index);
      now = told(now, word, index);
      return typesOf(decision);
    });
    expect(types).toEqual([['ReturnRequested'], ['ReturnProgressed'], ['ReturnRefunded']]);
    expect([now.order.lifecycle.state, now.order.holds]).toEqual(['FULFILLED', []]);
  });
});

describe('repeated, late and incomplete messages', () => {
  it('change nothing when they are not news', () => {
    const before = told(known('CONFIRMED'), refused, 20);
    const again = decide(before, refused, 20);
    expect([again.events, again.returns, again.order === before.order]).toEqual([[], [], true]);
    expect(typesOf(decide(before, asked, 10))).toEqual([]);
  });

  it('tell what became known without a new state', () => {
    const before = told(known('CONFIRMED'), givenAfterSale({ refundMinor: null }));
    const decision = decide(before, givenAfterSale({ refundMinor: 1990 }), 5);
    expect(typesOf(decision)).toEqual(['ReturnAmended']);
    expect(decision.events[0]?.detail.data).toMatchObject({ fields: ['refundMinor', 'currency'] });
  });

  it('are kept without what a person wrote of themselves', () => {
    const [kept] = decide(known('CONFIRMED'), givenAfterSale({ reason: '打电话 13812345678' })).returns;
    expect(kept?.reason).not.toContain('13812345678');
  });

  it('end in the same return and the same holds in any order, however often they come', () => {
    const life = [
      [asked, 0],
      [givenAfterSale({ state: 'APPROVED' }), 10],
      [givenAfterSale({ state: 'REJECTED' }), 20],
      [givenAfterSale({ state: 'REQUESTED', refundMinor: 900 }), 30],
    ] as const;
    const essence = (all: Known) =>
      canonical([
        all.returns.map(({ returnId: _id, openedAt: _at, ...view }) => view),
        holdsOf(all),
        all.order.lifecycle.state,
      ]);
    const run = (messages: readonly (readonly [AfterSaleWord, number])[]) =>
      messages.reduce((state, [word, seconds]) => told(state, word, seconds), known('CONFIRMED'));
    const expected = essence(run(life));
    fc.assert(
      fc.property(fc.shuffledSubarray([...life, ...life], { minLength: 8 }), (messages) => {
        expect(essence(run(messages))).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
