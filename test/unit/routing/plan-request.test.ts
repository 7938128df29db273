import { type Constraint, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { planRequestOf } from '#domain/routing/plan-request.ts';
import { at, givenChannelOrder, givenContext, givenLine, NOON } from '../../support/given.ts';

const POLICY = { deadlineHours: 96, minSuccess: 0.9 };

const placed = (part: Parameters<typeof givenChannelOrder>[0] = {}): Order => {
  const change = recordChannelOrder(
    { channelOrder: givenChannelOrder(part), pushEventId: null, traceId: 't', color: 'default' },
    null,
    givenContext(),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};

const constraint = (type: Constraint['type'], value: Constraint['value']): Constraint => ({
  type,
  value,
  lineId: null,
  source: 'remark',
  confidence: 1,
});

describe("the planner's request for an order", () => {
  it('asks for the goods, by the policy', () => {
    const lines = [
      givenLine({ quantity: 2 }),
      givenLine({ lineId: '2', kind: 'SERVICE', sku: 'INSTALL' }),
      givenLine({ lineId: '3', sku: 'OL-TEA-002' }),
    ];
    const order = placed({ lines });
    expect(planRequestOf(order, '330100', POLICY)).toEqual({
      orderId: order.orderId,
      placedAt: NOON,
      region: '330100',
      deadlineHours: 96,
      minSuccess: 0.9,
      lines: [
        { sku: 'OL-TEA-001', quantity: 2 },
        { sku: 'OL-TEA-002', quantity: 1 },
      ],
      constraints: [],
    });
  });

  it("takes the channel's promise when it is tighter than the policy", () => {
    const promised = (promiseAt: string): number =>
      planRequestOf({ ...placed(), promiseAt: at(promiseAt) }, '330100', POLICY).deadlineHours;
    expect(promised('2026-06-03T04:00:00.000Z')).toBe(48);
    expect(promised('2026-06-30T04:00:00.000Z')).toBe(96);
  });

  it('counts the usual deadline from when the order may be sent', () => {
    const later = { ...placed(), constraints: [constraint('NOT_BEFORE', '2026-06-06T04:00:00.000Z')] };
    expect(planRequestOf(later, '330100', POLICY).deadlineHours).toBe(96 + 120);
  });

  it('still asks for the fastest when the promise is already past', () => {
    const order = { ...placed(), promiseAt: at('2026-05-01T00:00:00.000Z') };
    expect(planRequestOf(order, '330100', POLICY).deadlineHours).toBe(1);
  });

  it('hands the constraints on and avoids whoever refused before', () => {
    const order = placed({ constraints: [constraint('CARRIER_WANTED', 'SF_EXPRESS')] });
    const refused = { ...order, lifecycle: { ...order.lifecycle, refusedBy: ['WH-NINGBO'] } };
    expect(planRequestOf(refused, '330100', POLICY).constraints).toEqual([
      { type: 'CARRIER_WANTED', value: 'SF_EXPRESS' },
      { type: 'NODE_AVOIDED', value: 'WH-NINGBO' },
      { type: 'CARRIER_AVOIDED', value: 'WH-NINGBO' },
    ]);
  });

  it('can ask for the lines that are still open only', () => {
    const order = placed({ lines: [givenLine(), givenLine({ lineId: '2', sku: 'OL-TEA-002' })] });
    const { lines } = planRequestOf(order, '330100', POLICY, order.deliverables.slice(1));
    expect(lines).toEqual([{ sku: 'OL-TEA-002', quantity: 1 }]);
  });

  it('starts from an order that the schema knows', () => {
    expect(Order.safeParse(placed()).success).toBe(true);
  });
});
