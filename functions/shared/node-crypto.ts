import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelCrypto } from '#domain/channel/channel.ts';

const hash = (algorithm: 'md5' | 'sha1' | 'sha256', data: Uint8Array): Buffer =>
  createHash(algorithm).update(data).digest();

/** The primitives channels verify with, on node:crypto. MD5 and SHA-1 are the platforms' choice, not ours. */
export const nodeCrypto: ChannelCrypto = {
  md5Hex: (data) => hash('md5', data).toString('hex'),
  sha1Hex: (data) => hash('sha1', data).toString('hex'),
  sha256Hex: (data) => hash('sha256', data).toString('hex'),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
  aesCbcDecrypt: (key, iv, data) => {
    const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  },
  aesCbcEncrypt: (key, iv, data) => {
    const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  sm4EcbDecrypt: (key, data) => {
    const decipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  },
  sm4EcbEncrypt: (key, data) => {
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  },
  // Hashed first: timingSafeEqual wants equal lengths, and a length says something too.
  equal: (a, b) => timingSafeEqual(hash('sha256', Buffer.from(a)), hash('sha256', Buffer.from(b))),
};
