import { concat, utf8 } from './bytes.ts';
import type { ChannelCrypto } from './channel.ts';

const NO_BODY = new Uint8Array();

/**
 * How Taobao and its descendants (JD, Pinduoduo) sign calls: upper-case hex MD5 of all parameters that hold something, sorted by name and strung
 * together as name and value, and of the raw body where that is signed too, between two copies of the secret.
 */
export const sortedMd5 = (
  params: Readonly<Record<string, string>>,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
  body: Uint8Array = NO_BODY,
): string => {
  const strung = Object.keys(params)
    .filter((name) => params[name] !== '')
    .sort()
    .map((name) => `${name}${params[name]}`);
  return md5Hex(concat(utf8(`${secret}${strung.join('')}`), body, utf8(secret))).toUpperCase();
};
