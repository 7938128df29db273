import type { PushRequest } from '../domain/channel/channel.ts';
import { asRecord, parseLossless } from '../domain/channel/lossless-json.ts';

/** A call as it arrived, or a message already out of its wrapping. */
export type TrackingInput =
  | { readonly kind: 'CALL'; readonly request: PushRequest }
  | { readonly kind: 'MESSAGE'; readonly message: string };

const utf8 = new TextEncoder();

const call = (body: string, more: Partial<PushRequest> = {}): TrackingInput => ({
  kind: 'CALL',
  request: { method: 'POST', path: '/', query: {}, headers: {}, ...more, body: utf8.encode(body) },
});

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(asRecord(value) ?? {}).map(([name, each]) => [name.toLowerCase(), String(each)]));

const queryOf = (url: unknown): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(String(url ?? '').split('?')[1] ?? ''));

/** `{method, url or path, contentType, headers, rawBody or body}`: how a recorded call is written down. */
const recorded = (http: Record<string, unknown>): TrackingInput => {
  const { method, url, path, contentType, headers, rawBody, body = rawBody } = http;
  const type: Record<string, string> = contentType === undefined ? {} : { 'content-type': String(contentType) };
  return call(typeof body === 'string' ? body : JSON.stringify(body ?? ''), {
    method: String(method ?? 'POST').toUpperCase(),
    query: queryOf(url ?? path),
    headers: { ...type, ...textsOf(headers) },
  });
};

const isCall = (value: Record<string, unknown>): boolean =>
  'rawBody' in value || ('body' in value && ('headers' in value || 'method' in value));

/**
 * One line: a JSON string is a body as it arrived, `{"http":{…}}` a recorded call, `{"decoded":…}` or any other object the message in
 * the clear; a line that is no JSON is a body too (a form, XML).
 */
export const trackingInput = (line: string): TrackingInput => {
  let value: unknown;
  try {
    value = parseLossless(line);
  } catch {
    return call(line);
  }
  if (typeof value === 'string') return call(value);
  const object = asRecord(value);
  const http = asRecord(object?.http);
  if (http) return recorded(http);
  if (object && isCall(object)) return recorded(object);
  if (object?.decoded !== undefined) return { kind: 'MESSAGE', message: JSON.stringify(object.decoded) };
  return { kind: 'MESSAGE', message: line };
};
