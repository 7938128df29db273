import { InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { rateOf, troublesOf } from '../../../bin/local/traffic.ts';
import { BAD_DAY, type MixedPush, mixtureOf, seeded, type Troubles } from '../../simulators/channels/mixture.ts';

const CHANNELS = ['douyin', 'shopify', 'eleme'];

const pushes = (count: number, seed: number, troubles: Troubles, everyMs = 200): MixedPush[] => {
  const { next } = mixtureOf(CHANNELS, troubles, seeded(seed), 0);
  return Array.from({ length: count }, (_, index) => next(index * everyMs));
};

describe('a mixture of traffic', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(pushes(200, 7, BAD_DAY)).toEqual(pushes(200, 7, BAD_DAY));
    expect(pushes(200, 7, BAD_DAY)).not.toEqual(pushes(200, 8, BAD_DAY));
  });

  it('lets every channel push', () => {
    expect(new Set(pushes(300, 1, {}).map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
  });

  it('never lets a platform show less of an order than it has shown', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const shown = new Map<number, string>();
        for (const { serial, shows } of pushes(300, seed, BAD_DAY)) {
          if (shows === null) continue;
          if (shown.get(serial) === 'order-paid') expect(shows).toBe('order-address-changed');
          shown.set(serial, shows);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('sends again in order what was refused', () => {
    const sent = pushes(400, 3, { TAMPERED: 0.5 });
    const refused = sent.filter(({ trouble }) => trouble === 'TAMPERED');
    expect(refused.length).toBeGreaterThan(20);
    const early = refused.slice(0, 20);
    for (const { serial, fixture } of early)
      expect(sent).toContainEqual(expect.objectContaining({ serial, fixture, trouble: null }));
  });

  it('turns the pushes of an order round when asked to', () => {
    const sent = pushes(400, 5, { OUT_OF_ORDER: 1 });
    const of = (serial: number): string[] =>
      sent.filter((push) => push.serial === serial).map(({ fixture }) => fixture);
    expect(sent.map(({ serial }) => of(serial).join(' '))).toContain('order-paid order-created');
    expect(sent.map(({ serial }) => of(serial).join(' '))).not.toContain('order-created order-paid');
  });
});

describe('the traffic options', () => {
  it.each([
    ['5/s', 5],
    ['0.5/s', 0.5],
    ['90/min', 1.5],
  ])('reads %s', (text, rate) => expect(rateOf(text)).toBe(rate));

  it.each(['5', 'fast', '0/s', '1000/s', '-1/s'])('refuses the rate %s and shows how to give one', (text) => {
    expect(() => rateOf(text)).toThrow(InvalidArgumentError);
    expect(() => rateOf(text)).toThrow('5/s');
  });

  it('reads shares of troubles', () => {
    expect(troublesOf('twice=0.2,out-of-order=1')).toEqual({ TWICE: 0.2, OUT_OF_ORDER: 1 });
    expect(troublesOf('none')).toEqual({});
    expect(troublesOf('bad-day')).toEqual(BAD_DAY);
  });

  it.each(['slow=1', 'twice', 'twice=2', 'twice='])('refuses %s and names what there is', (text) => {
    expect(() => troublesOf(text)).toThrow(/out-of-order/);
  });
});
