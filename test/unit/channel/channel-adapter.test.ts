import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { CHANNELS } from '#domain/channel/channels.ts';
import type { HttpCall } from '../../../bin/channel-fixture.ts';
import { signedCall } from '../../../bin/channel-fixture.ts';
import { fixture, guessed, secretOf } from './given.ts';

process.env.INBOX_TABLE = 'inbox';
process.env.AWS_ENDPOINT_URL = 'http://aws.test';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';

type Answer = { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: string };
type AwsCall = { readonly target: string; readonly body: Record<string, unknown> };

const { channelAdapter } = await import('#shared/channel-adapter.ts');
const { fromDynamo } = await import('#shared/dynamo.ts');
const { fromEpochMillis } = await import('#domain/time.ts');

/** A minute ago, so that WeChat's clock is content whenever this runs. */
const SIGNED_AT = fromEpochMillis(Date.now() - 60_000);

const CONDITION_FAILED = [400, '{"__type":"x#ConditionalCheckFailedException","message":"no"}'] as const;

/** What AWS is asked, and answers by operation; an operation without an answer succeeds. */
const aws = { calls: [] as AwsCall[], answers: new Map<string, readonly [number, string]>() };
const original = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const target = (request.headers.get('x-amz-target') ?? '').split('.').at(-1) ?? '';
    const body = (await request.json()) as Record<string, unknown>;
    aws.calls.push({ target, body });
    const channel = CHANNELS.find(({ id }) => String(body.SecretId ?? '').endsWith(id));
    const account = channel && { secrets: [secretOf(channel)], accessToken: 't', endpoint: '' };
    const [status, text] = aws.answers.get(target) ?? [200, JSON.stringify({ SecretString: JSON.stringify(account) })];
    return new Response(text, { status });
  };
});
afterAll(() => {
  globalThis.fetch = original;
});
beforeEach(() => {
  aws.calls.length = 0;
  aws.answers.clear();
});

const puts = () =>
  aws.calls
    .filter(({ target }) => target === 'PutItem')
    .map(({ body }) => fromDynamo(body.Item as Record<string, unknown>));

const eventOf = ({ method, path, headers, body }: HttpCall, base64: boolean): APIGatewayProxyEventV2 => {
  const url = new URL(path, 'http://api');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: { ...headers, 'x-amzn-trace-id': 'Root=1-trace' },
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: { requestId: 'r1', http: { method } } as never,
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  };
};

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))('the webhook of %s', (id, channel) => {
  const handler = channelAdapter(channel);
  const message = fixture(channel, 'order-paid');
  const signedPush = (push = message.push): HttpCall =>
    signedCall(channel, { body: push, topic: message.topic }, secretOf(channel), SIGNED_AT, 'n');
  const called = (call: HttpCall, base64 = false) =>
    handler(eventOf(call, base64), {} as Context) as unknown as Promise<Answer>;

  it.each([false, true])('keeps a push before it answers (base64: %p)', async (base64) => {
    const answer = await called(signedPush(), base64);
    expect(answer.statusCode).toBe(200);
    expect(puts()).toEqual([
      expect.objectContaining({
        pk: expect.stringMatching(`^PUSH#${id}#`),
        sk: 'PUSH',
        outcome: 'RECEIVED',
        channelOrderId: message.orderId,
        traceId: '1-trace',
        attempts: 0,
        ttl: expect.any(Number),
      }),
    ]);
  });

  it('tells of its arrival by an event without body and person', async () => {
    await called(signedPush());
    const [row] = puts();
    const event = JSON.parse(String(row?.event));
    expect(event).toMatchObject({
      source: 'fulfillment.channel',
      type: 'PushReceived',
      detail: { orderId: null, traceId: '1-trace' },
    });
    expect(Object.keys(event.detail.data).sort()).toEqual(
      ['channel', 'channelOrderId', 'dedupeKey', 'receivedAt', 'shopId', 'sourceAt', 'topic'].sort(),
    );
  });

  it('answers a repeated push alike and writes nothing new', async () => {
    aws.answers.set('PutItem', CONDITION_FAILED);
    aws.answers.set('UpdateItem', CONDITION_FAILED);
    const answer = await called(signedPush());
    expect(answer.statusCode).toBe(200);
    expect(aws.calls.map(({ target }) => target).filter((target) => target !== 'GetSecretValue')).toEqual([
      'PutItem',
      'UpdateItem',
    ]);
  });

  it('stores nothing of a push with a wrong signature', async () => {
    const answer = await called(
      signedCall(channel, { body: message.push, topic: message.topic }, guessed(channel), SIGNED_AT, 'n'),
    );
    expect(answer.statusCode).toBe(401);
    expect(puts()).toEqual([]);
  });

  it('keeps a body it cannot read, marked so, and announces that', async () => {
    const answer = await called(signedPush('{"half":'));
    expect(answer.statusCode).toBe(200);
    const [row] = puts();
    expect(row).toMatchObject({ outcome: 'UNREADABLE', body: '{"half":', error: expect.stringContaining('JSON') });
    expect(JSON.parse(String(row?.event)).type).toBe('PushRejected');
  });

  it("answers with the platform's word for failure when the push cannot be kept", async () => {
    aws.answers.set('PutItem', [500, '{"__type":"InternalServerError"}']);
    const answer = await called(signedPush());
    expect(answer).toMatchObject({ statusCode: channel.failure.status, body: channel.failure.body });
  }, 30_000);

  it('refuses a body above 1 MiB with 413, before it looks at it', async () => {
    const answer = await called({ ...signedPush(), body: 'x'.repeat(1024 * 1024 + 1) });
    expect(answer.statusCode).toBe(413);
    expect(aws.calls).toEqual([]);
  });

  it('refuses with 413 what does not fit into the inbox even compressed', async () => {
    const { randomBytes } = await import('node:crypto');
    const noise = randomBytes(360_000).toString('base64');
    const push =
      id === 'douyin'
        ? JSON.stringify([{ tag: '1', msg_id: '1', data: JSON.stringify({ p_id: 1, noise }) }])
        : JSON.stringify({ Event: 'e', id: 1, appKey: '', noise });
    const answer = await called(signedPush(push));
    expect([answer.statusCode, puts()]).toEqual([413, []]);
  });
});
