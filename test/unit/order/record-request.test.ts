import fc from 'fast-check';
import type { ChannelRequest } from '#domain/channel/channel-api.ts';
import type { Change } from '#domain/order/change.ts';
import { canonical } from '#domain/order/merge.ts';
import type { Order } from '#domain/order/order.ts';
import { mergeRequests, overdueRequests, readAgainAt, remindAt, requestOf } from '#domain/order/order-request.ts';
import { lapseRequests, recordRequest, remindOfRequest } from '#domain/order/record-request.ts';
import { settleOrder } from '#domain/order/settle-order.ts';
import { plusSeconds, secondsBetween } from '#domain/time.ts';
import { countingUlids, givenContext, NOON } from '../../support/given.ts';
import { placedOrder } from '../api/given.ts';

const at = (seconds: number) => plusSeconds(NOON, seconds);

const said = (state: ChannelRequest['state'], seconds = 0, part: Partial<ChannelRequest> = {}): ChannelRequest => ({
  channelOrderId: '4837328765348566675',
  kind: 'CANCEL',
  requestId: 'cancel',
  state,
  reason: '',
  saidAt: at(seconds),
  askedAt: at(seconds),
  approvesItselfAt: state === 'ASKED' ? at(seconds + 900) : at(seconds),
  ...part,
});

const nextUlid = countingUlids(700);
const context = (seconds = 0) => givenContext(at(seconds), nextUlid);
const order = (state: Order['lifecycle']['state'] = 'CONFIRMED'): Order => placedOrder(state).order;
const take = (before: Order, request: ChannelRequest): Change => recordRequest(request, before, context());
const typesOf = ({ events }: Change): string[] => events.map(({ type }) => type);
const holdsOf = ({ order: { holds } }: Change): string[] => holds.map(({ type }) => type);
const asking = { requestId: 'cancel', askedAt: at(0) };

