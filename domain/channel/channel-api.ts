import type { Instant } from '../time.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest, Push, Reading } from './channel.ts';

/** Who asks, when, and with which token. */
export type ApiAsk = {
  readonly shopId: string;
  readonly at: Instant;
  readonly accessToken: string;
};

type Build<Ask> = (ask: Ask, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest;

/** The platform cannot answer now: busy, rate limited, down. Asked again later. */
export type AskLater = { readonly kind: 'LATER'; readonly reason: string };

// ── Messages that are fetched ───────────────────────────────────────────────────────────────────────────────────────────────

/** Where a feed was read up to: opaque to everybody but its channel; null before the first round. */
export type FeedCursor = string | null;

/**
 * For platforms that keep messages until they are fetched instead of pushing them. Each message goes through the inbox like a
 * push; only then is the page confirmed and the cursor moved on, so that a round that fails is read again.
 */
export type ChannelFeed = {
  readonly build: Build<ApiAsk & { readonly cursor: FeedCursor }>;
  readonly read: (status: number, body: string, asked: ApiAsk & { readonly cursor: FeedCursor }) => FeedPage | AskLater;
  /** Tells the platform that these were taken; absent where the cursor alone says so. */
  readonly confirm?: Build<ApiAsk & { readonly receipts: readonly string[] }>;
  /** Whether the platform took the confirmation, for platforms that refuse with HTTP 200. Absent: its HTTP status says so. */
  readonly confirmed?: (status: number, body: string) => { readonly kind: 'DONE' } | AskLater;
};

export type FeedPage = Reading & {
  readonly kind: 'PAGE';
  readonly cursor: FeedCursor;
  /** There is more to fetch at once. */
  readonly more: boolean;
  /** What `confirm` names; empty where nothing is confirmed. */
  readonly receipts: readonly string[];
};

// ── Reconciliation ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Orders that changed at the platform in [from, to). */
export type ListingAsk = ApiAsk & {
  readonly from: Instant;
  readonly to: Instant;
  /** What the page before answered as `next`; null for the first. */
  readonly page: string | null;
};

/** The platform's list of orders by time of change: what pushes missed is found by it. */
export type ChannelListing = {
  /** The longest window that the platform answers. */
  readonly windowSeconds: number;
  /** How far behind now a window must end, because the platform's index lags. */
  readonly lagSeconds: number;
  readonly build: Build<ListingAsk>;
  /**
   * Each order as the push that would have told of it: topic and body such that `orderIn` or `orderRequest` finds the order;
   * dedupe key `list:<order id>:<time of change>`, sourceAt the time of change.
   */
  readonly read: (
    status: number,
    body: string,
    asked: ListingAsk,
    /** Names in lower case; for platforms that name the next page in a header (Shopify's `link`). */
    headers?: Readonly<Record<string, string>>,
  ) => ListingPage | AskLater;
};

export type ListingPage = { readonly kind: 'PAGE'; readonly pushes: readonly Push[]; readonly next: string | null };

// ── Write-back ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewsLine = {
  /** The platform's own id of the line. */
  readonly lineId: string;
  readonly channelSku: string | null;
  readonly sku: string;
  readonly quantity: number;
};

/** What the platform is told. Ids of orders, lines and SKUs are the platform's; `carrier` is the platform's code. */
export type ChannelNews =
  | {
      readonly kind: 'SHIPPED';
      readonly channelOrderId: string;
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly lines: readonly NewsLine[];
      /** Other lines of the order are still here: a parcel of several. */
      readonly partial: boolean;
    }
  /** The merchant will not or cannot serve the order. */
  | { readonly kind: 'REFUSED'; readonly channelOrderId: string; readonly reason: string }
  /** What may still be sold of a SKU in this shop: never below 0. */
  | { readonly kind: 'STOCK'; readonly sku: string; readonly channelSku: string; readonly available: number };
/** The order is taken and planned: what business buyers wait for (855, OrderResponse, ConfirmationRequest). */
export type OrderConfirmed = {
  readonly kind: 'CONFIRMED';
  readonly channelOrderId: string;
  readonly lines: readonly NewsLine[];
};
/** Whatever is told of an order or its goods. */
export type TellableNews = ChannelNews | OrderConfirmed;
export type NewsKind = ChannelNews['kind'];

/** What became of a call that tells the platform something. */
export type Told =
  | { readonly kind: 'DONE' }
  | (AskLater & { readonly retryAfterSeconds?: number })
  /** It will never be taken: names the field and the cure, for the person who finds it in the exceptions. */
  | { readonly kind: 'REFUSED'; readonly reason: string };

