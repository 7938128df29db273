import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromIso, type Instant } from '../../../domain/time.ts';
import { answerAgiso } from './agiso-api.ts';
import { AMAZON_PATHS, answerAmazon } from './amazon-api.ts';
import { answerB2b } from './b2b-api.ts';
import { answerDms, dmsBusy } from './dms-api.ts';
import { answerDouyin } from './douyin-api.ts';
import { answerDouyinLife, douyinLifeBusy } from './douyin-life-api.ts';
import { answerEleme, elemeBusy } from './eleme-api.ts';
import { answerJd } from './jd-api.ts';
import { answerKuaishou, kuaishouBusy } from './kuaishou-api.ts';
import { answerLazada, LAZADA_PATHS } from './lazada-api.ts';
import { answerMeituan, meituanBusy } from './meituan-api.ts';
import { orderBook } from './order-book.ts';
import { answerPinduoduo, answerPmc } from './pinduoduo-api.ts';
import { answerShopee, shopeeBusy, shopeeOrderId } from './shopee-api.ts';
import { answerShopify, shopifyOrderId } from './shopify-api.ts';
import { answerTaobao } from './taobao-api.ts';
import { answerTiktokShop, tiktokShopBusy, tiktokShopOrderId } from './tiktok-shop-api.ts';
import { answerWechat, wechatBusy } from './wechat-api.ts';
import { answerWoocommerce, woocommerceOrderId } from './woocommerce-api.ts';
import { answerXiaohongshu, xiaohongshuBusy } from './xiaohongshu-api.ts';
import { answerYouzan, youzanBusy } from './youzan-api.ts';

/** What a platform's API can be made to do wrong. */
export const FAULTS = ['DOWN', 'SLOW', 'BUSY', 'BROKEN'] as const;
export type Fault = (typeof FAULTS)[number];

export type ApiCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};
export type ApiAnswer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One shop's account at a platform, as the channel's secret holds it. */
export type PlatformAccount = {
  readonly secrets: readonly {
    readonly appId: string;
    readonly current: string;
    readonly apiSecret?: string;
    readonly refreshToken?: string;
  }[];
  readonly accessToken: string;
};

/** A platform's answer about one order, parsed. */
export type OrderAnswer = Record<string, unknown>;

/** An order as a platform keeps it: the text its API answers, and when it last changed. */
export type BookedOrder = { readonly orderId: string; readonly answer: string; readonly changedAt: Instant };
/** A message that waits at the platform until it is fetched and confirmed. */
export type KeptMessage = { readonly id: string; readonly body: string; readonly saidAt: Instant };

/** What the platforms know: orders as the text of their API's answer, what each shows for sale, and messages nobody has fetched. */
export type OrderBook = {
  /** Null: the platform has no such order. */
  readonly find: (channel: string, orderId: string) => string | null;
  /** Puts or replaces an order. @default changed now */
  readonly put: (channel: string, orderId: string, answer: string, changedAt?: Instant) => void;
  /** Orders that changed in [from, to), oldest change first. */
  readonly changedBetween: (channel: string, from: Instant, to: Instant) => readonly BookedOrder[];
  /**
   * Changes an order, now, as a call to the platform's API does. The change gets the parsed answer and gives the new one.
   * @returns whether there is such an order
   */
  readonly amend: (channel: string, orderId: string, change: (answer: OrderAnswer) => OrderAnswer) => boolean;
  /** Null: nothing was ever said of it. */
  readonly stockOf: (channel: string, channelSku: string) => number | null;
  readonly putStock: (channel: string, channelSku: string, available: number) => void;
  /** Keeps a message for a channel that is asked for its messages. @returns its number */
  readonly say: (channel: string, body: string) => string;
  /** Messages that nobody confirmed, oldest first. */
  readonly unread: (channel: string) => readonly KeptMessage[];
  readonly confirm: (channel: string, ids: readonly string[]) => void;
};

type Api = (call: ApiCall, account: PlatformAccount, book: OrderBook) => ApiAnswer;