describe('a request that approves itself', () => {
  it('stops the order until it is answered, and says until when', () => {
    const change = take(order(), said('ASKED'));
    expect(typesOf(change)).toEqual(['ChannelRequestReceived', 'OrderHeld']);
    expect(change.events[0]?.detail.data).toMatchObject({ kind: 'CANCEL', approvesItselfAt: at(900) });
    expect(change.order.holds[0]).toMatchObject({ type: 'CANCEL_REQUESTED', releaseCondition: 'CHANNEL_STATUS' });
    expect(change.order.holds[0]?.reason).toContain(at(900));
  });

  it.each(['REJECTED', 'WITHDRAWN', 'APPROVED'] as const)('lets the order go on once it is %s', (state) => {
    const change = take(take(order('ON_HOLD'), said('ASKED')).order, said(state, 60));
    expect(typesOf(change)).toEqual(['ChannelRequestEnded', 'OrderReleased']);
    expect([holdsOf(change), change.order.lifecycle.state]).toEqual([[], 'SCREENING']);
  });

  it('holds with a hold of its own kind', () => {
    expect(holdsOf(take(order(), said('ASKED', 0, { kind: 'ADDRESS_CHANGE', requestId: 'address' })))).toEqual([
      'ADDRESS_CHANGE_REQUESTED',
    ]);
  });

  it('changes nothing when it comes again, or after its answer', () => {
    const asked = take(order(), said('ASKED')).order;
    expect(take(asked, said('ASKED')).order).toBe(asked);
    const refused = take(asked, said('REJECTED', 60)).order;
    expect(typesOf(take(refused, said('ASKED')))).toEqual([]);
  });

  it('holds nothing when its answer came first', () => {
    const answered = take(order(), said('REJECTED', 60));
    expect([typesOf(answered), holdsOf(answered)]).toEqual([[], []]);
    const late = take(answered.order, said('ASKED'));
    expect([typesOf(late), holdsOf(late)]).toEqual([[], []]);
  });

  it('can be made again after it was refused', () => {
    const refused = take(take(order(), said('ASKED')).order, said('REJECTED', 60)).order;
    const again = take(refused, said('ASKED', 120));
    expect(typesOf(again)).toEqual(['ChannelRequestReceived', 'OrderHeld']);
  });

  it('is flagged after dispatch, and holds what would be sent again', () => {
    const change = take(order('FULFILLING'), said('ASKED'));
    expect(typesOf(change)).toEqual(['ChannelRequestReceived', 'ConflictFlagged']);
    expect(settleOrder(change.order, [], context()).outcome).toBe('HELD');
  });

  it('merges to the same whatever the order and repetition of its messages', () => {
    const message = fc
      .record({
        state: fc.constantFrom<ChannelRequest['state']>('ASKED', 'APPROVED', 'REJECTED', 'WITHDRAWN'),
        seconds: fc.integer({ min: 0, max: 3 }),
        reason: fc.constantFrom('', 'a'),
      })
      .map(({ state, seconds, reason }) => requestOf(said(state, seconds, { reason })));
    fc.assert(
      fc.property(
        fc
          .array(message, { minLength: 1, maxLength: 5 })
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
          ),
        ([list, shuffled]) => {
          const fold = (all: typeof list) => canonical(all.reduce(mergeRequests));
          expect(fold(shuffled)).toBe(fold(list));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the time of a request', () => {
  it('is called out a third before its end, at most an hour', () => {
    expect(secondsBetween(remindAt(at(0), at(900)), at(900))).toBe(300);
    expect(secondsBetween(remindAt(at(0), at(12 * 3600)), at(12 * 3600))).toBe(3600);
  });

  it('tells its owner once how long is left', () => {
    const asked = take(order(), said('ASKED')).order;
    const told = remindOfRequest(asked, asking, context(600));
    expect(typesOf(told)).toEqual(['ChannelRequestDue']);
    expect(told.events[0]?.detail.data).toMatchObject({ remainingSeconds: 300 });
    expect(remindOfRequest(told.order, asking, context(601)).order).toBe(told.order);
  });

  it('tells nobody once it is answered, over, or made anew', () => {
    const asked = take(order(), said('ASKED')).order;
    expect(remindOfRequest(take(asked, said('WITHDRAWN', 60)).order, asking, context(600)).events).toEqual([]);
    expect(remindOfRequest(asked, asking, context(900)).events).toEqual([]);
    const anew = take(take(asked, said('REJECTED', 60)).order, said('ASKED', 120)).order;
    expect(remindOfRequest(anew, asking, context(600)).events).toEqual([]);
  });

  it('is over only when the platform was read after it could act', () => {
    const { requests = [] } = take(order(), said('ASKED')).order;
    expect(overdueRequests(requests, at(900))).toEqual([]);
    expect(overdueRequests(requests, readAgainAt(at(900)))).toHaveLength(1);
  });

  it('lets the order go on when the platform shows it uncancelled then, and does so once', () => {
    const asked = take(order('ON_HOLD'), said('ASKED')).order;
    const over = lapseRequests(asked, at(960), context(960));
    expect(typesOf(over)).toEqual(['ChannelRequestEnded', 'OrderReleased']);
    expect(over.events[0]?.detail.data).toMatchObject({ state: 'LAPSED' });
    expect(over.order.lifecycle.state).toBe('SCREENING');
    expect(lapseRequests(over.order, at(961), context(961)).order).toBe(over.order);
  });

  it('ends the request of an order that the platform cancelled, and leaves it cancelled', () => {
    const asked = take(order(), said('ASKED')).order;
    const cancelled = { ...asked, holds: [], lifecycle: { ...asked.lifecycle, state: 'CANCELLED' as const } };
    const over = lapseRequests(cancelled, at(960), context(960));
    expect(typesOf(over)).toEqual(['ChannelRequestEnded']);
    expect(over.order.lifecycle.state).toBe('CANCELLED');
  });
});
