import type { PlatformRequest } from './channel.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

/** Every call carries the token and says who calls. */
export const amazonRequest = (
  method: PlatformRequest['method'],
  path: string,
  accessToken: string,
  body?: object,
): PlatformRequest => ({
  method,
  path,
  headers: {
    'x-amz-access-token': accessToken,
    'user-agent': 'Orderloom/0.1 (Language=TypeScript)',
    ...(body ? { 'content-type': 'application/json' } : {}),
  },
  body: body ? JSON.stringify(body) : '',
});

export type AmazonAnswer =
  | { readonly kind: 'OK'; readonly body: Record<string, unknown> }
  | { readonly kind: 'ERROR'; readonly status: number; readonly reason: string };

const isOk = (status: number): boolean => status >= 200 && status <= 299;

/** The first of `errors`; what a token was refused for is told as that. */
const errorIn = (answer: Record<string, unknown> | null): string => {
  const [error] = Array.isArray(answer?.errors) ? answer.errors.map(asRecord) : [];
  return error ? `${String(error.code)}: ${String(error.message)} ${String(error.details ?? '')}`.trim() : 'no errors';
};

/** An answer of the Selling Partner API. 204 has no body. */
export const readAmazon = (what: string, status: number, body: string): AmazonAnswer => {
  let answer: Record<string, unknown> | null = null;
  try {
    answer = body === '' ? {} : asRecord(parseLossless(body));
  } catch {
    // What is no JSON is no answer of the API.
  }
  if (isOk(status) && answer) return { kind: 'OK', body: answer };
  const denied = status === 401 || status === 403 ? ' (access_token, or a role the application lacks)' : '';
  return {
    kind: 'ERROR',
    status,
    reason: `amazon ${what} answered HTTP ${status}, ${answer ? errorIn(answer) : 'with no JSON object'}${denied}`,
  };
};
