import type { PlatformRequest } from '#domain/channel/channel.ts';

/** Platforms answer in well under a second; 100 rows by 8 at a time with one try each stay within a batch's minute. */
const TIMEOUT_MS = 4000;

export type PlatformAnswer = {
  readonly status: number;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * One call of a platform's API.
 * @throws Error when there is no answer in time
 */
export const callPlatform = async (endpoint: string, request: PlatformRequest): Promise<PlatformAnswer> => {
  const { method, path, headers, body } = request;
  const response = await fetch(`${endpoint}${path}`, {
    method,
    headers: { ...headers },
    ...(method === 'GET' ? {} : { body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, body: await response.text(), headers: Object.fromEntries(response.headers) };
};
