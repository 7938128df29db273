import { localTime, zoneOf } from '#domain/fulfillment/place-zones.ts';

describe('the clock of a place', () => {
  it.each([
    [{ airport: 'LAX' }, 'America/Los_Angeles'],
    [{ airport: 'pvg' }, 'Asia/Shanghai'],
    [{ country: 'DEU' }, 'Europe/Berlin'],
    [{ country: 'US', state: 'AZ' }, 'America/Phoenix'],
    [{ country: 'USA', state: 'NY' }, 'America/New_York'],
    [{ country: 'AUS', city: 'Brisbane' }, 'Australia/Brisbane'],
    // Several clocks, and nothing that says which.
    [{ country: 'US' }, null],
    [{ country: 'XX' }, null],
    [{}, null],
  ])('%j is on %s', (place, zone) => {
    expect(zoneOf(place)).toBe(zone);
  });

  it('names a zone only where it is a zone: every name is known to the clockwork', () => {
    for (const airport of ['SDF', 'ANC', 'HNL', 'GRU', 'EZE', 'ADD', 'ALA', 'DOH', 'IST', 'SVO', 'NBO', 'AKL'])
      expect(localTime('2026-01-15T08:00:00', { airport })).toMatch(/[+-]\d{2}:\d{2}$/);
  });
});

describe('a local time', () => {
  it('gets the zone that the place was on that day, summer time included', () => {
    expect(localTime('2026-01-15T08:00:00', { airport: 'CVG' })).toBe('2026-01-15T08:00:00-05:00');
    expect(localTime('2026-07-15 08:00', { airport: 'CVG' })).toBe('2026-07-15T08:00:00-04:00');
    expect(localTime('2026-07-15T08:00:00', { country: 'IN' })).toBe('2026-07-15T08:00:00+05:30');
  });

  it('keeps a zone of its own, and is UTC where the place leaves several', () => {
    expect(localTime('2026-07-15T08:00:00+02:00', { country: 'CN' })).toBe('2026-07-15T08:00:00+02:00');
    expect(localTime('2026-07-15T08:00:00', { country: 'US' })).toBe('2026-07-15T08:00:00Z');
    expect(localTime('soon', { country: 'CN' })).toBe('soon');
  });
});
