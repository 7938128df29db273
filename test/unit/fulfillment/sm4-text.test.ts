import { sealed, unsealed } from '#domain/fulfillment/sm4-text.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('SM4', () => {
  it('gives the example of GB/T 32907-2016', () => {
    const key = bytes('0123456789abcdeffedcba9876543210');
    const cipher = nodeCrypto.sm4EcbEncrypt(key, key);
    expect(Buffer.from(cipher).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246');
    expect(Buffer.from(nodeCrypto.sm4EcbDecrypt(key, cipher))).toEqual(Buffer.from(key));
  });
});

describe('a sealed text', () => {
  const key = Buffer.from('0123456789abcdef').toString('base64');

  it('comes apart under its own key, with and without the mark of the cipher', () => {
    const text = sealed('{"opCode":"702"}', key, nodeCrypto);
    expect(text.startsWith('|$4|')).toBe(true);
    expect(unsealed(text, key, nodeCrypto)).toBe('{"opCode":"702"}');
    expect(unsealed(text.slice(4), key, nodeCrypto)).toBe('{"opCode":"702"}');
    expect(unsealed(sealed(`[]${key}`, key, nodeCrypto), key, nodeCrypto)).toBe('[]');
  });

  it('refuses other keys, keys that are none, and noise', () => {
    const text = sealed('{"opCode":"702"}', key, nodeCrypto);
    expect(unsealed(text, Buffer.from('fedcba9876543210').toString('base64'), nodeCrypto)).toBeNull();
    expect(unsealed(text, 'short', nodeCrypto)).toBeNull();
    expect(unsealed('', key, nodeCrypto)).toBeNull();
    expect(unsealed('|$4|AAAA', key, nodeCrypto)).toBeNull();
    expect(unsealed(sealed('no json', key, nodeCrypto), key, nodeCrypto)).toBeNull();
    expect(() => sealed('{}', 'short', nodeCrypto)).toThrow('16 bytes');
  });
});
