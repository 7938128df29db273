import { describe, expect, test } from '@jest/globals';
import { departureChanges, type HeldDeparture } from '#domain/fulfillment/held-departure.ts';
import { fromIso } from '#domain/time.ts';

const NOW = fromIso('2026-02-16T02:00:00Z');
const held = (given: Partial<HeldDeparture> = {}): HeldDeparture => ({
  lane: 'TRAIN',
  departsAt: fromIso('2026-02-17T06:30:00Z'),
  grams: 1500,
  litres: 10,
  mostSlots: 1,
  ...given,
});

describe('room on departures', () => {
  test('is taken once for all legs of a transaction, and evens out where one takes what another leaves', () => {
    const legs = [{ departures: [held()] }, { departures: [held({ grams: 500 })] }, {}];
    expect(departureChanges(legs, [], NOW)).toEqual([{ departure: held(), grams: 2000, litres: 20, slots: 2 }]);
    expect(departureChanges(legs, legs, NOW)).toEqual([]);
    expect(departureChanges([{ departures: [held({ grams: 2000 })] }], [{ departures: [held()] }], NOW)).toMatchObject([
      { grams: 500, litres: 0, slots: 0 },
    ]);
  });

  test('comes back until it has left', () => {
    expect(departureChanges([], [{ departures: [held()] }], NOW)).toMatchObject([{ grams: -1500, slots: -1 }]);
    expect(departureChanges([], [{ departures: [held()] }], fromIso('2026-02-17T06:30:00Z'))).toEqual([]);
  });
});
