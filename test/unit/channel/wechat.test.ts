import { text, toBase64, utf8 } from '#domain/channel/bytes.ts';
import type { ChannelSecret, PushRequest } from '#domain/channel/channel.ts';
import { wechat } from '#domain/channel/wechat.ts';
import { decrypt, encrypt, keyOf, signatureOf } from '#domain/channel/wechat-cipher.ts';
import { fromEpochSeconds, plusHours } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, NOW, received, secretOf, signed } from './given.ts';

/** The complete example of developers.weixin.qq.com/doc/channels/dev_before/base/message_push. */
const DOCUMENTED = {
  secret: {
    appId: 'wxba5fad812f8e6fb9',
    current: 'AAAAA',
    previous: null,
    encodingKey: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  } satisfies ChannelSecret,
  query: { timestamp: '1714112445', nonce: '415670741', msg_signature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3' },
  encrypt:
    '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=',
  message:
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
};

const key = (encodingKey: string): Uint8Array => keyOf(encodingKey) as Uint8Array;
const documentedPost = (body: string): PushRequest => ({
  method: 'POST',
  path: '/',
  query: DOCUMENTED.query,
  headers: {},
  body: utf8(body),
});
const receivedAt = (seconds: number, request: PushRequest) =>
  wechat.receive(request, [DOCUMENTED.secret], nodeCrypto, fromEpochSeconds(seconds));

describe('wechat, by its published examples', () => {
  it('answers the check of the URL with the raw echo', () => {
    const query = {
      signature: 'f464b24fc39322e44b38aa78f5edd27bd1441696',
      timestamp: '1714036504',
      nonce: '1514711492',
      echostr: '4375120948345356249',
    };
    const probe = receivedAt(1714036510, { method: 'GET', path: '/', query, headers: {}, body: utf8('') });
    expect(probe).toEqual({
      kind: 'PROBE',
      answer: { status: 200, contentType: 'text/plain', body: '4375120948345356249' },
    });
  });

  it('takes the documented message apart', () => {
    const request = documentedPost(JSON.stringify({ ToUserName: 'gh_97417a04a28d', Encrypt: DOCUMENTED.encrypt }));
    expect(receivedAt(1714112450, request)).toMatchObject({
      kind: 'ACCEPTED',
      pushes: [{ topic: 'debug_demo', shopId: 'wxba5fad812f8e6fb9', channelOrderId: null, body: DOCUMENTED.message }],
    });
  });

  it('takes the same message in an XML envelope', () => {
    const xml = `<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[${DOCUMENTED.encrypt}]]></Encrypt></xml>`;
    expect(receivedAt(1714112450, documentedPost(xml))).toMatchObject({
      kind: 'ACCEPTED',
      pushes: [{ topic: 'debug_demo' }],
    });
  });

  it('encrypts as the documentation does, padding to 32', () => {
    const encrypted = encrypt(
      '{"demo_resp":"good luck"}',
      'wxba5fad812f8e6fb9',
      key(DOCUMENTED.secret.encodingKey),
      utf8('707722b803182950'),
      nodeCrypto,
    );
    expect(encrypted).toBe('ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==');
  });

  // binarywang/WxJava, weixin-java-common, WxCryptUtilTest (Apache-2.0)
  it('encrypts Chinese as WxJava does', () => {
    const encrypted = encrypt(
      '我是中文abcd123',
      'wxb11529c136998cb6',
      key('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'),
      utf8('aaaabbbbccccdddd'),
      nodeCrypto,
    );
    expect(encrypted).toBe('jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==');
  });

  // w7corp/easywechat, tests/Kernel/EncryptorTest.php (MIT)
  it('verifies and decrypts as EasyWeChat does', () => {
    const encrypted =
      'rTNFcsut4LfGuAFKEUVVpwcaCOTJzOd9twZdIW910jb3k+iicx2uvhttIZ3Qg9Qgty3BEF2xbOrz6boTfb30dMomcgrkTqdFPwnhqbk+kIQ7rZiwny9D7NUrTgA5kpX3KsZvrXzUZyP2x9YOlxbgm572lmxKvM7HAQQhIQ/p6HBmoY30bGXFK0BtIu1pW9TjhOYrLQoU18nWYjWqDA1ynkmOytpv7QRI1P1+0NoxL0q2zO1DgeSvnE8CZGo/o5Ap/WHK5W2RAsinpzN4/LjPnmB6U01I5XCoJoC0GK/yMZycd2Oh8Nq6+wBkC1U85oy0ktOY4nLvsQMLrourmMGdZHuTbqpeJ8Ao/5PRYJ+WBvRUwPfGKBL2+2IKZF49vAJqkcGWSHGE76ZN2erXeuNazf/o9o3lIE3q739o4c8t9QGPe31GT2Go/rOz1BsrASwvauNulCh+++yz+CQzBIuikA==';
    expect(signatureOf(['pamtest', '1458300676', '260774613', encrypted], nodeCrypto)).toBe(
      '4f3ad57b6989f09f4eb392acce4f9e93942ed890',
    );
    const plain = decrypt(encrypted, key('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'), nodeCrypto);
    expect(plain?.appId).toBe('wxb11529c136998cb6');
    expect(plain?.message).toContain('<Content><![CDATA[hello]]></Content>');
  });
});

describe('wechat', () => {
  const paid = fixture(wechat, 'order-paid');

  it('reads messages of shops that chose XML', () => {
    const push =
      '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1780286400</CreateTime><Event><![CDATA[channels_ec_order_pay]]></Event><order_info><order_id>3725115058471208900</order_id></order_info></xml>';
    expect(accepted(wechat, signed(wechat, { push, topic: '' })).pushes).toEqual([
      expect.objectContaining({
        topic: 'channels_ec_order_pay',
        channelOrderId: '3725115058471208900',
        sourceAt: '2026-06-01T04:00:00.000Z',
      }),
    ]);
  });

  it('finds the order of an after-sale message', () => {
    const push =
      '{"Event":"channels_ec_aftersale_update","CreateTime":1780286400,"finder_shop_aftersale_status_update":{"status":"USER_CANCELD","after_sale_order_id":"7","order_id":"3725115058471208900"}}';
    expect(accepted(wechat, signed(wechat, { push, topic: '' })).pushes[0]?.channelOrderId).toBe('3725115058471208900');
  });

  it('tells messages of the same second apart by their sub-fields', () => {
    const keyOf = (type: number) =>
      accepted(
        wechat,
        signed(wechat, {
          push: `{"Event":"e","CreateTime":1780286400,"order_info":{"order_id":1,"type":${type}}}`,
          topic: '',
        }),
      ).pushes[0]?.dedupeKey;
    expect(keyOf(4)).not.toBe(keyOf(7));
  });

  it('gives a retry, encrypted anew, the same key', () => {
    const keyOf = (nonce: string) =>
      accepted(wechat, signed(wechat, paid, secretOf(wechat), nonce)).pushes[0]?.dedupeKey;
    expect(keyOf('1')).toBe(keyOf('2'));
  });

  it('refuses a call older than the platform retries', () => {
    const request = signed(wechat, paid);
    const secrets = [secretOf(wechat)];
    expect(wechat.receive(request, secrets, nodeCrypto, plusHours(NOW, 3.6)).kind).toBe('ACCEPTED');
    expect(wechat.receive(request, secrets, nodeCrypto, plusHours(NOW, 4.1))).toMatchObject({
      kind: 'REFUSED',
      reason: 'TIMESTAMP',
    });
  });

  it('refuses a message that another app was meant to get', () => {
    const other = { ...secretOf(wechat), appId: 'another-app' };
    expect(received(wechat, signed(wechat, paid, other))).toMatchObject({ kind: 'REFUSED', reason: 'DECRYPT' });
  });

  it('refuses a message it cannot decrypt, so that it comes again when the key is right', () => {
    const wrong = { ...secretOf(wechat), encodingKey: 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba' };
    expect(received(wechat, signed(wechat, paid), [wrong])).toMatchObject({ kind: 'REFUSED', reason: 'DECRYPT' });
  });

  it('refuses a plain message, whose signature says nothing about its body', () => {
    const { query } = signed(wechat, paid);
    const plain = { method: 'POST', path: '/', query, headers: {}, body: utf8(paid.push) };
    expect(received(wechat, plain)).toMatchObject({ kind: 'REFUSED', reason: 'SIGNATURE' });
  });

  it('refuses to sign without an encoding key, saying which', () => {
    const { encodingKey: _none, ...bare } = secretOf(wechat);
    expect(() => signed(wechat, paid, bare)).toThrow('EncodingAESKey');
  });

  it.each(['', 'no base64!', toBase64(utf8('too short')), toBase64(new Uint8Array(32)), toBase64(new Uint8Array(48))])(
    'fails quietly on ciphertext %p',
    (cipher) => {
      expect(decrypt(cipher, new Uint8Array(32), nodeCrypto)).toBeNull();
    },
  );

  it('asks for the order by its id as text', () => {
    const ask = { channelOrderId: '3725115058471208900', shopId: 'a', at: NOW, accessToken: 'to ken' };
    expect(wechat.orderRequest?.build(ask, secretOf(wechat), nodeCrypto)).toMatchObject({
      method: 'POST',
      path: '/channels/ec/order/get?access_token=to%20ken',
      body: '{"order_id":"3725115058471208900"}',
    });
  });

  it.each([
    [200, '{"errcode":0,"order":{"order_id":3725115058471208900}}', 'ORDER'],
    [200, '{"errcode":-1,"errmsg":"system busy"}', 'LATER'],
    [200, '{"errcode":42001,"errmsg":"access_token expired"}', 'LATER'],
    [200, '{"errcode":100001,"errmsg":"order not exist"}', 'MISSING'],
    [200, 'gateway', 'LATER'],
    [502, '', 'LATER'],
  ])('reads the answer %i %s of the order API as %s', (status, body, kind) => {
    expect(wechat.orderRequest?.read(status, body).kind).toBe(kind);
  });

  it('sends what it signs as bytes', () => {
    expect(JSON.parse(text(signed(wechat, paid).body))).toHaveProperty('Encrypt');
  });
});
