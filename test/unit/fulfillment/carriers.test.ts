import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { PushRequest } from '#domain/channel/channel.ts';
import { type Carrier, CarrierMapping, type CarrierSecret, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { CARRIERS, carrierById } from '#domain/fulfillment/carriers.ts';
import { receivedAgain, receiveTracking } from '#domain/fulfillment/receive-tracking.ts';
import { scanCommand } from '#domain/fulfillment/report-action.ts';
import { codeOf, readScans, scanReader } from '#domain/fulfillment/scan-mapping.ts';
import { fromIso } from '#domain/time.ts';
import { carrierSource } from '#shared/carrier-sources.ts';
import { nodeCrypto as crypto } from '#shared/node-crypto.ts';
import { givenLeg } from './given.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;
const remarks = RemarkRules.parse(json('catalog/carriers/remark-rules.json'));
const NOW = fromIso('2026-05-20T12:00:00+08:00');

type Fixture = {
  about: string;
  secret: CarrierSecret;
  /** As it arrived: header names in lower case. */
  call: { headers: Record<string, string>; query?: Record<string, string>; body: string };
  expect: {
    trackings: {
      number: string;
      companies: string[];
      actions: { action: string; occurredAt: string | null; code: string; reason: string | null }[];
      unreadable: number;
    }[];
    unreadable: number;
    answer: { status: number; contentType: string; body: string };
  };
};
const fixturesOf = (id: string): [string, Fixture][] =>
  readdirSync(`test/fixtures/fulfillment/${id}`).map((file) => [
    file,
    json(`test/fixtures/fulfillment/${id}/${file}`) as Fixture,
  ]);

const requestOf = ({ headers, query = {}, body }: Fixture['call']): PushRequest => ({
  method: 'POST',
  path: '/',
  query,
  headers,
  body: new TextEncoder().encode(body),
});
const received = (carrier: Carrier, request: PushRequest, secrets: CarrierSecret[]) => {
  const result = receiveTracking(carrier, request, secrets, crypto);
  if (result.kind !== 'RECEIVED') throw new Error(`not received: ${result.kind}`);
  return result;
};
/** A key that every carrier can use: EMS takes 16 bytes of base64. */
const GIVEN_KEY = 'QUJDREVGR0hJSktMTU5PUA==';
const keyOf = ({ key }: CarrierSecret): CarrierSecret => ({ key });

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
    const { secret, call } = fixture;
    const request = requestOf(call);

    it('is read as the actions expected, ascending', () => {
      const { reading } = received(carrier, request, [secret]);
      const got = reading.trackings.map(({ number, companies, scans, unreadable }) => ({
        number,
        companies: [...companies],
        actions: readScans(scans, read).map(({ scan, reading: { action, reason } }) => ({
          action,
          occurredAt: scan.occurredAt,
          code: codeOf(scan),
          reason,
        })),
        unreadable: unreadable.length,
      }));
      expect(got).toEqual(fixture.expect.trackings);
      expect(reading.unreadable).toHaveLength(fixture.expect.unreadable);
    });

    it('is answered byte for byte as the carrier expects', () => {
      const { message } = received(carrier, request, [secret]);
      expect(carrier.answer({ kind: 'TAKEN' }, { request, message, now: NOW, crypto })).toEqual(fixture.expect.answer);
    });

    it('is heard twice as the same reports, whatever the clock says', () => {
      const reports = (now: typeof NOW) => {
        const { trackings } = received(carrier, request, [secret]).reading;
        return trackings.flatMap(({ number, scans }) =>
          scans.map((scan) => {
            const waybill = { carrier: 'ZTO', number };
            const sha256Hex = (text: string) => crypto.sha256Hex(Buffer.from(text));
            const context = { carrier: id, waybill, taken: new Set<string>(), sha256Hex, now };
            return scanCommand(scan, read(scan), givenLeg(), context).action;
          }),
        );
      };
      const first = reports(NOW).map(({ actionId }) => actionId);
      expect(reports(fromIso('2026-05-27T12:00:00+08:00')).map(({ actionId }) => actionId)).toEqual(first);
      expect(new Set(first).size).toBe(first.length);
      expect(first.every((actionId) => actionId.length <= 200)).toBe(true);
      for (const { sourceText, location } of reports(NOW))
        expect(`${sourceText} ${location?.name}`).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
    });

    it('is received while the secret is being changed: current and previous verify', () => {
      expect(received(carrier, request, [{ key: GIVEN_KEY }, secret]).message).toBe(
        received(carrier, request, [secret]).message,
      );
    });

    it('refuses other secrets, another account and none', () => {
      const refused = { kind: 'REFUSED', verdict: { status: 401, reason: 'SIGNATURE' } };
      for (const secrets of [[], [{ key: GIVEN_KEY }], [{ key: 'wrong' }], [{ key: '' }]]) {
        if (secret.key === '' && secrets.some(({ key }) => key === '')) continue;
        expect(receiveTracking(carrier, request, secrets, crypto)).toMatchObject(refused);
      }
      if (secret.account)
        expect(receiveTracking(carrier, request, [{ ...secret, account: 'somebody' }], crypto)).toMatchObject(refused);
    });

    it('is signed by us as by the source', () => {
      const { message } = received(carrier, request, [secret]);
      const signed = carrier.sign(message, secret, crypto);
      expect(signed.path).toBe(`/carriers/${id}/tracking`);
      expect(received(carrier, signed, [secret]).message).toBe(message);
      expect(received(carrier, carrier.sign(message, keyOf(secret), crypto), [keyOf(secret)]).message).toBe(message);
    });
  });

  const [, given] = fixtures[0] ?? [];
  if (!given) throw new Error(`${id} has no fixture`);

  it('refuses a message that was changed under way, where the carrier signs', () => {
    const request = requestOf(given.call);
    const { message } = received(carrier, request, [given.secret]);
    const signed = carrier.sign(message, given.secret, crypto);
    if ('token' in signed.query) {
      expect(receiveTracking(carrier, { ...signed, query: {} }, [given.secret], crypto).kind).toBe('REFUSED');
      return;
    }
    if (carrier.unwrap(signed) === null) {
      const shortened = bodyOf(signed).replace(/(logitcsInterface=.{40}).{4}/, '$1');
      const cut = { ...signed, body: new TextEncoder().encode(shortened) };
      expect(receiveTracking(carrier, cut, [given.secret], crypto).kind).toBe('REFUSED');
      return;
    }
    const other = carrier.sign(`${message} `, given.secret, crypto);
    // Headers or digests of one message around the other.
    const mixed =
      JSON.stringify(signed.headers) === JSON.stringify(other.headers)
        ? { ...signed, body: spliced(signed, other) }
        : { ...signed, body: other.body };
    expect(receiveTracking(carrier, mixed, [given.secret], crypto).kind).toBe('REFUSED');
  });

  it('refuses whatever a stranger sends, without throwing', () => {
    const names = Object.keys({ ...given.call.headers, ...requestOf(given.call).query });
    const fields = [...new URLSearchParams(given.call.body).keys()].filter((name) => name.length < 40);
    const text = fc.oneof(fc.string(), fc.base64String(), fc.json(), fc.constant('%E4%'), fc.constant('<a'));
    const form = fc
      .dictionary(fields.length > 0 ? fc.constantFrom(...fields) : fc.string(), text)
      .map((values) => new URLSearchParams(values).toString());
    const body = fc.oneof(
      form.map((each) => new TextEncoder().encode(each)),
      text.map((each) => new TextEncoder().encode(each)),
      fc.uint8Array(),
    );
    fc.assert(
      fc.property(body, fc.dictionary(fc.constantFrom('x', ...names), text), text, (bytes, headers, token) => {
        const request = { method: 'POST', path: '/', query: { token }, headers, body: bytes };
        return receiveTracking(carrier, request, [{ key: GIVEN_KEY }], crypto).kind === 'REFUSED';
      }),
      { numRuns: 40 },
    );
    expect(receiveTracking(carrier, { ...requestOf(given.call), method: 'PUT' }, [given.secret], crypto)).toEqual({
      kind: 'REFUSED',
      verdict: { kind: 'REFUSED', status: 405, reason: 'METHOD' },
    });
  });

  it('takes what is signed and makes no sense, keeps it as unreadable, and answers', () => {
    const message = fc.oneof(fc.string(), fc.json(), fc.constant('<a>'), fc.constant('{"traces":[{}],"data":[1]}'));
    fc.assert(
      fc.property(message, (text) => {
        fc.pre(text !== '');
        const request = carrier.sign(text, { key: GIVEN_KEY }, crypto);
        const result = receiveTracking(carrier, request, [{ key: GIVEN_KEY }], crypto);
        // What is encrypted and not signed is known for a message by being JSON.
        if (result.kind !== 'RECEIVED' && id === 'ems') return;
        if (result.kind !== 'RECEIVED') throw new Error(`refused what it signed itself: ${JSON.stringify(text)}`);
        for (const tracking of result.reading.trackings) expect(tracking.number).not.toBe('');
        const call = { request, message: result.message, now: NOW, crypto };
        expect(carrier.answer({ kind: 'TAKEN' }, call).status).toBeLessThan(300);
      }),
      { numRuns: 40 },
    );
  });

  it('says "send it again" otherwise than "taken", and "refused" in its status', () => {
    const request = requestOf(given.call);
    const { message } = received(carrier, request, [given.secret]);
    const call = { request, message, now: NOW, crypto };
    const taken = carrier.answer({ kind: 'TAKEN' }, call);
    const failed = carrier.answer({ kind: 'FAILED' }, call);
    expect(failed.body).not.toBe(taken.body);
    const refused = carrier.answer({ kind: 'REFUSED', status: 401, reason: 'SIGNATURE' }, { ...call, message: null });
    expect(refused.status).toBe(401);
    expect(carrier.answer({ kind: 'PARTLY', missed: ['78012345678901'] }, call).body).not.toBe(taken.body);
  });
});

