import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { travelWithin } from '#domain/routing/arrival-time.ts';
import { networkTimesOf, onTimeTable } from '#domain/routing/on-time-table.ts';
import { reachOf, reachSummary } from '#domain/routing/reach.ts';
import { aLane, aNetwork, aNode } from '../../fixtures/routing/small-network.ts';

/** Fine numeric integration over handling. */
const exact = (
  handling: readonly [number, number],
  shift: number,
  [mu, sigma]: readonly [number, number],
  hours: number,
) => {
  let [sum, mass] = [0, 0];
  for (let z = -6; z <= 6; z += 0.02) {
    const weight = Math.exp(-(z ** 2) / 2);
    mass += weight;
    sum += weight * travelWithin(hours - shift - Math.exp(handling[0] + handling[1] * z), mu, sigma);
  }
  return sum / mass;
};

describe('the table of chances', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const step = (mu: number, sigma: number) => fc.tuple(number(0, mu), number(0.1, sigma));

  test('is within 0.02 of fine integration, whichever of handling and travel is the wider', async () => {
    await fc.assert(
      fc.property(step(2.5, 0.8), number(0, 24), step(4.5, 0.8), number(1, 200), (handling, shift, travel, hours) => {
        const [probability] = onTimeTable(
          {
            handlingMu: Float64Array.of(handling[0]),
            handlingSigma: Float64Array.of(handling[1]),
            firstLane: Int32Array.of(0),
            start: Int32Array.of(0, 1),
            shiftHours: Float64Array.of(shift),
            mu: Float64Array.of(travel[0]),
            sigma: Float64Array.of(travel[1]),
          },
          [hours],
        );
        expect(Math.abs((probability as number) - exact(handling, shift, travel, hours))).toBeLessThan(0.02);
      }),
      { numRuns: 300 },
    );
  });

  test('has a row for every open lane from a node or its region into a region, promise by promise', () => {
    const network = aNetwork(
      [aNode('EAST'), aNode('WEST')],
      [
        aLane('OWN', 'EAST', { mu: 2 }),
        aLane('REGIONAL', 'AT-EAST', { mu: 4 }),
        aLane('SHUT', 'WEST', { open: false }),
        aLane('TRUNK', 'WEST', { to: 'EAST' }),
      ],
      [],
    );
    const { ways, nodes, lanes } = networkTimesOf(network);
    expect([...nodes].map((node) => network.nodes[node]?.node)).toEqual(['EAST', 'EAST']);
    expect([...lanes].map((lane) => network.lanes[lane]?.lane).sort()).toEqual(['OWN', 'REGIONAL']);
    const table = onTimeTable(ways, [24, 72]);
    expect(table).toHaveLength(4);
    expect(table[0]).toBeLessThanOrEqual(table[1] as number);
  });
});

describe('what can be promised where', () => {
  const network = aNetwork(
    [aNode('EAST'), aNode('WEST')],
    [aLane('FAST', 'EAST', { mu: 2, sigma: 0.2 }), aLane('SLOW', 'WEST', { mu: 4, sigma: 0.2 })],
    [],
  );

  test('is told by the surest way for each promise', () => {
    const [home] = reachOf(network);
    expect(home).toMatchObject({ region: 'HOME' });
    expect(new Set(home?.ways.map(({ node }) => node))).toEqual(new Set(['EAST']));
    expect(
      reachSummary(reachOf(network))
        .filter(({ regions }) => regions === 1)
        .map(({ withinHours }) => withinHours),
    ).toEqual([24, 48, 72, 96, 120]);
  });

  test('is less when a node takes nothing', () => {
    const left = reachOf(network, new Set(['EAST']));
    expect(new Set(left[0]?.ways.map(({ lane }) => lane))).toEqual(new Set(['SLOW']));
    expect(reachSummary(left).find(({ regions }) => regions === 1)?.withinHours).toBe(96);
  });
});
