import fc from 'fast-check';
import { generateNetwork } from '../../../bench/generated-network.ts';
import { arrivalProbability } from '../../../domain/routing/arrival-time.ts';
import type { Lane, NetworkNode } from '../../../domain/routing/network.ts';
import { prepareNetwork } from '../../../domain/routing/prepared-network.ts';
import { type PromiseAsked, quotePromises } from '../../../domain/routing/quote-promises.ts';
import { stockViewOf } from '../../../domain/routing/stock-view.ts';
import type { Instant } from '../../../domain/time.ts';

const { network, stock, orders } = generateNetwork(5, { warehouses: 8, regions: 12, skus: 40, orders: 200 });
const prepared = prepareNetwork(network);
const view = stockViewOf(stock);
const AT = '2026-03-02T02:00:00.000Z' as Instant;

const asking = (index: number, more: Partial<PromiseAsked> = {}) => {
  const { region, lines } = orders[index] as (typeof orders)[number];
  return quotePromises({ region, lines, at: AT, minSuccess: 0.95, latestHours: 240, ...more }, prepared, view);
};
const optionsOf = (index: number, more: Partial<PromiseAsked> = {}) => {
  const answer = asking(index, more);
  return 'options' in answer ? answer.options : [];
};

const nodes = new Map(network.nodes.map((node) => [node.node, node]));
const lanes = new Map(network.lanes.map((lane) => [lane.lane, lane]));
const anyOrder = fc.integer({ min: 0, max: orders.length - 1 });

describe('what could be promised', () => {
  it('is kept with the probability asked for, and would not be an hour earlier', () => {
    expect(
      fc.check(
        fc.property(anyOrder, (index) =>
          optionsOf(index).every(({ withinHours, legs }) => {
            const sureAt = (hours: number): number =>
              legs.reduce((product, { node, lane }) => {
                const time = { ...(nodes.get(node) as NetworkNode), ...(lanes.get(lane) as Lane) };
                return product * arrivalProbability(hours, time);
              }, 1);
            return sureAt(withinHours) >= 0.95 && sureAt(withinHours - 1) < 0.95;
          }),
        ),
        { numRuns: 60 },
      ),
    ).toMatchObject({ failed: false });
  });

  it('is the faster the dearer, each option in a day class of its own', () => {
    for (let index = 0; index < 50; index += 1) {
      const options = optionsOf(index);
      const hours = options.map(({ withinHours }) => withinHours);
      const costs = options.map(({ cost }) => cost);
      expect(hours).toEqual([...hours].sort((a, b) => b - a));
      expect(costs).toEqual([...costs].sort((a, b) => a - b));
    }
  });

  it('is by when time runs from the moment of asking, to the minute', () => {
    const [option] = optionsOf(0);
    if (!option) throw new Error('order 0 has an option');
    const promised = Date.parse(option.promiseAt) - Date.parse(AT);
    expect(promised / 3_600_000).toBeCloseTo(option.withinHours, 3);
  });

  it('takes a safer promise to be a later one', () => {
    const [at90, at99] = [0.9, 0.99].map((minSuccess) => optionsOf(0, { minSuccess })[0]?.withinHours ?? 0);
    expect(at99).toBeGreaterThan(at90 ?? 0);
  });

  it('is nothing, with the reasons, where nothing serves', () => {
    expect(asking(0, { region: 'nowhere' })).toMatchObject({ unroutable: [{ code: 'UNKNOWN_REGION' }] });
    const late = asking(0, { latestHours: 0.5 });
    expect('unroutable' in late && late.unroutable.map(({ code }) => code)).toEqual(
      orders[0]?.lines.map(() => 'TOO_SLOW'),
    );
  });
});
