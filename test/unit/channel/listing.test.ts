import type { ChannelListing, ListingAsk, ListingPage } from '#domain/channel/channel-api.ts';
import { douyin } from '#domain/channel/douyin.ts';
import { shopify } from '#domain/channel/shopify.ts';
import { woocommerce } from '#domain/channel/woocommerce.ts';
import { plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { orderBook } from '../../simulators/channels/order-book.ts';
import { at, NOON } from '../../support/given.ts';
import { mappingOf, secretOf } from './given.ts';
import { called, normalized, paidOrder, TOKEN } from './platform-api-given.ts';

const asked: ListingAsk = {
  shopId: 'a shop',
  at: NOON,
  accessToken: TOKEN,
  from: at('2026-06-01T03:00:00.000Z'),
  to: at('2026-06-01T03:30:00.500Z'),
  page: null,
};

const listingOf = ({ listing }: { readonly listing?: ChannelListing | null }): ChannelListing => {
  if (!listing) throw new Error('no listing');
  return listing;
};

const queryOf = (listing: ChannelListing, change: Partial<ListingAsk> = {}) =>
  Object.fromEntries(
    new URL(listing.build({ ...asked, ...change }, secretOf(shopify), nodeCrypto).path, 'http://x').searchParams,
  );

describe("Douyin's list of changed orders", () => {
  const listing = listingOf(douyin);

  it('is asked in whole seconds that hold the window, its parameters in the order of their names', () => {
    const { path, body } = listing.build(asked, secretOf(douyin), nodeCrypto);
    expect(path).toMatch(/^\/order\/searchList\?app_key=test-app-1&method=order\.searchList&/);
    expect(body).toBe(
      '{"order_asc":true,"order_by":"update_time","page":0,"size":100,"update_time_end":1780284601,"update_time_start":1780282800}',
    );
  });

  it('keeps every digit of an id, and takes nobody in the list for a push of the platform', () => {
    const body =
      '{"code":10000,"data":{"total":1,"shop_order_list":[{"order_id":"4837328765348566675","shop_id":900719925474099301,"update_time":1780282805,"post_receiver":"张三"}]}}';
    expect(listing.read(200, body, asked)).toEqual({
      kind: 'PAGE',
      pushes: [
        {
          dedupeKey: 'list:4837328765348566675:2026-06-01T03:00:05.000Z',
          topic: 'order.searchList',
          shopId: '900719925474099301',
          channelOrderId: '4837328765348566675',
          sourceAt: '2026-06-01T03:00:05.000Z',
          body: '{"p_id":"4837328765348566675","shop_id":"900719925474099301","update_time":1780282805}',
        },
      ],
      next: null,
    });
  });
});

describe("Shopify's list of changed orders", () => {
  const listing = listingOf(shopify);

  it('is asked for archived and cancelled orders too', () => {
    expect(queryOf(listing)).toEqual({
      limit: '250',
      status: 'any',
      updated_at_min: asked.from,
      updated_at_max: asked.to,
      order: 'updated_at asc',
    });
  });

  it('goes on by the cursor of the header alone, whatever stands before it in there', () => {
    const link =
      '<https://orderloom-test.myshopify.com/admin/api/2025-01/orders.json?limit=250&page_info=before>; rel="previous", <https://orderloom-test.myshopify.com/admin/api/2025-01/orders.json?limit=250&page_info=eyJsIjoi%3D>; rel="next"';
    const page = listing.read(200, '{"orders":[]}', asked, { link }) as ListingPage;
    expect(page.next).toBe('eyJsIjoi=');
    expect(queryOf(listing, { page: page.next })).toEqual({ limit: '250', page_info: 'eyJsIjoi=' });
    const last = listing.read(200, '{"orders":[]}', asked, { link: link.split(', ')[0] ?? '' });
    expect(last).toMatchObject({ kind: 'PAGE', next: null });
  });
});

describe("WooCommerce's list of changed orders", () => {
  const listing = listingOf(woocommerce);
  const rows = (modified: readonly string[]) =>
    JSON.stringify(modified.map((text, index) => ({ id: index + 1, date_modified_gmt: text })));
  const next = (modified: readonly string[], page: string | null = null) =>
    (listing.read(200, rows(modified), { ...asked, page }) as ListingPage).next;
  const full = (text: string) => Array.from({ length: 100 }, () => text);

  it('is asked in UTC, for a window that holds its first second', () => {
    expect(queryOf(listing)).toMatchObject({
      dates_are_gmt: 'true',
      modified_after: '2026-06-01T02:59:59',
      modified_before: '2026-06-01T03:30:01',
      order: 'asc',
      page: '1',
    });
  });

  it('goes on from the second before the last order, and ends with a page that is not full', () => {
    expect(next([...full('2026-06-01T03:00:00').slice(1), '2026-06-01T03:10:00'])).toBe('2026-06-01T03:09:59.000Z|1');
    expect(next(['2026-06-01T03:10:00'])).toBeNull();
  });

  it('counts pages where more changed in one second than one holds', () => {
    const page = next(full('2026-06-01T03:00:00'));
    expect(page).toBe('2026-06-01T02:59:59.000Z|2');
    expect(next(full('2026-06-01T03:00:00'), page)).toBe('2026-06-01T02:59:59.000Z|3');
    expect(queryOf(listing, { page })).toMatchObject({ modified_after: '2026-06-01T02:59:59', page: '2' });
  });
});

describe.each([shopify, woocommerce])('an order that $id lists', (channel) => {
  it('reads as the one its push would have carried, with the time of its change', async () => {
    const listing = listingOf(channel);
    const { orderId, answer } = paidOrder(channel);
    const book = orderBook();
    const changedAt = plusSeconds(asked.from, 60);
    book.put(channel.id, orderId, answer, changedAt);
    const { status, body, headers } = called(channel, book, listing.build(asked, secretOf(channel), nodeCrypto));
    const [push] = (listing.read(status, body, asked, headers) as ListingPage).pushes;
    expect(push).toMatchObject({ channelOrderId: orderId, sourceAt: changedAt });
    const order = await normalized(channel, push && channel.orderIn(push));
    expect(order).toMatchObject({ channelOrderId: orderId, saidAt: { status: changedAt } });
    expect(mappingOf(channel).id).toBe(channel.id);
  });
});
