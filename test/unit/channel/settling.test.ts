import type { InboxPush } from '#domain/channel/inbox-store.ts';
import { youzan } from '#domain/channel/youzan.ts';
import { fromEpochMillis } from '#domain/time.ts';
import { fixture } from './given.ts';

process.env.INBOX_TABLE = 'inbox';
process.env.ORDERS_TABLE = 'orders';
process.env.NETWORK_TABLE = 'network';
process.env.CATALOG_TABLE = 'catalog';
process.env.CUSTOMERS_TABLE = 'customers';
process.env.AWS_ENDPOINT_URL = 'http://aws.test';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';

const { normalize, newReading } = await import('#shared/normalize.ts');

/** What was asked over the network, by operation or host. */
const asked: string[] = [];
const original = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = async (input) => {
    const target = input instanceof Request ? (input.headers.get('x-amz-target') ?? '').split('.').at(-1) : undefined;
    asked.push(target ?? new URL(String(input)).host);
    const account = { secrets: [{ appId: 'a', current: 'c', previous: null }], accessToken: 't' };
    return new Response(
      JSON.stringify({ SecretString: JSON.stringify({ ...account, endpoint: 'http://youzan.test' }) }),
    );
  };
});
afterAll(() => {
  globalThis.fetch = original;
});
beforeEach(() => {
  asked.length = 0;
});

const shippedAgo = (seconds: number): InboxPush => {
  const { orderId } = fixture(youzan, 'order-shipped');
  return {
    channel: 'youzan',
    dedupeKey: 'k',
    topic: 'trade_TradeSellerShip',
    shopId: 's',
    channelOrderId: orderId,
    sourceAt: null,
    body: JSON.stringify({ tid: orderId }),
    bodyHash: '',
    receivedAt: fromEpochMillis(Date.now() - seconds * 1000),
    traceId: '1-t',
    attempts: 0,
    orderId: null,
    outcome: 'RECEIVED',
    error: null,
    event: {} as InboxPush['event'],
  };
};

describe('a platform whose order API lags behind its pushes', () => {
  it('is not asked at once, lest it answers with the state before the push', async () => {
    const settlement = await normalize(shippedAgo(0), newReading());
    expect(settlement).toMatchObject({ outcome: 'WAITING', error: expect.stringContaining('30 s after') });
    expect(asked).toEqual(['UpdateItem']);
  });

  it('is asked once its time has passed', async () => {
    await normalize(shippedAgo(31), newReading());
    expect(asked).toContain('youzan.test');
  });
});