export type ChannelWriteBack = {
  /** What this platform's API can be told; other news is not sent. */
  readonly writes: readonly NewsKind[];
  /** The platform's documented limit for one shop, or a cautious one. */
  readonly requestsPerMinute: number;
  /** The same news twice must do no harm: platforms answer "already shipped", and `read` takes that as DONE. */
  readonly build: Build<ApiAsk & { readonly news: ChannelNews }>;
  readonly read: (status: number, body: string) => Told;
  /** Tells the buyer that its order is taken; absent where the platform has no word for it. `read` reads the answer. */
  readonly confirm?: Build<ApiAsk & { readonly news: OrderConfirmed }>;
  /**
   * For platforms that take more than one call (Lazada: look, pack, ready to ship): the next call, made of the answers so far, oldest
   * first; null when the last one ended it, which `read` then reads. One that goes on after five calls is asked again later.
   */
  readonly follow?: (
    answers: readonly { readonly status: number; readonly body: string }[],
    ask: ApiAsk & { readonly news: ChannelNews },
    secret: ChannelSecret,
    crypto: ChannelCrypto,
  ) => PlatformRequest | null;
  /**
   * Asks for what the platform shows now; null, or a null answer for some news, where `orderRequest` of the channel is that. Stock of
   * which nothing can be asked counts as shown once it was taken.
   */
  readonly readBack:
    | null
    | ((
        ask: ApiAsk & { readonly news: ChannelNews },
        secret: ChannelSecret,
        crypto: ChannelCrypto,
      ) => PlatformRequest | null);
  /** Whether the platform's answer (the payload of `orderRequest.read`, or the parsed answer to `readBack`) shows the news. */
  readonly shows: (payload: unknown, news: ChannelNews) => boolean;
};

// ── Tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** For platforms whose access tokens are drawn by the application itself and die within hours. */
export type ChannelToken = {
  /** To the account's `tokenEndpoint`, where it has one. Null: this secret draws none, the token beside it is used. */
  readonly build: (at: Instant, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest | null;
  readonly read: (
    status: number,
    body: string,
  ) => { readonly kind: 'TOKEN'; readonly accessToken: string; readonly expiresInSeconds: number } | AskLater;
};

// ── After-sales and requests ────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a return stands at the platform, in one vocabulary. */
export const AFTER_SALE_STATES = [
  'REQUESTED',
  'APPROVED',
  'REJECTED',
  'GOODS_RETURNED',
  'GOODS_RECEIVED',
  'EXCHANGE_SHIPPED',
  'REFUNDED',
  'DISPUTED',
  'CLOSED',
] as const;
export type AfterSaleState = (typeof AFTER_SALE_STATES)[number];

export const AFTER_SALE_KINDS = ['REFUND', 'RETURN', 'EXCHANGE', 'REISSUE', 'REPAIR', 'UNKNOWN'] as const;
export type AfterSaleKind = (typeof AFTER_SALE_KINDS)[number];

/** What an after-sale message says. The order's own merge does not read it: a return has its own aspect and its own times. */
export type AfterSaleWord = {
  readonly channelOrderId: string;
  /** The platform's id of the return; several returns of one order stand side by side. */
  readonly channelReturnId: string;
  readonly kind: AfterSaleKind;
  /** Null: a word of the platform that is not in our table; kept in `platformStatus` and flagged. */
  readonly state: AfterSaleState | null;
  readonly platformStatus: string;
  /** Of the whole return, in minor units of `currency`; null where the message does not say. Units are the message's own: PDD and Xiaohongshu differ from their orders. */
  readonly refundMinor: number | null;
  readonly currency: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number | null }[];
  /** The buyer's words or the platform's code; '' when none. Free of personal data. */
  readonly reason: string;
  /** Null: the time of receipt is taken. */
  readonly sourceAt: Instant | null;
  /** When the platform decides by itself if nobody answers; null when it does not. */
  readonly decidesItselfAt: Instant | null;
};

export const REQUEST_KINDS = ['CANCEL', 'ADDRESS_CHANGE'] as const;
export const REQUEST_WORDS = ['ASKED', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const;

/** A buyer's or platform's request about an order that approves itself when nobody answers: Ele.me cancel after 15 min, WeChat address change after 12 h. */
export type ChannelRequest = {
  readonly channelOrderId: string;
  readonly kind: (typeof REQUEST_KINDS)[number];
  /** The platform's id; where it has none, one word for all requests of the kind: a later one takes the place of the one before. */
  readonly requestId: string;
  readonly state: (typeof REQUEST_WORDS)[number];
  readonly reason: string;
  /** When this was said: the newest decides. */
  readonly saidAt: Instant;
  /** Of a request that is ASKED; the same as `saidAt` in an answer, which does not say. */
  readonly askedAt: Instant;
  readonly approvesItselfAt: Instant;
};
