import { concat, fromBase64, padded, text, toBase64, utf8 } from './bytes.ts';
import type { ChannelCrypto } from './channel.ts';

/** PKCS7 with a block of 32, not the cipher's 16: a pad of 17–32 is legal, which ordinary unpadding rejects. */
const BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;

export const keyOf = (encodingKey: string): Uint8Array | null => {
  const key = fromBase64(`${encodingKey}=`);
  return key?.length === BLOCK ? key : null;
};

export const signatureOf = (parts: readonly string[], { sha1Hex }: Pick<ChannelCrypto, 'sha1Hex'>): string =>
  sha1Hex(utf8([...parts].sort().join('')));

const unpadded = (plain: Uint8Array): Uint8Array | null => {
  const count = plain.at(-1) ?? 0;
  if (count < 1 || count > BLOCK || count > plain.length) return null;
  return plain.subarray(0, plain.length - count);
};

/** random16 + message length (uint32, big-endian) + message + app id, encrypted, base64. */
export const encrypt = (
  message: string,
  appId: string,
  key: Uint8Array,
  random: Uint8Array,
  crypto: ChannelCrypto,
): string => {
  const body = utf8(message);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, body.length);
  const plain = padded(concat(random.subarray(0, RANDOM_BYTES), length, body, utf8(appId)), BLOCK);
  return toBase64(crypto.aesCbcEncrypt(key, key.subarray(0, 16), plain));
};

export type Decrypted = { readonly message: string; readonly appId: string };

/** The reverse of `encrypt`; null when the ciphertext does not come apart under this key. */
export const decrypt = (encrypted: string, key: Uint8Array, crypto: ChannelCrypto): Decrypted | null => {
  const cipher = fromBase64(encrypted);
  if (!cipher || cipher.length === 0 || cipher.length % 16 !== 0) return null;
  const plain = unpadded(crypto.aesCbcDecrypt(key, key.subarray(0, 16), cipher));
  if (!plain || plain.length < RANDOM_BYTES + LENGTH_BYTES) return null;
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(RANDOM_BYTES);
  const from = RANDOM_BYTES + LENGTH_BYTES;
  if (from + length > plain.length) return null;
  return { message: text(plain.subarray(from, from + length)), appId: text(plain.subarray(from + length)) };
};
