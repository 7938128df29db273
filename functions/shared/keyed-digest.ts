import { utf8 } from '#domain/channel/bytes.ts';
import { env } from './env.ts';
import { nodeCrypto } from './node-crypto.ts';
import { secretText } from './secrets.ts';

/** 128 bits tell things apart; keyed, so that nobody can find a phone or an address by trying. */
const DIGEST_BYTES = 16;

/** Digests under `orderloom/digest-key`: equal texts, equal digests; nothing else can be told from them. */
export const keyedDigests = async (): Promise<(text: string) => string> => {
  const key = utf8(await secretText(env('DIGEST_KEY_SECRET')));
  return (text) => Buffer.from(nodeCrypto.hmacSha256(key, utf8(text)).subarray(0, DIGEST_BYTES)).toString('hex');
};

export const keyedDigest = async (text: string): Promise<string> => (await keyedDigests())(text);