/** The body of the one with the message of the other: every field that both have in the same length stays the first's. */
const spliced = (one: PushRequest, other: PushRequest): Uint8Array => {
  const [first, second] = [one, other].map(({ body }) => [...new URLSearchParams(new TextDecoder().decode(body))]);
  const fields = (first ?? []).map(([name, value], index) => {
    const [, changed = ''] = second?.[index] ?? [];
    return [name, value.length === changed.length ? value : changed] as [string, string];
  });
  return new TextEncoder().encode(new URLSearchParams(fields).toString());
};

const bodyOf = ({ body }: PushRequest): string => new TextDecoder().decode(body);

describe('kuaidi100', () => {
  const kuaidi100 = carrierById('kuaidi100');
  if (!kuaidi100) throw new Error('kuaidi100 is missing');
  const secret = { key: 's' };
  const receive = (param: string) => received(kuaidi100, kuaidi100.sign(param, secret, crypto), [secret]);

  it.each(['not json', '{"status":"polling"}', '{"status":"later","lastResult":{"com":"ems"}}'])(
    'says what it cannot understand of a signed text: %s',
    (param) => {
      const { reading } = receive(param);
      expect(reading.trackings).toEqual([]);
      expect(reading.unreadable.join()).toMatch(/^kuaidi100: /);
    },
  );

  it('signs over the text and the salt: MD5("abc") of RFC 1321, in upper case', () => {
    expect(bodyOf(kuaidi100.sign('ab', { key: 'c' }, crypto))).toBe('sign=900150983CD24FB0D6963F7D28E17F72&param=ab');
  });

  it('turns the newest-first rows round, also those of one second', () => {
    const row = (context: string) => ({ ftime: '2026-04-18 08:00:00', context, statusCode: '0' });
    const data = [row('离开'), row('分拣完成'), row('到达')];
    const { reading } = receive(
      JSON.stringify({ status: 'polling', lastResult: { com: 'ems', nu: 'EA000000001CN', data } }),
    );
    expect(reading.trackings[0]?.scans.map(({ text }) => text)).toEqual(['到达', '分拣完成', '离开']);
  });

  it('names every company the source took the parcel for', () => {
    const { reading } = receive(
      '{"status":"polling","comOld":"ems","comNew":"youzhengguonei","lastResult":{"com":"youzhengguonei","nu":"98000000000001","data":null}}',
    );
    expect(reading.trackings).toMatchObject([{ companies: ['youzhengguonei', 'ems'], scans: [] }]);
  });
});

