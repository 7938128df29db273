import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelCrypto } from '#domain/channel/channel.ts';

const hex =
  (algorithm: string) =>
  (data: Uint8Array): string =>
    createHash(algorithm).update(data).digest('hex');

/** Compares digests, so that neither the first difference nor the length shows in the time it takes. */
const equal = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
};

/** What channels and carriers verify with, from node:crypto. */
export const nodeCrypto: ChannelCrypto = {
  md5Hex: hex('md5'),
  sha1Hex: hex('sha1'),
  sha256Hex: hex('sha256'),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  aes256CbcDecrypt: (key, iv, data) => {
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  },
  aes256CbcEncrypt: (key, iv, data) => {
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  equal,
};
