import { b2b } from '#domain/channel/b2b.ts';
import { utf8 } from '#domain/channel/bytes.ts';
import type { ChannelSecret, PushRequest, Received } from '#domain/channel/channel.ts';
import { timedSignature, timestampOf } from '#domain/channel/timed-signature.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { at } from '../../support/given.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

const secret = secretOf(b2b);

const call = (body: string, headers: Record<string, string> = {}): PushRequest => ({
  method: 'POST',
  path: '/channels/b2b',
  query: {},
  headers: { host: 'orders.example.com', ...headers },
  body: utf8(body),
});

const isAccepted = (body: string, kept: ChannelSecret = secret) => {
  const answer = received(b2b, signed(b2b, { push: body, topic: '' }, kept), [kept]);
  if (answer.kind !== 'ACCEPTED') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  return answer;
};

const cxml = fixture(b2b, 'order-cxml').push;
const x12 = fixture(b2b, 'order-x12').push;
const ubl = fixture(b2b, 'order-paid').push;

describe('the door for B2B documents', () => {
  it('opens for the shared secret inside a cXML document, the one before it too, and keeps neither', () => {
    for (const word of [secret.current, secret.previous ?? '']) {
      const body = cxml.replace('filled in when it is signed', word);
      const answer = received(b2b, call(body));
      expect(answer).toMatchObject({ kind: 'ACCEPTED', answer: { status: 200 } });
      expect(JSON.stringify(answer)).not.toContain(word);
    }
  });

  it('keeps no number of a purchasing card', () => {
    const [push] = isAccepted(
      cxml.replace(
        '<Comments',
        '<Payment><PCard expiration="2027-03-12" number="4000000000000002"/></Payment><Comments',
      ),
    ).pushes;
    expect(push?.body).toContain('<PCard expiration="2027-03-12" number="***"/>');
  });

  it('answers cXML in cXML: 200 with a Status, 401 for a secret it does not know, 400 for what is no XML', () => {
    const taken = received(b2b, signed(b2b, { push: cxml, topic: '' }));
    expect(taken.answer.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<!DOCTYPE cXML SYSTEM "[^"]+cXML.dtd">\n<cXML payloadID="[0-9a-f]{32}@orderloom" timestamp="2026-06-01T04:01:00.000Z" xml:lang="en-US"><Response><Status code="200" text="OK" xml:lang="en-US"\/><\/Response><\/cXML>$/,
    );
    const guess = received(b2b, call(cxml));
    expect(guess).toMatchObject({ kind: 'REFUSED', answer: { status: 401, contentType: 'text/xml; charset=utf-8' } });
    expect(guess.answer.body).toContain('<Status code="401" text="Unauthorized" xml:lang="en-US">SIGNATURE</Status>');
    const half = received(b2b, call(cxml.slice(0, 900)));
    expect(half).toMatchObject({ kind: 'REFUSED', answer: { status: 400 } });
    expect(half.answer.body).toContain('<Status code="400" text="Bad Request"');
  });

  it('opens for name and secret as a password, for partners that cannot sign', () => {
    const basic = (word: string) => ({ authorization: `Basic ${btoa(`${secret.appId}:${word}`)}` });
    expect(received(b2b, call(x12, basic(secret.current))).kind).toBe('ACCEPTED');
    expect(received(b2b, call(x12, basic(secret.previous ?? ''))).kind).toBe('ACCEPTED');
    for (const headers of [
      basic('guess'),
      { authorization: 'Basic ????' },
      { authorization: `Bearer ${secret.current}` },
    ])
      expect(received(b2b, call(x12, headers))).toMatchObject({ kind: 'REFUSED', answer: { status: 401 } });
  });

  it('refuses a signature older than five minutes, also of a document with the right secret inside', () => {
    const late = timestampOf(at('2026-06-01T03:55:00.000Z'));
    const body = cxml.replace('filled in when it is signed', secret.current);
    const headers = {
      'x-orderloom-timestamp': late,
      'x-orderloom-signature': timedSignature(late, utf8(body), secret.current, nodeCrypto),
    };
    expect(received(b2b, call(body, headers))).toMatchObject({ kind: 'REFUSED', reason: 'TIMESTAMP' });
  });

  it('refuses a partner that speaks for another one', () => {
    const bound = { ...secret, senders: ['DUNS:901234567'] };
    for (const body of [x12, ubl, cxml]) {
      expect(isAccepted(body, bound).pushes).toHaveLength(1);
      const other = { ...secret, senders: ['GLN:4000001000005'] };
      expect(received(b2b, signed(b2b, { push: body, topic: '' }, other), [other])).toMatchObject({
        kind: 'REFUSED',
        reason: 'SENDER',
      });
    }
  });

  it('answers probes and creates nothing: an empty signed call, and a ProfileRequest with what is taken where', () => {
    expect(received(b2b, signed(b2b, { push: '', topic: '' }))).toMatchObject({
      kind: 'PROBE',
      answer: { status: 200 },
    });
    const request = cxml.replace(/<OrderRequest>[\s\S]*<\/OrderRequest>/, '<ProfileRequest/>');
    const { callbackUrl: _none, ...plain } = secret;
    const asked = signed(b2b, { push: request, topic: '' }, plain);
    const probe = received(b2b, { ...asked, headers: { ...asked.headers, host: 'orders.example.com' } }, [plain]);
    expect(probe.kind).toBe('PROBE');
    expect(probe.answer.body).toContain(
      '<ProfileResponse effectiveDate="2026-06-01T04:01:00.000Z"><Transaction requestName="OrderRequest"><URL>https://orders.example.com/channels/b2b</URL></Transaction></ProfileResponse>',
    );
    const registered = { ...secret, callbackUrl: 'https://edi.example.com/in' };
    expect(received(b2b, asked, [registered]).answer.body).toContain('<URL>https://edi.example.com/in</URL>');
  });

  it.each<[string, string, string]>([
    ['another request', cxml.replaceAll('OrderRequest>', 'QuoteRequest>'), '450'],
    ['no order id', cxml.replace(/orderID="[^"]+"/, 'orderID=""'), '406'],
    [
      'an order date that is none',
      cxml
        .replace('orderDate="2026-06-01T12:00:00+08:00"', 'orderDate="soon"')
        .replace(/timestamp="[^"]+"/, 'timestamp=""'),
      '406',
    ],
  ])('keeps a cXML document with %s, unread, and says so', (_name, body, code) => {
    const { pushes, unreadable, answer } = isAccepted(body);
    expect(pushes).toEqual([]);
    expect(unreadable).toEqual([expect.objectContaining({ error: expect.stringMatching(/^b2b cXML .+: /) })]);
    expect(answer.body).toContain(`<Status code="${code}"`);
  });

  it('tells in an ApplicationResponse what a UBL document lacks', () => {
    const { pushes, unreadable, answer } = isAccepted(ubl.replace(/<cac:OrderReference>.*?<\/cac:OrderReference>/, ''));
    expect(pushes).toEqual([]);
    expect(unreadable[0]?.error).toMatch(/^b2b OrderChange OrderReference\/ID is missing: /);
    expect(answer.body).toContain(
      '<cbc:ResponseCode>RE</cbc:ResponseCode><cbc:Description>OrderReference/ID is missing',
    );
  });

  it('keeps XML that is nothing of these, and refuses none of it with an error', () => {
    const deep = '<a>'.repeat(5000) + '</a>'.repeat(5000);
    for (const body of [
      '<html></html>',
      '<Order>',
      deep,
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      'ISA*00',
      'hello',
    ])
      expect(isAccepted(body)).toMatchObject({ pushes: [], unreadable: [{ error: expect.stringMatching(/^b2b /) }] });
  });

  it('reads what bytes say that are no UTF-8', async () => {
    const bytes = Uint8Array.from(
      x12.replace('示例商贸收货部', 'Caf\u00e9').replace(/[\u0100-\uffff]/g, 'x'),
      (letter) => letter.charCodeAt(0),
    );
    const timestamp = timestampOf(NOW);
    const headers = {
      'x-orderloom-timestamp': timestamp,
      'x-orderloom-signature': timedSignature(timestamp, bytes, secret.current, nodeCrypto),
    };
    const answer = received(b2b, { ...call('', headers), body: bytes }) as Extract<Received, { kind: 'ACCEPTED' }>;
    expect(answer.pushes[0]?.body).toContain('Caf\u00e9');
  });
});