/** MD5("abc") of RFC 1321, as each of them writes it. */
describe.each([
  ['kdniao', 'OTAwMTUwOTgzY2QyNGZiMGQ2OTYzZjdkMjhlMTdmNzI='],
  ['zto', 'kAFQmDzST7DWlj99KOF/cg=='],
  ['sto', 'kAFQmDzST7DWlj99KOF/cg=='],
  ['yto', 'kAFQmDzST7DWlj99KOF/cg=='],
  ['cainiao', 'kAFQmDzST7DWlj99KOF/cg=='],
])('%s', (id, digest) => {
  it('signs over the message and the key', () => {
    const signed = carrierById(id)?.sign('ab', { key: 'c' }, crypto);
    expect([...new URLSearchParams(signed && bodyOf(signed)).values()]).toContain(digest);
  });
});

describe('sf', () => {
  const sf = carrierById('sf');
  if (!sf) throw new Error('sf is missing');
  const answerTo = (message: string, verdict: Parameters<Carrier['answer']>[0]) =>
    sf.answer(verdict, { request: sf.sign(message, { key: 't' }, crypto), message, now: NOW, crypto }).body;
  const routes =
    '<Request><Body><WaybillRoute id="7" mailno="SF1"/><WaybillRoute id="8" mailno="SF2"/></Body></Request>';

  it('says which routes it did not take, so that only they are sent again', () => {
    expect(answerTo(routes, { kind: 'PARTLY', missed: ['SF2'] })).toBe(
      '<Response service="RoutePushService"><Head>PART</Head><Body><WaybillRouteResponse id="7" id_error="8"/></Body></Response>',
    );
    expect(answerTo(routes, { kind: 'FAILED' })).toContain('<Head>ERR</Head>');
    expect(answerTo('{"Body":{}}', { kind: 'PARTLY', missed: ['SF2'] })).toContain('"return_code":"1000"');
  });

  it('reads what the query API answers', () => {
    const routes = [
      { acceptTime: '2026-05-12 10:00:00', remark: '顺丰速运 已收取快件', opCode: '50', acceptAddress: '杭州市' },
    ];
    const apiResultData = JSON.stringify({ success: true, msgData: { routeResps: [{ mailNo: 'SF1', routes }] } });
    const { trackings } = sf.read(JSON.stringify({ apiResultCode: 'A1000', apiResultData }));
    expect(trackings).toMatchObject([{ number: 'SF1', scans: [{ code: '50', location: { name: '杭州市' } }] }]);
  });

  it('finds the new number of a parcel in its field or its text', () => {
    const row = (more: object) =>
      JSON.stringify({ mailno: 'SF1', acceptTime: '2026-05-12 10:00:00', opCode: '648', remark: '', ...more });
    const renamed = (message: string) => sf.read(message).trackings[0]?.scans[0]?.renamedTo;
    expect(renamed(row({ newMailno: 'SF1500000069999' }))).toBe('SF1500000069999');
    expect(renamed(row({ remark: '已转寄，新运单号：SF1500000069998' }))).toBe('SF1500000069998');
    expect(renamed(row({ remark: '已转寄' }))).toBeUndefined();
  });
});

