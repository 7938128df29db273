import type { Constraint, Order } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import type { PlanAnswer } from '#domain/routing/plan.ts';
import { firstServed } from '#domain/routing/relaxed-orders.ts';
import { unkeptWishes } from '#domain/routing/unkept-wishes.ts';
import { givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const constraint = (type: Constraint['type'], value: string, source = 'remark:buyer'): Constraint => ({
  type,
  value,
  lineId: null,
  source,
  confidence: 1,
});
const EMS = constraint('CARRIER_WANTED', 'EMS');
const NOT_YTO = constraint('CARRIER_AVOIDED', 'YTO');

const asking = (...constraints: Constraint[]): Order => {
  const command = { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 't', color: 'default' };
  const change = recordChannelOrder(command, null, givenContext());
  if ('kind' in change) throw new Error('a first push places an order');
  return { ...change.order, constraints };
};

const SERVED: PlanAnswer = { orderId: 'o', plans: [], rejected: [] };
const refused = (code: 'CONSTRAINT_UNMET' | 'OUT_OF_STOCK'): PlanAnswer => ({
  orderId: 'o',
  unroutable: [{ code, sku: null, reason: 'no' }],
});
/** A network in which only orders with at most these constraints are served. */
const serving =
  (...possible: Constraint[]) =>
  ({ constraints }: Order): PlanAnswer =>
    constraints.every((each) => possible.includes(each)) ? SERVED : refused('CONSTRAINT_UNMET');

describe('an order that cannot be served with the carriers its remark wishes', () => {
  it.each([
    ['all of it where it can be', [EMS, NOT_YTO], []],
    ['who should not carry, without who should', [NOT_YTO], [EMS]],
    ['nothing of it in the end', [], [EMS, NOT_YTO]],
  ])('keeps %s', (_what, possible, unkept) => {
    expect(firstServed(asking(EMS, NOT_YTO), serving(...possible))).toEqual({ answer: SERVED, unkept });
  });

  it("is refused rather than sent against the platform's own fields, or when wishes are not what is in the way", () => {
    const field = constraint('CARRIER_WANTED', 'EMS', 'channel:douyin');
    expect(firstServed(asking(field, NOT_YTO), serving())).toEqual({ answer: refused('CONSTRAINT_UNMET'), unkept: [] });
    let asked = 0;
    const empty = (): PlanAnswer => {
      asked += 1;
      return refused('OUT_OF_STOCK');
    };
    expect(firstServed(asking(EMS), empty).unkept).toEqual([]);
    expect(asked).toBe(1);
  });

  it('is told which wish was not kept, and what it was planned with instead', () => {
    const [told] = unkeptWishes([NOT_YTO], [{ carrier: 'YTO' }], { now: NOON });
    expect(told).toMatchObject({ code: 'WISH_NOT_KEPT', values: ['planned: YTO', 'remark:buyer: not YTO'] });
    expect(unkeptWishes([EMS], [], { now: NOON })).toEqual([]);
  });
});
