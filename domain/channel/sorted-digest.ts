import { utf8 } from './bytes.ts';
import type { ChannelCrypto } from './channel.ts';

/**
 * How Taobao's descendants sign API calls (JD, Pinduoduo): upper-case hex MD5 of all parameters that hold something, sorted by
 * name and strung together as name and value, between two copies of the secret.
 */
export const sortedMd5 = (
  params: Readonly<Record<string, string>>,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => {
  const strung = Object.keys(params)
    .filter((name) => params[name] !== '')
    .sort()
    .map((name) => `${name}${params[name]}`);
  return md5Hex(utf8(`${secret}${strung.join('')}${secret}`)).toUpperCase();
};
