import type { Channel } from '#domain/channel/channel.ts';
import { CHANNELS, channelById } from '#domain/channel/channels.ts';
import { fetchOrder } from '#shared/platform-client.ts';
import { type Platforms, startPlatforms } from '../../simulators/channels/platforms.ts';
import { fixture, NOW, orderIdKey, secretOf } from './given.ts';

const TOKEN = 'the access token';
const asked = CHANNELS.filter(({ orderRequest }) => orderRequest !== null);

describe.each(asked.map((channel) => [channel.id, channel] as const))('the order API of %s', (id, channel: Channel) => {
  let platforms: Platforms;
  const { orderId, order } = fixture(channel, 'order-paid');
  const account = (change: object = {}) => ({
    secrets: [secretOf(channel)],
    accessToken: TOKEN,
    endpoint: platforms.url,
    ...change,
  });
  const ask = (channelOrderId = orderId, change = {}) =>
    fetchOrder(channel, account(change), { channelOrderId, shopId: 'a shop', at: NOW });

  beforeAll(async () => {
    platforms = await startPlatforms({
      port: 0,
      accounts: { [id]: { secrets: [secretOf(channel)], accessToken: TOKEN } },
    });
    platforms.put(id, orderId, order ?? '');
  });
  afterAll(() => platforms.close());
  afterEach(() => platforms.fail(id, null));

  it('answers a signed question with the order, every digit of its id kept', async () => {
    const answer = await ask();
    expect(answer.kind).toBe('ORDER');
    expect(JSON.stringify(answer)).toMatch(new RegExp(`"${orderIdKey(id)}":"?${orderId}"?[,}]`));
  });

  it('says that an order does not exist', async () => {
    expect(await ask('9007199254740993')).toMatchObject({ kind: 'MISSING', reason: expect.stringContaining(id) });
  });

  it.each(['DOWN', 'BUSY', 'BROKEN'] as const)('is asked again later while it is %s', async (fault) => {
    platforms.fail(id, fault);
    expect(await ask()).toMatchObject({ kind: 'LATER' });
  });

  it('is asked again later when its token has expired or nobody listens', async () => {
    expect(await ask(orderId, { accessToken: 'old' })).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining('access_token'),
    });
    expect(await ask(orderId, { endpoint: 'http://127.0.0.1:9' })).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining('did not answer'),
    });
  });

  it('is not asked before its secret is filled in, and says where', async () => {
    const before = platforms.asked(id);
    expect(await ask(orderId, { endpoint: '' })).toMatchObject({
      kind: 'LATER',
      reason: expect.stringContaining(`orderloom/channels/${id}`),
    });
    expect(platforms.asked(id)).toBe(before);
  });

  it('takes orders and faults over HTTP too', async () => {
    const control = (what: string, body: string) =>
      fetch(`${platforms.url}/_simulator/${what}/${id}`, { method: 'POST', body });
    const other = (order ?? '').replaceAll(orderId, '77');
    expect(await (await control('orders', other)).json()).toEqual({ channel: id, orderId: '77' });
    expect(await ask('77')).toMatchObject({ kind: 'ORDER' });
    await control('faults', '{"fault":"DOWN"}');
    expect(await ask('77')).toMatchObject({ kind: 'LATER' });
    expect((await control('orders', '{}')).status).toBe(400);
    expect((await control('weather', '{}')).status).toBe(404);
  });
});

describe('the simulated platforms', () => {
  it('refuse a signature made with another secret', async () => {
    const channel = channelById('douyin');
    const platforms = await startPlatforms({
      port: 0,
      accounts: { douyin: { secrets: [secretOf(channel)], accessToken: TOKEN } },
    });
    const account = {
      secrets: [{ ...secretOf(channel), current: 'another' }],
      accessToken: TOKEN,
      endpoint: platforms.url,
    };
    const answer = await fetchOrder(channel, account, { channelOrderId: '1', shopId: '', at: NOW });
    await platforms.close();
    expect(answer).toMatchObject({ kind: 'LATER', reason: expect.stringContaining('sign is wrong') });
  });

  it('are not asked for channels whose pushes carry the order', async () => {
    const account = { secrets: [], accessToken: '', endpoint: '' };
    const answer = await fetchOrder(channelById('shopify'), account, { channelOrderId: '1', shopId: '', at: NOW });
    expect(answer.kind).toBe('MISSING');
  });
});
