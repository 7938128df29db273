import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { ChannelCrypto, PushRequest } from '#domain/channel/channel.ts';
import { CarrierMapping, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { CARRIERS, carrierById } from '#domain/fulfillment/carriers.ts';
import { remarkReader, scanReader } from '#domain/fulfillment/scan-mapping.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;
const remarks = RemarkRules.parse(json('catalog/carriers/remark-rules.json'));
const hash = (name: string) => (data: Uint8Array) => createHash(name).update(data).digest('hex');
const unused = (): never => {
  throw new Error('no carrier needs this');
};
const crypto: ChannelCrypto = {
  md5Hex: hash('md5'),
  sha1Hex: hash('sha1'),
  sha256Hex: hash('sha256'),
  hmacSha256: unused,
  aesCbcDecrypt: unused,
  aesCbcEncrypt: unused,
  equal: (a, b) => a === b,
};

type Fixture = {
  about: string;
  salt: string;
  body: string;
  expect: { action: string; occurredAt: string | null; code: string; reason: string | null }[];
  unreadable: number;
};
const fixturesOf = (id: string): [string, Fixture][] =>
  readdirSync(`test/fixtures/fulfillment/${id}`).map((file) => [
    file,
    json(`test/fixtures/fulfillment/${id}/${file}`) as Fixture,
  ]);
const requestOf = (body: string): PushRequest => ({
  method: 'POST',
  path: '/',
  query: {},
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new TextEncoder().encode(body),
});

describe.each(CARRIERS.map((carrier) => [carrier.id, carrier] as const))('carrier %s', (id, carrier) => {
  const mapping = CarrierMapping.parse(json(`catalog/carriers/${id}.json`));
  const read = scanReader(mapping, remarks);
  const fixtures = fixturesOf(id);

  it('is found by its id', () => {
    expect(carrierById(id)).toBe(carrier);
    expect(mapping.carrier).toBe(id);
    expect(fixtures.length).toBeGreaterThan(0);
  });

  describe.each(fixtures)('%s', (_, fixture) => {
    const receive = (salts: string[], body = fixture.body) => carrier.receive(requestOf(body), salts, crypto);

    it('is read as the actions expected, ascending', () => {
      const received = receive([fixture.salt]);
      if (received.kind !== 'ACCEPTED') throw new Error(`not accepted: ${received.kind}`);
      const got = received.tracking.scans.map((scan) => {
        const { action, reason } = read(scan);
        return { action, occurredAt: scan.occurredAt, code: scan.code, reason };
      });
      expect(got).toEqual(fixture.expect);
      expect(received.tracking.unreadable).toHaveLength(fixture.unreadable);
    });

    it('is accepted while the salt is being changed: current and previous verify', () => {
      expect(receive(['the-new-one', fixture.salt]).kind).toBe('ACCEPTED');
    });

    it('refuses another salt, an unsigned call and a tampered text', () => {
      expect(receive(['wrong'])).toMatchObject({ kind: 'REFUSED', reason: 'SIGNATURE' });
      expect(receive([])).toMatchObject({ kind: 'REFUSED' });
      expect(receive([fixture.salt], fixture.body.replace(/sign=[0-9A-F]+/, 'sign='))).toMatchObject({
        kind: 'REFUSED',
      });
      expect(receive([fixture.salt], fixture.body.replace('status', 'statuS'))).toMatchObject({ kind: 'REFUSED' });
    });

    it('is signed by us exactly as by the source', () => {
      const param = new URLSearchParams(fixture.body).get('param') ?? '';
      const signed = carrier.sign({ body: param }, fixture.salt, crypto);
      const form = (body: string) => Object.fromEntries(new URLSearchParams(body));
      expect(form(new TextDecoder().decode(signed.body))).toEqual(form(fixture.body));
      expect(carrier.receive(signed, [fixture.salt], crypto).kind).toBe('ACCEPTED');
    });
  });

  it('refuses whatever a stranger sends, without throwing', () => {
    for (const body of ['', '%', 'param=%E4%BD', 'sign=&param=', '{"a":1}', 'sign=x&param={}'])
      expect(carrier.receive(requestOf(body), ['salt'], crypto).kind).toBe('REFUSED');
    expect(carrier.receive({ ...requestOf(''), method: 'GET' }, ['salt'], crypto).kind).toBe('REFUSED');
  });
});

describe('kuaidi100', () => {
  const kuaidi100 = carrierById('kuaidi100');
  if (!kuaidi100) throw new Error('kuaidi100 is missing');
  const receive = (param: string) => kuaidi100.receive(kuaidi100.sign({ body: param }, 's', crypto), ['s'], crypto);

  it('is answered byte for byte as it expects', () => {
    const { answer } = receive('{"status":"polling","lastResult":{"com":"ems","nu":"EA000000001CN","data":[]}}');
    expect(answer).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{"result":true,"returnCode":"200","message":"成功"}',
    });
    expect(kuaidi100.failure.body).toBe('{"result":false,"returnCode":"500","message":"系统繁忙，请稍后重新推送"}');
  });

  it.each(['not json', '{"status":"polling"}', '{"status":"later","lastResult":{"com":"ems","nu":"1","data":[]}}'])(
    'keeps a signed text it cannot understand, and is not sent it again: %s',
    (param) => {
      const received = receive(param);
      expect(received).toMatchObject({ kind: 'UNREADABLE', body: param, answer: { status: 200 } });
      expect((received as { error: string }).error).toContain('param');
    },
  );

  it('signs over the text and the salt: MD5("abc") of RFC 1321, in upper case', () => {
    const signed = kuaidi100.sign({ body: 'ab' }, 'c', crypto);
    expect(new TextDecoder().decode(signed.body)).toBe('sign=900150983CD24FB0D6963F7D28E17F72&param=ab');
  });

  it('turns the newest-first rows round, also those of one second', () => {
    const row = (context: string) => ({ ftime: '2026-04-18 08:00:00', context, statusCode: '0' });
    const data = [row('离开'), row('分拣完成'), row('到达')];
    const received = receive(
      JSON.stringify({ status: 'polling', lastResult: { com: 'ems', nu: 'EA000000001CN', data } }),
    );
    if (received.kind !== 'ACCEPTED') throw new Error(`not accepted: ${received.kind}`);
    expect(received.tracking.scans.map(({ text }) => text)).toEqual(['到达', '分拣完成', '离开']);
  });

  it('names every company the source took the parcel for', () => {
    const received = receive(
      '{"status":"polling","comOld":"ems","comNew":"youzhengguonei","lastResult":{"com":"youzhengguonei","nu":"98000000000001","data":null}}',
    );
    expect(received).toMatchObject({ tracking: { companies: ['youzhengguonei', 'ems'], scans: [] } });
  });
});

describe('remark rules', () => {
  const read = remarkReader(remarks);
  it.each(remarks.tests.map(({ text, action, reason }) => [text, action, reason] as const))(
    '%s → %s',
    (text, action, reason) => {
      expect(read(text)).toEqual(action === null ? null : { action, reason: reason ?? null });
    },
  );

  it('tests every rule', () => {
    const tested = new Set(
      remarks.tests.map(({ text }) => remarks.rules.findIndex(({ match }) => new RegExp(match, 'u').test(text))),
    );
    expect(remarks.rules.flatMap(({ match }, index) => (tested.has(index) ? [] : [match]))).toEqual([]);
  });
});
