import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { OrderNotFound } from '#domain/order/order-store.ts';
import { atTheEdge } from './edge.ts';
import { logger } from './observability.ts';

/** An expected refusal of an HTTP request, told as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.more = more;
  }
}

/** Who calls, as the authorizer found it. */
export const Caller = z.object({
  keyId: z.string(),
  role: z.enum(['operator', 'partner']),
  /** The party a partner acts for: a node or carrier id; empty for operators. */
  party: z.string(),
  /** CLEAR: may ask for personal data in clear (`GET /customers/{id}?clear=true`). Absent: sees masks only. */
  sees: z.enum(['CLEAR']).optional(),
});
export type Caller = z.infer<typeof Caller>;

export type ApiRequest<B> = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: B;
  readonly caller: Caller;
  /** `PUT`: where one function serves several routes of one noun. */
  readonly method: string;
  /** Whether the caller is a browser, or somebody else who wants a page. */
  readonly wantsPage: boolean;
};

/** A part of a table for spreadsheets, and the path of the next one; null: it is the last. */
export type CsvPart = { readonly csv: string; readonly next: string | null };

export type ApiAnswer = { readonly status?: number } & (
  | { readonly body: unknown }
  | { readonly page: string }
  | CsvPart
);

type AuthorizedEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: unknown } } };

const MAX_BODY_BYTES = 1024 * 1024;

const problemAnswer = (
  status: number,
  title: string,
  detail: string,
  more: object = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title, status, detail, ...more }),
});

/** JSON lines, or JSON lines in all but name: every line is a value of its own. */
const isJsonLines = ({ headers }: APIGatewayProxyEventV2): boolean =>
  /ndjson|jsonl|json-lines/.test(headers?.['content-type'] ?? '');

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseLossless(line));

const bodyOf = (event: APIGatewayProxyEventV2): unknown => {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (raw.length > MAX_BODY_BYTES)
    throw new Problem(413, 'Content Too Large', `body has ${raw.length} bytes; at most ${MAX_BODY_BYTES} are taken`);
  if (raw.length === 0) return undefined;
  try {
    const text = raw.toString('utf8');
    return isJsonLines(event) ? linesOf(text) : parseLossless(text);
  } catch (error) {
    throw new Problem(400, 'Bad Request', `body is not JSON: ${(error as Error).message}`);
  }
};

const callerOf = (event: AuthorizedEvent): Caller => {
  const caller = Caller.safeParse(event.requestContext.authorizer?.lambda);
  if (!caller.success) throw new Problem(401, 'Unauthorized', 'send your key as `Authorization: Bearer <key>`');
  return caller.data;
};

/** One of several unknown keys is one fault each: the key is the field. */
const faultsIn = (issue: z.core.$ZodIssue): { field: string; problem: string }[] => {
  const at = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field: at || '(body)', problem: issue.message }];
  return issue.keys.map((key) => ({ field: at ? `${at}.${key}` : key, problem: 'is not known here: leave it out' }));
};

const told = (error: unknown): APIGatewayProxyStructuredResultV2 => {
  if (error instanceof Problem) return problemAnswer(error.status, error.title, error.message, error.more);
  if (error instanceof OrderNotFound) return problemAnswer(404, 'Not Found', error.message);
  if (error instanceof z.ZodError) {
    const errors = error.issues.flatMap(faultsIn);
    return problemAnswer(400, 'Bad Request', errors.map(({ field, problem }) => `${field}: ${problem}`).join('; '), {
      errors,
    });
  }
  logger.error('request failed', { error: error as Error });
  return problemAnswer(
    500,
    'Internal Server Error',
    'the request could not be served; it is logged under this request id',
    {},
  );
};

const csvContent = ({ csv, next }: CsvPart) => ({
  headers: {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="orders.csv"',
    ...(next ? { link: `<${next}>; rel="next"` } : {}),
  },
  body: csv,
});

const contentOf = (answer: ApiAnswer) => {
  if ('page' in answer) return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: answer.page };
  if ('csv' in answer) return csvContent(answer);
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer.body) };
};

/**
 * An HTTP API route: body checked by the schema, caller known, refusals told as problem+json, 5xx without details.
 * @example export const handler = api(z.undefined(), async ({ path }) => ({ body: await orders.get(path.id) }));
 */
export const api = <S extends z.ZodType>(schema: S, serve: (request: ApiRequest<z.output<S>>) => Promise<ApiAnswer>) =>
  atTheEdge<AuthorizedEvent, APIGatewayProxyStructuredResultV2>(async (event) => {
    try {
      const caller = callerOf(event);
      const path = Object.fromEntries(
        Object.entries(event.pathParameters ?? {}).map(([key, value]) => [key, value ?? '']),
      );
      const query = Object.fromEntries(
        Object.entries(event.queryStringParameters ?? {}).map(([key, value]) => [key, value ?? '']),
      );
      const wantsPage = /\btext\/html\b/.test(event.headers?.accept ?? '');
      const { method } = event.requestContext.http;
      const answer = await serve({ path, query, body: schema.parse(bodyOf(event)), caller, method, wantsPage });
      const { status = 200 } = answer;
      logger.info('request served', { route: event.routeKey, status, keyId: caller.keyId });
      return { statusCode: status, ...contentOf(answer) };
    } catch (error) {
      const answer = told(error);
      logger.info('request refused', { route: event.routeKey, status: answer.statusCode });
      return answer;
    }
  });

/** Reads a path parameter that must have an id's form. @throws Problem 400 naming it */
export const idIn = <S extends z.ZodType>(schema: S, value: string | undefined, what: string): z.output<S> => {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Problem(400, 'Bad Request', `${what} is not an id of its kind: ${value ?? ''}`);
  return parsed.data;
};

export const operatorsOnly = (caller: Caller): void => {
  if (caller.role !== 'operator') throw new Problem(403, 'Forbidden', 'this route is for operators');
};
