import { hubOf, lastCarrierOf, medianHoursOf, partiesOf, type Route } from '#domain/fulfillment/route.ts';
import { given, givenLeg } from './given.ts';

const spread = (hours: number) => ({ mu: Math.log(hours), sigma: 0.2 });
const step = (node: string, to: string, carrier: string): Route[number] => ({
  node,
  to,
  lane: `${node}-${to}`,
  carrier,
  mode: 'ROAD',
  handling: spread(4),
  travel: { ...spread(10), shiftHours: 2 },
});
const route = [step('wh-hangzhou', 'hub-wuhan', 'ZTO'), step('hub-wuhan', '510100', 'SF')];

describe('the route of a leg', () => {
  it('names everybody with a part in it once, in the order of the way', () => {
    expect(partiesOf(givenLeg({ route }))).toEqual(['wh-hangzhou', 'ZTO', 'hub-wuhan', 'SF']);
    expect(partiesOf(givenLeg())).toEqual(['wh-hangzhou', 'ZTO']);
    expect(lastCarrierOf(givenLeg({ route }))).toBe('SF');
  });

  it('takes as long as its steps one after the other', () => {
    const [first, second] = medianHoursOf(route) as [number, number];
    expect(first).toBeGreaterThan(16);
    expect(first).toBeLessThan(17);
    expect(second).toBeGreaterThan(2 * first - 0.5);
  });

  it('knows a hub by who reports, or by the code of the place', () => {
    expect(hubOf(given('hub.arrived', 20, { source: 'partner:hub-wuhan' }), route)).toBe(1);
    const location = { name: '武汉', code: 'hub-wuhan', lonLat: null };
    expect(hubOf(given('hub.arrived', 20, { location }), route)).toBe(1);
    expect(hubOf(given('hub.arrived', 20, { source: 'partner:wh-hangzhou' }), route)).toBeNull();
  });
});
