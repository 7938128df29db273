import { text, utf8 } from '../channel/bytes.ts';
import type { PushRequest } from '../channel/channel.ts';

/** `%E4` and `+` back to bytes; a broken sign stands for itself. */
const bytesOf = (encoded: string): Uint8Array => {
  const bytes: number[] = [];
  const plain = encoded.replaceAll('+', ' ');
  for (let at = 0; at < plain.length; ) {
    const hex = /^%[\dA-Fa-f]{2}/.exec(plain.slice(at, at + 3))?.[0];
    if (hex) bytes.push(Number.parseInt(hex.slice(1), 16));
    else bytes.push(...utf8(plain[at] ?? ''));
    at += hex ? 3 : 1;
  }
  return Uint8Array.from(bytes);
};

/** Older systems of Chinese carriers write GBK, and say so in the content type. */
const decoderOf = ({ headers }: Pick<PushRequest, 'headers'>): InstanceType<typeof TextDecoder> =>
  new TextDecoder(/charset=\s*"?(?:gbk|gb2312|gb18030)/i.test(headers['content-type'] ?? '') ? 'gb18030' : 'utf-8');

export type FormField = {
  readonly text: string;
  /** As its sender encoded the characters: what digests are taken over. */
  readonly bytes: Uint8Array;
};

/** The fields of an `application/x-www-form-urlencoded` body; of a name that comes twice the first. */
export const formOf = (request: Pick<PushRequest, 'headers' | 'body'>): ReadonlyMap<string, FormField> => {
  const decoder = decoderOf(request);
  const fields = new Map<string, FormField>();
  for (const pair of text(request.body).split('&')) {
    const [name = '', ...value] = pair.split('=');
    const bytes = bytesOf(value.join('='));
    const key = decoder.decode(bytesOf(name)).trim();
    if (key !== '' && !fields.has(key)) fields.set(key, { text: decoder.decode(bytes), bytes });
  }
  return fields;
};

/** A field decoded once more: some senders encode twice. Null when it was encoded once. */
export const decodedAgain = ({ text: once }: FormField): FormField | null => {
  if (!/^%(?:7B|5B|3C|257B)/i.test(once)) return null;
  const bytes = bytesOf(once);
  return { text: text(bytes), bytes };
};
