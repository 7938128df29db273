import type { WarehouseReport } from '../fulfillment/warehouse-report.ts';
import type { Instant } from '../time.ts';
import type {
  AfterSaleWord,
  ChannelFeed,
  ChannelListing,
  ChannelRequest,
  ChannelToken,
  ChannelWriteBack,
} from './channel-api.ts';

/** A platform's HTTP call as it arrived: header names in lower case, body as raw bytes. */
export type PushRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type PushAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** One shop's credentials. Two secrets can be alive at once: `current` signs, both verify. */
export type ChannelSecret = {
  /** App key, app id or shop domain: whatever the platform names the application by. */
  readonly appId: string;
  readonly current: string;
  readonly previous: string | null;
  /** WeChat: EncodingAESKey. Absent elsewhere. */
  readonly encodingKey?: string;
  /** TikTok Shop: the shop's cipher, of Get Authorized Shops. Absent elsewhere. */
  readonly shopCipher?: string;
  /** The URL registered at the platform, where the platform signs it: Shopee as it stands, Meituan without its query. Absent elsewhere. */
  readonly callbackUrl?: string;
  /** The merchant's account at the platform: Douyin life's, asked for where a push names none; Amazon's seller id. Absent elsewhere. */
  readonly accountId?: string;
  /** Shopify: the location that is sold from, where goods are stocked at several. Absent elsewhere. */
  readonly locationId?: string;
  /** B2B: the partners this secret speaks for, as `DUNS:123456789`. Absent: for any (a gateway or mailbox that knows them itself). */
  readonly senders?: readonly string[];
  /** B2B: the path at the partner's endpoint that takes our documents. Absent: `/b2b/inbox`. */
  readonly deliveryPath?: string;
  /**
   * What API calls are signed or tokens drawn with, while `current` verifies messages: Kuaishou's signSecret, WeChat's AppSecret,
   * the client secret of Login with Amazon. Absent where one secret does both.
   */
  readonly apiSecret?: string;
  /** Amazon: what access tokens are drawn with. Absent elsewhere. */
  readonly refreshToken?: string;
  /** Amazon: the marketplace that listings and shipments are told to. Absent elsewhere. */
  readonly marketplaceId?: string;
};

