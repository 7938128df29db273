import type { Action, ActionName } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { signedBeforeCollected } from '#domain/order/untimely-delivery.ts';
import type { Instant } from '#domain/time.ts';
import { at, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';
import { givenLeg } from '../fulfillment/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const LATEST = at('2026-06-01T06:00:00.000Z');
const leg = givenLeg({ state: 'IN_PROGRESS' });
const told = (action: ActionName, occurredAt: Instant): Action =>
  ({
    legId: leg.legId,
    actionId: `${action}-${occurredAt}`,
    action,
    occurredAt,
    receivedAt: LATEST,
    retracts: null,
  }) as unknown as Action;

describe('goods that arrive before they leave', () => {
  it('are flagged with both times, in whatever order they are told', () => {
    const actions = [told('delivery.signed', NOON), told('pickup.collected', LATER)];
    const [conflict] = signedBeforeCollected(leg, actions);
    expect(conflict).toMatchObject({
      code: 'DELIVERED_BEFORE_SHIPPED',
      values: [`delivery.signed at ${NOON}`, `pickup.collected at ${LATER}`],
    });
    expect(signedBeforeCollected(leg, actions.toReversed())).toEqual([conflict]);
  });

  it('are no conflict when they were collected first, or collected to go back', () => {
    expect(signedBeforeCollected(leg, [told('pickup.collected', NOON), told('delivery.signed', LATER)])).toEqual([]);
    const back = [told('delivery.signed', NOON), told('return.initiated', LATER), told('pickup.collected', LATEST)];
    expect(signedBeforeCollected(leg, back)).toEqual([]);
  });

  const delivered = (legs: readonly Leg[]): Order => {
    const record = (order: Order | null, saidAt: Instant, status: 'READY' | 'DELIVERED'): Order => {
      const base = givenChannelOrder({ status });
      const channelOrder = { ...base, saidAt: { ...base.saidAt, status: saidAt } };
      const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default' };
      const change = recordChannelOrder(command, order, givenContext(), legs);
      if ('kind' in change) throw new Error('expected news');
      return change.order;
    };
    const placed = record(null, NOON, 'READY');
    return record({ ...placed, lifecycle: { ...placed.lifecycle, state: 'FULFILLING' } }, LATER, 'DELIVERED');
  };

  it('are flagged when the channel shows as delivered what has not left', () => {
    expect(delivered([leg]).conflicts).toMatchObject([
      { code: 'DELIVERED_BEFORE_SHIPPED', values: ['here: nothing has left', 'channel: DELIVERED'] },
    ]);
    expect(delivered([{ ...leg, stock: 'SHIPPED' }]).conflicts).toEqual([]);
  });
});
