import { fromBase64, padded, toBase64, unpadded, utf8 } from '../channel/bytes.ts';
import type { ChannelCrypto } from '../channel/channel.ts';

const BLOCK = 16;

/** The carrier's mark of this cipher before the Base64 text. */
const MARK = '|$4|';

/** Base64 of the sixteen bytes of a key; null for anything else. */
const keyOf = (key: string): Uint8Array | null => {
  const bytes = fromBase64(key);
  return bytes?.length === BLOCK ? bytes : null;
};

/** Text of JSON; null for bytes that are noise: only noise is told from a message here, there is no signature. */
const jsonIn = (plain: Uint8Array): string | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
    return /^\s*[{[]/.test(text) ? text : null;
  } catch {
    return null;
  }
};

/** A text encrypted with SM4 (ECB, PKCS7) in Base64. @throws RangeError for a key that is no 16 bytes of Base64 */
export const sealed = (message: string, key: string, { sm4EcbEncrypt }: ChannelCrypto): string => {
  const bytes = keyOf(key);
  if (!bytes) throw new RangeError('key: is not 16 bytes of Base64');
  return `${MARK}${toBase64(sm4EcbEncrypt(bytes, padded(utf8(message), BLOCK)))}`;
};

/**
 * The reverse: JSON text, or null when it does not come apart under this key. Senders that append their key to the text, as requests
 * do, are understood.
 */
export const unsealed = (encrypted: string, key: string, { sm4EcbDecrypt }: ChannelCrypto): string | null => {
  const bytes = keyOf(key);
  const cipher = fromBase64(encrypted.trim().replace(MARK, '').replaceAll(' ', '+'));
  if (!bytes || !cipher || cipher.length === 0 || cipher.length % BLOCK !== 0) return null;
  const plain = unpadded(sm4EcbDecrypt(bytes, cipher), BLOCK);
  const text = plain && jsonIn(plain);
  return text?.endsWith(key) ? text.slice(0, -key.length) : text;
};
