import { fromBase64, padded, toBase64, unpadded, utf8 } from './bytes.ts';
import type { ChannelCrypto } from './channel.ts';

const BLOCK = 16;
/** The platform's choice: no vector is sent, every message starts from zeros. */
const ZERO_IV = new Uint8Array(BLOCK);
const KEY_BYTES = new Set([16, 24, 32]);

/** The message secret as a key; null when it is no base64 of 16, 24 or 32 bytes. */
export const keyOf = (messageSecret: string): Uint8Array | null => {
  const key = fromBase64(messageSecret);
  return key && KEY_BYTES.has(key.length) ? key : null;
};

/** What a JSON object's text has none of, raw: a block that decrypts to noise is full of them. */
const isControl = (byte: number): boolean => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13;

/** Text of a JSON object; null for bytes that are noise. Only noise is told from a message here: there is no signature. */
const messageIn = (plain: Uint8Array): string | null => {
  if (plain.some(isControl)) return null;
  try {
    const message = new TextDecoder('utf-8', { fatal: true }).decode(plain);
    return message.trimStart().startsWith('{') ? message : null;
  } catch {
    return null;
  }
};

export const encrypt = (message: string, key: Uint8Array, { aesCbcEncrypt }: ChannelCrypto): string =>
  toBase64(aesCbcEncrypt(key, ZERO_IV, padded(utf8(message), BLOCK)));

/** The reverse of `encrypt`; null when the text does not come apart under this key. */
export const decrypt = (encrypted: string, key: Uint8Array, { aesCbcDecrypt }: ChannelCrypto): string | null => {
  const cipher = fromBase64(encrypted);
  if (!cipher || cipher.length === 0 || cipher.length % BLOCK !== 0) return null;
  // Bits that base64 does not use would let two bodies be one message.
  if (toBase64(cipher) !== encrypted) return null;
  const plain = unpadded(aesCbcDecrypt(key, ZERO_IV, cipher), BLOCK);
  return plain && messageIn(plain);
};
