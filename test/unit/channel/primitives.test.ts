import fc from 'fast-check';
import { concat, fromBase64, text, toBase64, toHex, utf8 } from '#domain/channel/bytes.ts';
import { apiSignature } from '#domain/channel/douyin-api.ts';
import { idText, parseLossless } from '#domain/channel/lossless-json.ts';
import { compilePath, compilePaths, isAbsent } from '#domain/channel/mapping-path.ts';
import { maskName, maskPhone } from '#domain/channel/masking.ts';
import { addressMaterial, type Person } from '#domain/channel/person.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';

describe('lossless JSON', () => {
  it.each([
    ['{"id":3725115058471208900}', { id: '3725115058471208900' }],
    ['[9007199254740993]', ['9007199254740993']],
    ['-9007199254740993', '-9007199254740993'],
    ['{"a": 9007199254740991}', { a: 9007199254740991 }],
    ['{"text":"id: 1234567890123456789"}', { text: 'id: 1234567890123456789' }],
    [
      '{"x":0.1234567890123456,"y":1e30,"z":123456789012345.5}',
      { x: 0.1234567890123456, y: 1e30, z: 123456789012345.5 },
    ],
  ])('reads %s', (json, value) => {
    expect(parseLossless(json)).toEqual(value);
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const plain = JSON.parse(json) as unknown;
        expect(JSON.stringify(parseLossless(json)).replaceAll(/"(-?\d{16,})"/g, '$1')).toBe(
          JSON.stringify(plain).replaceAll(/"(-?\d{16,})"/g, '$1'),
        );
      }),
    );
  });

  it('keeps every digit of any integer', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        (id) => String(parseLossless(`${id}`)) === String(id),
      ),
    );
  });

  it('reads ids of any type as text, and 0 as none', () => {
    expect([7, '7', 0, '0', '', null, {}].map(idText)).toEqual(['7', '7', null, null, null, null, null]);
  });
});

describe('bytes', () => {
  it('go to base64 and hex as Node does them, and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
    expect(fromBase64('*')).toBeNull();
  });

  it('join in order', () => {
    expect(text(concat(utf8('织'), utf8(''), utf8('单')))).toBe('织单');
  });
});

describe('crypto', () => {
  it('compares texts of any length', () => {
    expect(nodeCrypto.equal('a', 'a')).toBe(true);
    expect(nodeCrypto.equal('a', 'ab')).toBe(false);
    expect(nodeCrypto.equal('', 'a')).toBe(false);
  });

  // RFC 1321, RFC 3174, RFC 4231 test vectors
  it('hashes as the standards say', () => {
    expect(nodeCrypto.md5Hex(utf8('message digest'))).toBe('f96b697d7cb7938d525a2f31aaf161d0');
    expect(nodeCrypto.sha1Hex(utf8('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(toHex(nodeCrypto.hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('signs the calls of the Douyin API over the sorted parameters', () => {
    const params = {
      v: '2',
      app_key: 'k',
      timestamp: '1',
      param_json: '{}',
      method: 'order.orderDetail',
      sign: 'ignored',
    };
    const expected = nodeCrypto.hmacSha256(
      utf8('s'),
      utf8('sapp_keykmethodorder.orderDetailparam_json{}timestamp1v2s'),
    );
    expect(apiSignature(params, 's', nodeCrypto)).toBe(toHex(expected));
  });
});

describe('paths', () => {
  const source = { a: { b: [{ c: 1 }, { c: '' }, { c: 3 }, {}] }, d: [[1], [2]], e: 'text' };

  it.each<[string, unknown]>([
    ['a.b[0].c', 1],
    ['a.b[].c', [1, 3]],
    ['a.b[9].c', undefined],
    ['a.b[c=3].c', [3]],
    ['a.b[c=9].c', []],
    ['e[c=3]', undefined],
    ['d[][0]', [1, 2]],
    ['e.length.x', undefined],
    ['e', 'text'],
    ['a.x.y', undefined],
    ['e[]', undefined],
  ])('%s leads to %p', (path, value) => {
    expect(compilePath(path)(source)).toEqual(value);
  });

  it('take the first that holds something', () => {
    expect(compilePaths(['a.b[1].c', 'x', 'e'])(source)).toBe('text');
    expect(compilePaths(['x', 'y'])(source)).toBeUndefined();
  });

  it('know nothing when they see it', () => {
    expect([null, '', 0, '0', false, {}, [], 1, 'x', { a: 1 }].map(isAbsent)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('masks', () => {
  it.each([
    ['张三', '张**'],
    ['Bob Norman', 'B**'],
    ['𠮷野', '𠮷**'],
    ['李*', '李*'],
    ['', ''],
  ])('show of the name %s only %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['13800000042', '138****0042'],
    ['+1(502)-459-2181', '+15****2181'],
    ['5551', '****'],
    ['021-5551', '****5551'],
    ['1********68', '1********68'],
    ['', ''],
  ])('show of the phone %s only %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });
});

describe('the material of an address digest', () => {
  const person: Person = {
    name: 'n',
    phone: 'p',
    email: 'e',
    country: 'CN',
    province: 'a',
    city: 'b',
    district: 'c',
    street: 'd',
    detail: 'x',
    postalCode: '1',
    encrypted: false,
    openAddressId: '',
  };
  const masks = { recipientMasked: 'n**', phoneMasked: '****' };

  it.each(['name', 'phone', 'country', 'province', 'city', 'district', 'street', 'detail', 'postalCode'] as const)(
    'changes with %s',
    (part) => {
      expect(addressMaterial({ ...person, [part]: 'other' }, masks)).not.toBe(addressMaterial(person, masks));
    },
  );

  it('stays when ciphertext is made anew for the same address, and changes with the address', () => {
    const hidden = { ...person, encrypted: true, openAddressId: '#1' };
    expect(addressMaterial({ ...hidden, name: 'cipher 2', detail: 'cipher 3' }, masks)).toBe(
      addressMaterial(hidden, masks),
    );
    expect(addressMaterial({ ...hidden, openAddressId: '#2' }, masks)).not.toBe(addressMaterial(hidden, masks));
  });

  it('is ciphertext where the platform does not name the address', () => {
    const hidden = { ...person, encrypted: true };
    expect(addressMaterial({ ...hidden, detail: 'other' }, masks)).not.toBe(addressMaterial(hidden, masks));
  });
});
