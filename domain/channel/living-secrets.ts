import type { ChannelSecret } from './channel.ts';

/** Whether any secret that is alive, the present one or the one before a rotation, fits; `of` is the entry it stands in. */
export const fitsAnySecret = (
  secrets: readonly ChannelSecret[],
  fits: (secret: string, of: ChannelSecret) => boolean,
): boolean => secrets.some((of) => [of.current, of.previous].some((secret) => secret !== null && fits(secret, of)));
