import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Channel, ChannelSecret } from '#domain/channel/channel.ts';
import { wechat } from '#domain/channel/wechat.ts';
import { plusSeconds } from '#domain/time.ts';
import { fetchOrder } from '#shared/platform-client.ts';
import { accessTokenOf, forgetToken } from '#shared/platform-token.ts';
import { fixture, NOW, secretOf } from './given.ts';

/** A platform that gives out numbered tokens and says which of them it was asked with. */
const platform = { tokens: 0, asked: [] as string[], answers: [] as (readonly [number, string])[], order: 200 };
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://platform');
    if (pathname === '/cgi-bin/stable_token') {
      platform.tokens += 1;
      const given = [200, JSON.stringify({ access_token: `token-${platform.tokens}`, expires_in: 7200 })] as const;
      const [status, body] = platform.answers.shift() ?? given;
      return void setTimeout(() => response.writeHead(status).end(body), 5);
    }
    platform.asked.push(searchParams.get('access_token') ?? '');
    return void response.writeHead(platform.order).end(fixture(wechat, 'order-paid').order ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** Tokens are kept by secret: each test has its own. */
let made = 0;
const shop = (): ChannelSecret => {
  made += 1;
  return { ...secretOf(wechat), apiSecret: `app-secret-${made}` };
};
const account = (secret: ChannelSecret) => ({ secrets: [secret], accessToken: 'configured', endpoint: url });
const tokenAt = async (secret: ChannelSecret, seconds: number, channel: Channel = wechat): Promise<string> => {
  const token = await accessTokenOf(channel, account(secret), secret, plusSeconds(NOW, seconds));
  return token.kind === 'TOKEN' ? token.accessToken : token.reason;
};

describe('an access token that the channel draws', () => {
  beforeEach(() => {
    platform.tokens = 0;
    platform.asked.length = 0;
    platform.answers.length = 0;
    platform.order = 200;
  });

  it('is drawn once and kept until two minutes before it dies', async () => {
    const secret = shop();
    expect(await tokenAt(secret, 0)).toBe('token-1');
    expect(await tokenAt(secret, 7079)).toBe('token-1');
    expect(await tokenAt(secret, 7080)).toBe('token-2');
  });

  it('is drawn once for all who ask at the same time, at first and when it dies', async () => {
    const secret = shop();
    const eight = (seconds: number) => Promise.all(Array.from({ length: 8 }, () => tokenAt(secret, seconds)));
    expect(new Set(await eight(0))).toEqual(new Set(['token-1']));
    expect(new Set(await eight(9000))).toEqual(new Set(['token-2']));
  });

  it('is another one for another secret', async () => {
    expect([await tokenAt(shop(), 0), await tokenAt(shop(), 0)]).toEqual(['token-1', 'token-2']);
  });

  it('is the configured one where the secret draws none', async () => {
    expect(await tokenAt(secretOf(wechat), 0)).toBe('configured');
    expect(await tokenAt(shop(), 0, { ...wechat, token: undefined } as unknown as Channel)).toBe('configured');
    expect(platform.tokens).toBe(0);
  });

  it('fails softly: what refuses a token is asked again at the next call', async () => {
    const secret = shop();
    platform.answers.push([200, '{"errcode":40125,"errmsg":"invalid appsecret"}'], [200, '<html>']);
    expect(await tokenAt(secret, 0)).toBe('wechat stable_token answered HTTP 200, errcode 40125: invalid appsecret');
    expect(await tokenAt(secret, 0)).toContain('no JSON object');
    expect(await tokenAt(secret, 0)).toBe('token-3');
  });

  it('fails with those who wait when nobody answers, and is drawn by the next', async () => {
    const secret = shop();
    const dead = { ...account(secret), tokenEndpoint: 'http://127.0.0.1:9' };
    const both = [0, 1].map(() => accessTokenOf(wechat, dead, secret, NOW));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await tokenAt(secret, 0)).toBe('token-1');
  });

  it('goes with the question about an order, and is forgotten when the platform takes it no more', async () => {
    const secret = shop();
    const { orderId } = fixture(wechat, 'order-paid');
    const ask = () => fetchOrder(wechat, account(secret), { channelOrderId: orderId, shopId: secret.appId, at: NOW });
    expect((await ask()).kind).toBe('ORDER');
    platform.order = 401;
    expect((await ask()).kind).toBe('LATER');
    platform.order = 200;
    expect((await ask()).kind).toBe('ORDER');
    expect(platform.asked).toEqual(['token-1', 'token-1', 'token-2']);
    forgetToken(wechat, secret);
    expect(await tokenAt(secret, 0)).toBe('token-3');
  });
});
