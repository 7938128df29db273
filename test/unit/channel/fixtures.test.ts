import { CHANNELS } from '#domain/channel/channels.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { aboutAnother, asOfNow, BadFixture, readFixture, signedCall } from '../../../bin/channel-fixture.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, fixtureNames, NOW, received, secretOf } from './given.ts';

const LATER = at('2027-01-15T09:41:07.123Z');

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))('the fixtures of %s', (id, channel) => {
  it('tell the life of an order', () => {
    expect(fixtureNames(channel)).toEqual(
      expect.arrayContaining([
        'order-created',
        'order-paid',
        'order-risk-hold',
        'order-address-changed',
        'order-shipped',
        'order-cancelled',
      ]),
    );
  });

  it('move to the present, to the hour, so that the same one sent again is the same message', () => {
    const now = asOfNow(fixture(channel, 'order-paid'), LATER);
    expect(now.at).toBe('2027-01-15T09:00:00.000Z');
    expect(asOfNow(fixture(channel, 'order-paid'), at('2027-01-15T09:59:59.999Z'))).toEqual(now);
    const text = `${now.push}${now.order}`;
    expect(text).toMatch(
      /2027-01-15T09:00|2027-01-15<\/cbc:IssueDate><cbc:IssueTime>17:00|2027-01-15[T ]17:00|1799139600|1800003600|1800003630|1800003645/,
    );
    expect(text).not.toMatch(/2026-06|17802\d{5}(?!\d)/);
  });

  it('can be about another order, with the same length of id', () => {
    const message = fixture(channel, 'order-paid');
    const other = aboutAnother(message, 123);
    expect(other.orderId).toHaveLength(message.orderId.length);
    expect(other.orderId).not.toBe(message.orderId);
    expect(`${other.push}${other.order}`).not.toContain(message.writtenId);
    const request = channel.sign(
      { body: other.push, topic: other.topic, at: NOW, nonce: other.orderId },
      secretOf(channel),
      nodeCrypto,
    );
    const first = channel.sign(
      { body: message.push, topic: message.topic, at: NOW, nonce: message.orderId },
      secretOf(channel),
      nodeCrypto,
    );
    const [a] = accepted(channel, request).pushes;
    const [b] = accepted(channel, first).pushes;
    expect(a?.channelOrderId).toBe(other.orderId);
    expect(a?.dedupeKey).not.toBe(b?.dedupeKey);
  });

  it('make an HTTP call that the channel takes', () => {
    const message = fixture(channel, 'order-paid');
    const call = signedCall(channel, { body: message.push, topic: message.topic }, secretOf(channel), NOW, 'n');
    const url = new URL(call.path, 'http://host');
    expect(url.pathname).toBe(`/channels/${id}`);
    const request = {
      method: call.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: call.headers,
      body: new TextEncoder().encode(call.body),
    };
    expect(received(channel, request).kind).toBe('ACCEPTED');
  });
});

describe('a fixture file', () => {
  it('refuses to be read when it is missing or none, naming file and field', () => {
    expect(() => readFixture('/nowhere/order.json')).toThrow(BadFixture);
    expect(() => readFixture('/nowhere/order.json')).toThrow(/^\/nowhere\/order\.json: /);
    expect(() => readFixture('package.json')).toThrow(/^package\.json: topic: /);
  });
});