/** Several transaction sets in the envelope of the fixture. */
const file = (...sets: readonly (readonly string[])[]): string => {
  const [isa = '', gs = ''] = x12.split('~\n');
  const body = sets.flatMap((set, index) => {
    const number = String(index + 1).padStart(4, '0');
    const [first = '', ...rest] = set;
    return [
      `ST*${first.startsWith('BCH') ? '860' : '850'}*${number}`,
      first,
      ...rest,
      `SE*${set.length + 2}*${number}`,
    ];
  });
  return `${[isa, gs, ...body, `GE*${sets.length}*101`, 'IEA*1*000000101'].join('~\n')}~\n`;
};

const LINES = ['PO1*1*10*EA*2.50**VN*OL-1', 'PO1*2*4*EA*5**VN*OL-2', 'CTT*2*14'];

describe('an X12 file of several sets', () => {
  const body = file(
    ['BEG*00*SA*PO-1**20260601', ...LINES],
    ['BEG*00*SA*PO-2**20260601', 'PO1*1*x*EA*1'],
    ['BEG*01*SA*PO-3**20260601'],
  );

  it('becomes a push for each, kept alone, under keys of their own; one that is wrong stops no other', () => {
    const { pushes, unreadable, answer } = isAccepted(body);
    expect(pushes.map(({ channelOrderId }) => channelOrderId)).toEqual(['DUNS:901234567/PO-1', 'DUNS:901234567/PO-3']);
    expect(unreadable).toEqual([
      expect.objectContaining({ topic: '850', error: expect.stringMatching(/^b2b 850 PO102 .*AK4 code 6.*: /) }),
    ]);
    expect(new Set([...pushes, ...unreadable].map(({ dedupeKey }) => dedupeKey)).size).toBe(3);
    expect(answer.body).toMatch(
      /AK5\*A~\nAK2\*850\*0002~\n[\s\S]*AK5\*R\*5~\nAK2\*850\*0003~\nAK5\*A~\nAK9\*P\*3\*3\*2~/,
    );
    for (const { body: alone } of pushes) expect(isAccepted(alone).pushes).toHaveLength(1);
  });

  it('can be read again once kept', () => {
    const { unreadable } = isAccepted(body);
    const [bad] = unreadable;
    expect(bad && b2b.reread({ ...bad, body: bad.body.replace('*x*', '*3*') }, nodeCrypto).pushes).toEqual([
      expect.objectContaining({ channelOrderId: 'DUNS:901234567/PO-2' }),
    ]);
  });

  it("shows a partner's rejection of a document of ours, and lets its acceptance pass", () => {
    const answer = (verdict: string) =>
      file(['BEG*00*SA*P**20260601'])
        .replace('GS*PO', 'GS*FA')
        .replace('ST*850', 'ST*997')
        .replace(/BEG[^~]+/, `AK5*${verdict}`);
    expect(isAccepted(answer('R'))).toMatchObject({
      pushes: [],
      unreadable: [{ error: expect.stringContaining('rejected') }],
      answer: { body: '' },
    });
    expect(isAccepted(answer('A'))).toMatchObject({ pushes: [{ topic: '997', channelOrderId: null }], unreadable: [] });
  });
});

describe('the documents of B2B under one key', () => {
  it('have the same key when they are sent again, also with another secret inside', () => {
    const keys = [secret, { ...secret, current: 'the-next-secret' }].map(
      (each) =>
        accepted(b2b, b2b.sign({ body: cxml, topic: '', at: NOW, nonce: 'n' }, secret, nodeCrypto)).pushes[0]
          ?.dedupeKey ?? each.current,
    );
    expect(new Set(keys)).toEqual(new Set(['cxml:OL20260000000019.1@dealer.example.com']));
  });
});
