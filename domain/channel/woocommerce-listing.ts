import { fromUtc, type Instant, plusSeconds } from '../time.ts';
import { toBase64, utf8 } from './bytes.ts';
import type { AskLater, ChannelListing, ListingAsk } from './channel-api.ts';
import { listedPushes, timeOrNull } from './listed-orders.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { recordsIn } from './platform-answer.ts';

const API = 'woocommerce GET orders';
const MOST_A_PAGE = 100;
const DAY_SECONDS = 24 * 3600;

/** Where the reading stands: orders modified after a moment, and the page of those. */
type Place = { readonly after: Instant; readonly page: number };

/** `modified_after` leaves its own second out. */
const secondBefore = (at: Instant): Instant => plusSeconds(at, -1);

const placeOf = ({ page, from }: Pick<ListingAsk, 'page' | 'from'>): Place => {
  const [after, number = '1'] = (page ?? '').split('|');
  return page === null ? { after: secondBefore(from), page: 1 } : { after: after as Instant, page: Number(number) };
};

/**
 * Reading goes on from the time of the last order, not by the number of its page: an order that changes meanwhile leaves its place, and
 * those behind it would move past. Only where a whole page changed within one second the page is counted on.
 */
const nextPlace = ({ after, page }: Place, rows: number, last: Instant | null): string | null => {
  if (rows < MOST_A_PAGE) return null;
  const further = last === null ? after : secondBefore(last);
  return further > after ? `${further}|1` : `${after}|${page + 1}`;
};

const ordersIn = (status: number, body: string): readonly Record<string, unknown>[] | AskLater => {
  if (status < 200 || status > 299) return { kind: 'LATER', reason: `${API} answered HTTP ${status}` };
  try {
    const answer = parseLossless(body);
    if (Array.isArray(answer)) return recordsIn(answer);
    return { kind: 'LATER', reason: `${API} answered no list: ${String(asRecord(answer)?.code ?? 'without a code')}` };
  } catch {
    return { kind: 'LATER', reason: `${API} answered with no JSON` };
  }
};

/** `2026-06-01T04:00:00`: the shop compares whole seconds. */
const gmt = (at: Instant): string => at.slice(0, 19);

/**
 * `GET /wp-json/wc/v3/orders` by the time of modification (WooCommerce 5.8), whole orders as webhooks carry them; the channel's access
 * token is `consumer key:consumer secret`. Orders in the bin are not listed.
 */
export const woocommerceListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 30,
  build: (ask) => {
    const { after, page } = placeOf(ask);
    const query = new URLSearchParams({
      dates_are_gmt: 'true',
      modified_after: gmt(after),
      modified_before: gmt(plusSeconds(ask.to, 1)),
      orderby: 'modified',
      order: 'asc',
      per_page: String(MOST_A_PAGE),
      page: String(page),
    });
    return {
      method: 'GET',
      path: `/wp-json/wc/v3/orders?${query}`,
      headers: { authorization: `Basic ${toBase64(utf8(ask.accessToken))}` },
      body: '',
    };
  },
  read: (status, body, asked) => {
    const listed = ordersIn(status, body);
    if ('kind' in listed) return listed as AskLater;
    const orders = listed.map((order) => ({
      orderId: idText(order.id),
      changedAt: timeOrNull(() => fromUtc(String(order.date_modified_gmt))),
      message: order,
    }));
    const next = nextPlace(placeOf(asked), listed.length, orders.at(-1)?.changedAt ?? null);
    return { kind: 'PAGE', pushes: listedPushes('order.listed', orders, asked), next };
  },
};
