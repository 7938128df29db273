import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { Caller } from './api.ts';

/** The secret `orderloom/api-keys`: what is known of each key is its SHA-256, in hex. */
export const ApiKeys = z.object({
  keys: z.array(Caller.extend({ keyId: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type ApiKeys = z.infer<typeof ApiKeys>;

/** Longer is no key of ours, and not worth hashing. */
const MAX_KEY_CHARACTERS = 256;

/** The key of an `Authorization: Bearer <key>` header; null when the header says anything else. */
export const bearerKey = (header: string | undefined): string | null => {
  const [, key] = /^bearer +([\x21-\x7e]+) *$/i.exec(header ?? '') ?? [];
  return key && key.length <= MAX_KEY_CHARACTERS ? key : null;
};

const digestOf = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();

/** Who holds the key; null when nobody does. Every known key is compared, each in constant time: timing tells nothing. */
export const callerWith = (key: string, { keys }: ApiKeys): Caller | null => {
  const digest = digestOf(key);
  const found = keys.filter(({ sha256 }) => timingSafeEqual(digest, Buffer.from(sha256, 'hex')));
  const [holder] = found;
  if (!holder) return null;
  const { keyId, role, party, sees } = holder;
  return { keyId, role, party, ...(sees ? { sees } : {}) };
};
