import type { PlanAnswer } from '#domain/routing/plan.ts';
import { prepareNetwork } from '#domain/routing/prepared-network.ts';
import { withRoutes } from '#domain/routing/routed-plans.ts';
import { aLane, aNetwork, aNode } from '../../fixtures/routing/small-network.ts';

const network = prepareNetwork(
  aNetwork(
    [aNode('W', { handlingMu: 1 }), aNode('H', { kind: 'HUB', handlingMu: 2 })],
    [
      aLane('TRUNK', 'W', { to: 'H', carrier: 'C-TRUNK', mu: 3, shiftHours: 2 }),
      aLane('LAST', 'H', { to: 'R', carrier: 'C-LAST', mu: 1.5 }),
    ],
    [],
  ),
);
const hop = (at: string, by: string) => ({ node: at, lane: by, carrier: `C-${by}`, mode: 'ROAD' });
const leg = {
  ...hop('W', 'TRUNK'),
  via: [hop('H', 'LAST')],
  lines: [],
  cost: 1,
  successProbability: 1,
  etaAt: '',
  etaLatestAt: '',
};
const answer = (legs: object[]) => ({ orderId: 'o', plans: [{ legs }], rejected: [] }) as unknown as PlanAnswer;

describe('withRoutes', () => {
  it('tells each step of a way: who, from where to where, and the time the network gives it', () => {
    const routed = withRoutes(answer([leg]), network);
    const route = 'plans' in routed ? routed.plans[0]?.legs[0]?.route : null;
    expect(route).toMatchObject([
      { node: 'W', to: 'H', lane: 'TRUNK', carrier: 'C-TRUNK', handling: { mu: 1 }, travel: { mu: 3, shiftHours: 2 } },
      { node: 'H', to: 'R', lane: 'LAST', carrier: 'C-LAST', handling: { mu: 2 }, travel: { mu: 1.5 } },
    ]);
  });

  it('fails on a plan of another network', () => {
    expect(() => withRoutes(answer([{ ...leg, lane: 'GONE' }]), network)).toThrow(
      /lanes and nodes of its network.*GONE/,
    );
  });
});