/** The primitives a channel verifies with. Given, so that domain/ stays free of node:crypto. */
export type ChannelCrypto = {
  readonly md5Hex: (data: Uint8Array) => string;
  readonly sha1Hex: (data: Uint8Array) => string;
  readonly sha256Hex: (data: Uint8Array) => string;
  readonly hmacSha256: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  /** AES-CBC without padding handling: input and output are multiples of 16; the key's 16, 24 or 32 bytes say which AES. */
  readonly aesCbcDecrypt: (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly aesCbcEncrypt: (key: Uint8Array, iv: Uint8Array, data: Uint8Array) => Uint8Array;
  /** SM4-ECB (GB/T 32907) without padding handling: the key has 16 bytes, input and output are multiples of them. */
  readonly sm4EcbDecrypt: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly sm4EcbEncrypt: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  /** Compares in constant time. */
  readonly equal: (a: string, b: string) => boolean;
};

/** One message of a call, ready for the inbox. */
export type Push = {
  /** Same message, same key, however often it is sent; unique within the channel. */
  readonly dedupeKey: string;
  /** The platform's own word for what happened: `101`, `channels_ec_order_pay`, `orders/create`. */
  readonly topic: string;
  readonly shopId: string;
  /** Null when the message is about no order. */
  readonly channelOrderId: string | null;
  /** When the platform says it happened; null where the push does not say. */
  readonly sourceAt: Instant | null;
  /** The message as text, decrypted, otherwise untouched. */
  readonly body: string;
};

/** A signed message that cannot be understood: kept with its error, visible and replayable. */
export type UnreadablePush = {
  readonly dedupeKey: string;
  /** What the transport says about it even so; empty where it says nothing. */
  readonly topic: string;
  readonly shopId: string;
  readonly body: string;
  /** Names the field and the cure. */
  readonly error: string;
};

/** A verified body taken apart. */
export type Reading = { readonly pushes: readonly Push[]; readonly unreadable: readonly UnreadablePush[] };

export type Received =
  | { readonly kind: 'PROBE'; readonly answer: PushAnswer }
  | { readonly kind: 'REFUSED'; readonly reason: string; readonly answer: PushAnswer }
  | ({ readonly kind: 'ACCEPTED'; readonly answer: PushAnswer } & Reading);

/** A call to the platform's API: the transport adds the host. */
export type PlatformRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What the platform's answer to an order request holds. */
export type Fetched =
  | { readonly kind: 'ORDER'; readonly payload: unknown }
  /** Try again later: rate limited, busy, not yet visible. */
  | { readonly kind: 'LATER'; readonly reason: string }
  | { readonly kind: 'MISSING'; readonly reason: string };

/**
 * A sales channel: how it signs, what it sends, what it wants to hear back. Pure; everything that varies is an argument.
 * Adding one: `domain/channel/x.ts`, `functions/channel/x.ts`, `catalog/channels/x.json`, `test/fixtures/channel/x/` and a line in `channels.ts`.
 *
 * @example
 * export const shopify: Channel = { id: 'shopify', receive, sign, answerFailure, … };
 */
export type Channel = {
  /** Kebab-case, the same word as its files and its URL. */
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  /**
   * `QUEUE_FIRST`: a queue takes and acknowledges its calls before any code runs, for platforms that wait less than a function may
   * take to start; the function reads the queue. `NOTIFIED`: beside its webhook the platform itself puts messages into a queue, which
   * `functions/channel/read-<channel>.ts` reads. Absent: the function answers the call.
   */
  readonly intake?: 'QUEUE_FIRST' | 'NOTIFIED';
  /** Verifies over the raw bytes, answers probes, takes the call apart. Never throws for anything a stranger can send. */
  readonly receive: (
    request: PushRequest,
    secrets: readonly ChannelSecret[],
    crypto: ChannelCrypto,
    now: Instant,
  ) => Received;
  /** Reads a kept, already verified message again, after whatever made it unreadable was cured. */
  readonly reread: (kept: Omit<UnreadablePush, 'error'>, crypto: ChannelCrypto) => Reading;
  /** What the platform would send for this plain message: the other end of `receive`. For tests, simulators and `npx orderloom sign|send`. */
  readonly sign: (message: SignInput, secret: ChannelSecret, crypto: ChannelCrypto) => PushRequest;
  /** The platform's own words for "not taken, send it again", used when the inbox cannot be written. */
  readonly failure: PushAnswer;
  /** Where the words depend on who called: a platform and its warehouses at one address. Absent: `failure`. */
  readonly failureTo?: (request: Pick<PushRequest, 'query'>) => PushAnswer;
  /** The order a message carries, ready for the mapping; undefined when it carries none. */
  readonly orderIn: (push: Pick<Push, 'topic' | 'body'>) => unknown;
  /** How to ask the platform for the order a push names; null when pushes carry the whole order. */
  readonly orderRequest: null | {
    readonly build: (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest;
    /** `askedAt` is for platforms whose orders do not say when they changed. */
    readonly read: (status: number, body: string, askedAt?: Instant) => Fetched;
    /** A second question, for platforms that answer it apart (Lazada: the items). Asked once `read` gave an order; joins both answers. */
    readonly follow?: {
      readonly build: (ask: OrderAsk, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest;
      readonly read: (status: number, body: string, order: unknown) => Fetched;
    };
    /** How long after a push the platform's API may still show the order as it was before; asked no earlier. */
    readonly settlesAfterSeconds?: number;
  };
  /** Messages that are fetched instead of pushed: Taobao, JD, Pinduoduo. Absent where everything is pushed. */
  readonly feed?: ChannelFeed;
  /** The platform's list of changed orders; null where it has none (files, dealers' own systems). */
  readonly listing?: ChannelListing | null;
  /** What the platform can be told; null where nothing can. */
  readonly writeBack?: ChannelWriteBack | null;
  /** Draws access tokens; absent where the token in the channel's secret lasts. */
  readonly token?: ChannelToken;
  /** The after-sale message a push is, or null. */
  readonly afterSaleIn?: (push: Pick<Push, 'topic' | 'body'>) => AfterSaleWord | null;
  /** The report on a leg of ours which a push is, or null: warehouses that speak the platform's own protocol. */
  readonly reportIn?: (push: Pick<Push, 'topic' | 'body'>, receivedAt: Instant) => WarehouseReport | null;
  /** The request that approves itself which a push is, or null. */
  readonly requestIn?: (push: Pick<Push, 'topic' | 'body'>, receivedAt: Instant) => ChannelRequest | null;
};

export type SignInput = {
  readonly body: string;
  readonly topic?: string | undefined;
  readonly at: Instant;
  /** Stands for whatever the platform draws at random (nonce, delivery id). */
  readonly nonce: string;
};

export type OrderAsk = {
  readonly channelOrderId: string;
  readonly shopId: string;
  readonly at: Instant;
  readonly accessToken: string;
};