/** Which API speaks at which path; a channel may have several, its order API first. */
const APIS: readonly {
  readonly channel: string;
  /** A pattern must fit the whole path. */
  readonly path: string | RegExp;
  readonly answer: Api;
  /** What an answer calls its order id, wherever that is; or how to find it. @default `order_id` */
  readonly orderId?: string | ((answer: unknown) => string | null);
  /** How it refuses who asks too often. @default HTTP 429 */
  readonly busy?: ApiAnswer;
}[] = [
  { channel: 'amazon', path: AMAZON_PATHS, answer: answerAmazon, orderId: 'orderId' },
  { channel: 'agiso', path: '/alds/Trade/TradeInfo', answer: answerAgiso, orderId: 'Tid' },
  { channel: 'b2b', path: '/b2b/inbox', answer: answerB2b },
  { channel: 'douyin', path: '/order/orderDetail', answer: answerDouyin },
  {
    channel: 'douyin',
    path: /^\/(order\/(searchList|logisticsAddMultiPack)|sku\/(syncStock|stockNum))$/,
    answer: answerDouyin,
  },
  {
    channel: 'douyin-life',
    path: '/goodlife/v1/trade/order/query/',
    answer: answerDouyinLife,
    busy: douyinLifeBusy,
  },
  { channel: 'dms', path: /^\/orderloom\/.+$/, answer: answerDms, busy: dmsBusy },
  { channel: 'eleme', path: '/api/v1/', answer: answerEleme, orderId: 'orderId', busy: elemeBusy },
  { channel: 'jd', path: '/routerjson', answer: answerJd, orderId: 'orderId' },
  { channel: 'lazada', path: LAZADA_PATHS, answer: answerLazada },
  { channel: 'pinduoduo', path: '/api/router', answer: answerPinduoduo, orderId: 'order_sn' },
  { channel: 'pinduoduo', path: /^\/message\/[^/]+\/\d+\/[^/]+$/, answer: answerPmc },
  { channel: 'shopify', path: /^\/admin\/api\/[\d-]+\//, answer: answerShopify, orderId: shopifyOrderId },
  { channel: 'taobao', path: '/router/rest', answer: answerTaobao, orderId: 'tid' },
  { channel: 'woocommerce', path: /^\/wp-json\/wc\/v3\//, answer: answerWoocommerce, orderId: woocommerceOrderId },
  { channel: 'kuaishou', path: /^\/open\/.+$/, answer: answerKuaishou, orderId: 'oid', busy: kuaishouBusy },
  { channel: 'meituan', path: /^\/api\/v1\/(order|ecommerce|retail)\/.+$/, answer: answerMeituan, busy: meituanBusy },
  {
    channel: 'shopee',
    path: /^\/api\/v2\/(order|logistics|product)\/.+$/,
    answer: answerShopee,
    orderId: shopeeOrderId,
    busy: shopeeBusy,
  },
  {
    channel: 'tiktok-shop',
    path: /^\/(order|fulfillment|return_refund|product)\/202309\/.+$/,
    answer: answerTiktokShop,
    orderId: tiktokShopOrderId,
    busy: tiktokShopBusy,
  },
  { channel: 'wechat', path: /^\/channels\/ec\/.+$/, answer: answerWechat, busy: wechatBusy },
  {
    channel: 'xiaohongshu',
    path: '/ark/open_api/v3/common_controller',
    answer: answerXiaohongshu,
    orderId: 'orderId',
    busy: xiaohongshuBusy,
  },
  { channel: 'youzan', path: /^\/api\/youzan\..+$/, answer: answerYouzan, orderId: 'tid', busy: youzanBusy },
];

/** Longer than the client waits. */
const SLOW_MS = 8000;

export type PlatformsProps = {
  /** 0: any free port. */
  readonly port: number;
  readonly accounts: Readonly<Record<string, PlatformAccount>>;
};

export type Platforms = {
  readonly url: string;
  /** Puts an order into a platform; `answer` is the text its API gives. */
  readonly put: OrderBook['put'];
  /** Keeps a message until the channel's API is asked for it. */
  readonly say: OrderBook['say'];
  readonly unread: OrderBook['unread'];
  /** What the platform shows of an order now. */
  readonly find: (channel: string, orderId: string) => string | null;
  readonly stockOf: (channel: string, channelSku: string) => number | null;
  readonly fail: (channel: string, fault: Fault | null) => void;
  /** How often each channel's API was asked. */
  readonly asked: (channel: string) => number;
  readonly close: () => Promise<void>;
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

type State = {
  readonly book: OrderBook;
  readonly faults: Map<string, Fault>;
  readonly asked: Map<string, number>;
  readonly accounts: PlatformsProps['accounts'];
};

/** The first field of that name in an answer, however deep. */
const fieldIn = (answer: unknown, name: string): string | null => {
  if (typeof answer !== 'object' || answer === null) return null;
  const { [name]: id, ...rest } = answer as Record<string, unknown>;
  if (id !== undefined) return String(id);
  for (const child of Object.values(rest)) {
    const found = fieldIn(child, name);
    if (found) return found;
  }
  return null;
};

const orderIdOf = (channel: string, answer: unknown): string | null => {
  const { orderId = 'order_id' } = APIS.find((api) => api.channel === channel) ?? {};
  return typeof orderId === 'string' ? fieldIn(answer, orderId) : orderId(answer);
};

const found = (shown: string | null): ApiAnswer =>
  shown === null ? { status: 404, body: '{"error":"the platform has none"}' } : { status: 200, body: shown };

const shownBy = (path: string, { book }: State): ApiAnswer => {
  const [, , what = '', channel = '', id = ''] = path.split('/').map(decodeURIComponent);
  if (what === 'orders') return found(book.find(channel, id));
  return found(JSON.stringify(book.stockOf(channel, id)));
};

const control = ({ pathname, searchParams }: URL, body: string, state: State): ApiAnswer => {
  const [, , what = '', channel = ''] = pathname.split('/');
  if (what === 'orders') {
    const orderId = orderIdOf(channel, parseLossless(body));
    if (!orderId) return { status: 400, body: '{"error":"body has no order id"}' };
    const changedAt = searchParams.get('changedAt');
    state.book.put(channel, orderId, body, changedAt === null ? undefined : fromIso(changedAt));
    return { status: 201, body: JSON.stringify({ channel, orderId }) };
  }
  if (what === 'messages') return { status: 201, body: JSON.stringify({ channel, id: state.book.say(channel, body) }) };
  if (what !== 'faults')
    return { status: 404, body: '{"error":"POST /_simulator/{orders,messages,faults}/{channel}"}' };
  const { fault } = JSON.parse(body) as { fault: Fault | null };
  if (fault === null) state.faults.delete(channel);
  else state.faults.set(channel, fault);
  return { status: 200, body: JSON.stringify({ channel, fault }) };
};

const faulty: Readonly<Record<Exclude<Fault, 'SLOW'>, ApiAnswer>> = {
  DOWN: { status: 503, body: 'upstream connect error' },
  BUSY: { status: 429, body: '{"code":429,"message":"too many requests"}' },
  BROKEN: { status: 200, body: '<html>maintenance</html>' },
};

/** The API that speaks at a path, in process. */
export const apiAt = (path: string): (typeof APIS)[number] | undefined =>
  APIS.find((api) => (typeof api.path === 'string' ? api.path === path : api.path.test(path)));

const platformAnswer = async (call: ApiCall, state: State): Promise<ApiAnswer> => {
  const api = apiAt(call.path);
  if (!api) return { status: 404, body: `no platform API at ${call.path}` };
  state.asked.set(api.channel, (state.asked.get(api.channel) ?? 0) + 1);
  const fault = state.faults.get(api.channel);
  if (fault === 'BUSY' && api.busy) return api.busy;
  if (fault && fault !== 'SLOW') return faulty[fault];
  if (fault === 'SLOW') await sleep(SLOW_MS, undefined, { ref: false });
  const account = state.accounts[api.channel];
  if (!account) return { status: 404, body: `no account at ${api.channel}` };
  return api.answer(call, account, state.book);
};

const serve = async (request: IncomingMessage, state: State): Promise<ApiAnswer> => {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const body = await textOf(request);
  const { method = 'GET', headers } = request;
  if (url.pathname.startsWith('/_simulator/'))
    return method === 'GET' ? shownBy(url.pathname, state) : control(url, body, state);
  return platformAnswer({ method, path: url.pathname, query: url.searchParams, headers, body }, state);
};

const listening = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/**
 * Stands for the platforms' order APIs: their real paths, their real signatures, their real refusals.
 * Orders come in through `put` or `POST /_simulator/orders/{channel}?changedAt=`, messages that wait to be fetched through `say` or
 * `POST /_simulator/messages/{channel}`, faults through `fail` or `POST /_simulator/faults/{channel}`;
 * what a platform shows now is at `GET /_simulator/orders/{channel}/{orderId}` and `GET /_simulator/stock/{channel}/{channelSku}`.
 */
export const startPlatforms = async ({ port, accounts }: PlatformsProps): Promise<Platforms> => {
  const book = orderBook();
  const state: State = { book, faults: new Map(), asked: new Map(), accounts };
  const server = createServer((request, response) => {
    void serve(request, state)
      .catch((error: Error): ApiAnswer => ({ status: 500, body: JSON.stringify({ error: error.message }) }))
      .then(({ status, body, headers }) =>
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body),
      );
  });
  const bound = await listening(server, port);
  return {
    url: `http://127.0.0.1:${bound}`,
    put: book.put,
    say: book.say,
    unread: book.unread,
    find: book.find,
    stockOf: book.stockOf,
    fail: (channel, fault) => void (fault === null ? state.faults.delete(channel) : state.faults.set(channel, fault)),
    asked: (channel) => state.asked.get(channel) ?? 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
