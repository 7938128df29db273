import { createHmac } from 'node:crypto';
import type { BusEvent } from '#domain/event.ts';
import { legsNamedBy, PushTargets, signedPush, targetsOf } from '#domain/fulfillment/partner-push.ts';
import { at, givenLeg, legId } from './given.ts';

const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');
const target = (party: string, more: object = {}) => ({
  party,
  url: `https://${party.toLowerCase()}.example/news`,
  keys: ['a-key-of-sixteen-or-more'],
  ...more,
});
const event = {
  source: 'fulfillment.fulfillment',
  type: 'LegDispatched',
  detail: { id: 'evt_01JTGN5W00000000000000000A', at: at(0), data: { legId } },
} as unknown as BusEvent;

describe('news pushed to partners', () => {
  it('go to those who have a part in the leg and asked for that event', () => {
    const known = PushTargets.parse({
      partners: [target('wh-hangzhou'), target('ZTO', { events: ['SlaAtRisk'] }), target('wh-chengdu')],
    });
    expect(targetsOf('LegDispatched', [givenLeg()], known).map(({ party }) => party)).toEqual(['wh-hangzhou']);
    expect(targetsOf('SlaAtRisk', [givenLeg()], known).map(({ party }) => party)).toEqual(['wh-hangzhou', 'ZTO']);
  });

  it('are signed over time and body with each key', () => {
    const { body, headers } = signedPush(
      event,
      { keys: ['the-older-key-of-two', 'the-newer-key-of-two'] },
      at(1),
      hmac,
    );
    const [time, ...signatures] = (headers['orderloom-signature'] as string).split(',');
    const seconds = time?.slice(2);
    expect(signatures).toEqual(
      ['the-older-key-of-two', 'the-newer-key-of-two'].map((key) => `v1=${hmac(key, `${seconds}.${body}`)}`),
    );
    expect(JSON.parse(body)).toMatchObject({ 'detail-type': 'LegDispatched', detail: { data: { legId } } });
    expect(headers['orderloom-event']).toBe(event.detail.id);
  });

  it('find the legs an event names, one or several', () => {
    expect(legsNamedBy({ legId })).toEqual([legId]);
    expect(legsNamedBy({ legs: [legId] })).toEqual([legId]);
    expect(legsNamedBy({ legs: 3 })).toEqual([]);
    expect(legsNamedBy(null)).toEqual([]);
  });

  it.each([
    ['a key that can be guessed', { keys: ['short'] }],
    ['an address that is none', { url: 'ftp://x' }],
  ])('refuses %s', (_, more) => {
    expect(PushTargets.safeParse({ partners: [target('ZTO', more)] }).success).toBe(false);
  });
});
