import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { amazon } from '#domain/channel/amazon.ts';
import type { Channel } from '#domain/channel/channel.ts';
import { lazada } from '#domain/channel/lazada.ts';
import { fixture, guessed, secretOf, signed } from './given.ts';

process.env.INBOX_TABLE = 'inbox';
process.env.AWS_ENDPOINT_URL = 'http://aws.test';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const { notifiedQueue, queuedWebhook } = await import('#shared/push-queue.ts');
const { fromDynamo } = await import('#shared/dynamo.ts');

/** What AWS is asked, and what answers; an operation without an answer succeeds. */
const aws = {
  puts: [] as Record<string, unknown>[],
  put: null as readonly [number, string] | null,
};
const metrics: string[] = [];
const original = { fetch: globalThis.fetch, write: process.stdout.write };
beforeAll(() => {
  process.stdout.write = ((line: string) => metrics.push(line) > 0) as typeof process.stdout.write;
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const body = (await request.json()) as Record<string, unknown>;
    if (request.headers.get('x-amz-target')?.endsWith('GetSecretValue')) {
      const secrets = body.SecretId === 'orderloom/channels/lazada' ? [secretOf(lazada)] : [];
      return Response.json({ SecretString: JSON.stringify({ secrets, accessToken: '', endpoint: '' }) });
    }
    if (aws.put) return new Response(aws.put[1], { status: aws.put[0] });
    aws.puts.push(fromDynamo(body.Item as Record<string, unknown>));
    return Response.json({});
  };
});
afterAll(() => {
  globalThis.fetch = original.fetch;
  process.stdout.write = original.write;
});
beforeEach(() => {
  aws.puts.length = 0;
  aws.put = null;
  metrics.length = 0;
});

const paid = fixture(lazada, 'order-paid');

/** The message as API Gateway puts it into the queue. */
const recordOf = (body: string, authorization: string, messageId = 'm1') =>
  ({
    messageId,
    body,
    attributes: { SentTimestamp: '1780286446000', AWSTraceHeader: 'Root=1-trace;Sampled=1' },
    messageAttributes:
      authorization === '' ? {} : { authorization: { dataType: 'String', stringValue: authorization } },
  }) as unknown as SQSRecord;

const signedRecord = (messageId = 'm1', push = paid.push, secret = secretOf(lazada)) => {
  const { headers, body } = signed(lazada, { push, topic: '' }, secret);
  return recordOf(new TextDecoder().decode(body), headers.authorization ?? '', messageId);
};

const readAs = (channel: Channel, ...Records: SQSRecord[]) =>
  queuedWebhook(channel)({ Records } as SQSEvent, {} as Context) as unknown as Promise<SQSBatchResponse>;
const read = (...records: SQSRecord[]) => readAs(lazada, ...records);

describe('a webhook behind a queue', () => {
  it('verifies and keeps what the queue acknowledged, as of when it came', async () => {
    expect(await read(signedRecord())).toEqual({ batchItemFailures: [] });
    expect(aws.puts).toEqual([
      expect.objectContaining({
        channel: 'lazada',
        topic: '0',
        channelOrderId: paid.orderId,
        receivedAt: '2026-06-01T04:00:46.000Z',
        traceId: '1-trace',
        outcome: 'RECEIVED',
      }),
    ]);
  });

  it('verifies the very bytes: blanks, umlauts and order of fields count, also where they came as base64', async () => {
    const push = '{ "seller_id":"1", "message_type":0,\t"data":{"trade_order_id":"2","note":"Größe 大"} }\n';
    const { headers, body } = signed(lazada, { push, topic: '' });
    const authorization = headers.authorization ?? '';
    await read(recordOf(push, authorization), recordOf(Buffer.from(body).toString('base64'), authorization));
    expect(aws.puts.map((row) => row.channelOrderId)).toEqual(['2', '2']);
    aws.puts.length = 0;
    await read(recordOf(JSON.stringify(JSON.parse(push)), authorization));
    expect(aws.puts).toEqual([]);
  });

  it('takes a push signed with the secret before the rotation', async () => {
    const { previous, ...rest } = secretOf(lazada);
    await read(signedRecord('m1', paid.push, { ...rest, current: previous ?? '', previous: null }));
    expect(aws.puts).toHaveLength(1);
  });

  it.each([
    ['signed with another secret', () => signedRecord('m1', paid.push, guessed(lazada))],
    ['without a signature', () => recordOf(paid.push, '')],
    ['empty', () => recordOf('', 'ab')],
  ])('refuses a call that is %s: counted, not stored, not tried again', async (_what, record) => {
    expect(await read(record())).toEqual({ batchItemFailures: [] });
    expect(aws.puts).toEqual([]);
    expect(metrics.join()).toContain('"PushRefused":1');
  });

  it('hands back only what could not be kept', async () => {
    aws.put = [500, '{"__type":"x#InternalServerError"}'];
    const failed = await read(signedRecord('m1'));
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(metrics.join()).toContain('"PushNotKept":1');
    aws.put = null;
    expect(await read(recordOf(paid.push, 'wrong', 'm2'), signedRecord('m3'))).toEqual({ batchItemFailures: [] });
    expect(aws.puts).toHaveLength(1);
  });

  it('refuses nothing before the secret is filled in: it waits for it, in the end among the dead letters', async () => {
    const failed = await readAs({ ...lazada, id: 'lazada-unfilled' }, signedRecord());
    expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });

  it('keeps what it cannot read, with its error', async () => {
    await read(signedRecord('m1', '{"half":'));
    expect(aws.puts).toEqual([expect.objectContaining({ outcome: 'UNREADABLE', body: '{"half":' })]);
  });
});

describe('a queue of notifications', () => {
  const readAmazon = (...Records: SQSRecord[]) =>
    notifiedQueue(amazon)({ Records } as SQSEvent, {} as Context) as unknown as Promise<SQSBatchResponse>;
  const { push, orderId } = fixture(amazon, 'order-paid');

  it('is believed, and kept as of when it came', async () => {
    expect(await readAmazon(recordOf(push, ''))).toEqual({ batchItemFailures: [] });
    expect(aws.puts).toEqual([
      expect.objectContaining({
        channel: 'amazon',
        dedupeKey: 'd0e9e693-c3ad-4373-979f-260601000002',
        channelOrderId: orderId,
        receivedAt: '2026-06-01T04:00:46.000Z',
      }),
    ]);
  });

  it('keeps each it cannot read, with its error, and hands back what could not be kept', async () => {
    await readAmazon(recordOf('{"half":', ''), recordOf(push, '', 'm2'));
    expect(aws.puts.map(({ outcome }) => outcome)).toEqual(['UNREADABLE', 'RECEIVED']);
    aws.put = [500, '{"__type":"x#InternalServerError"}'];
    expect(await readAmazon(recordOf(push, ''))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});