describe('jd', () => {
  it('knows the waybill of the way back from the remark of a label printed anew, and from no other', () => {
    const jd = carrierById('jd');
    const row = (state: string) => ({
      waybillCode: 'JDVB10000000101',
      state,
      operationTime: '2026-05-13 10:00:00',
      operationRemark: '原单JDVB10000000101，新单JDVC90000000909',
    });
    const renamed = (state: string) => jd?.read(JSON.stringify(row(state))).trackings[0]?.scans[0]?.renamedTo;
    expect(renamed('200020')).toBe('JDVC90000000909');
    expect(renamed('11000')).toBeUndefined();
  });
});

describe('what was kept', () => {
  it.each(CARRIERS.map(({ id }) => id))('of %s is read again by its own reader and code table', (id) => {
    const source = carrierSource(id);
    expect(source?.carrier.id).toBe(id);
    expect(source?.tables.mapping.carrier).toBe((json(`catalog/carriers/${id}.json`) as { carrier: string }).carrier);
    for (const [, { secret, call }] of fixturesOf(id)) {
      const carrier = carrierById(id) as Carrier;
      const first = receiveTracking(carrier, requestOf(call), [secret], crypto);
      if (first.kind !== 'RECEIVED') continue;
      const { message, reading } = first;
      expect(receivedAgain(carrier, message, null).trackings).toEqual(reading.trackings);
      for (const tracking of reading.trackings)
        expect(receivedAgain(carrier, message, tracking.number).trackings).toContainEqual(tracking);
    }
  });

  it('says why it still cannot be used', () => {
    const carrier = carrierById('zto') as Carrier;
    expect(receivedAgain(carrier, 'no json', null).complaints).toEqual([expect.stringContaining('zto')]);
    expect(receivedAgain(carrier, '{"billCode":"7600000","action":"GOT"}', '7699999').complaints).toEqual([
      'it tells nothing of 7699999 any more',
    ]);
  });
});
