import type { ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Ask = ApiAsk & { readonly news: ChannelNews };
type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;
type Stock = Extract<ChannelNews, { kind: 'STOCK' }>;

const API = '/admin/api/2025-01';

const request = (
  method: PlatformRequest['method'],
  path: string,
  { accessToken }: Pick<ApiAsk, 'accessToken'>,
  body: object | null = null,
): PlatformRequest => ({
  method,
  path: `${API}/${path}`,
  headers: { 'content-type': 'application/json', accept: 'application/json', 'x-shopify-access-token': accessToken },
  body: body ? JSON.stringify(body) : '',
});

const list = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.map(asRecord).filter((each) => each !== null) : [];

const parsed = (body: string): Record<string, unknown> | null => {
  try {
    return asRecord(parseLossless(body));
  } catch {
    return null;
  }
};

const STOCK_QUERY =
  'query($id: ID!) { productVariant(id: $id) { inventoryItem { legacyResourceId inventoryLevels(first: 10) { nodes { location { legacyResourceId } quantities(names: ["available"]) { quantity } } } } } }';

const askStock = (ask: Ask, { channelSku }: Stock): PlatformRequest =>
  request('POST', 'graphql.json', ask, {
    query: STOCK_QUERY,
    variables: { id: `gid://shopify/ProductVariant/${channelSku}` },
  });

/** Look first: what is shipped and where it is stocked have ids of their own, which orders do not carry. */
const build: ChannelWriteBack['build'] = (ask) => {
  const { news } = ask;
  switch (news.kind) {
    case 'SHIPPED':
      return request('GET', `orders/${news.channelOrderId}/fulfillment_orders.json`, ask);
    case 'REFUSED':
      return request('POST', `orders/${news.channelOrderId}/cancel.json`, ask, { reason: 'other' });
    case 'STOCK':
      return askStock(ask, news);
  }
};

type OpenLine = { readonly id: string; readonly quantity: number };

/** What of a fulfillment order is in the parcel: its lines name ours as `line_item_id`. */
const linesIn = (fulfillmentOrder: Record<string, unknown>, news: Shipped): OpenLine[] =>
  list(fulfillmentOrder.line_items).flatMap((line) => {
    const ours = news.lines.find(({ lineId }) => lineId === idText(line.line_item_id));
    const quantity = Math.min(ours?.quantity ?? 0, Number(line.fulfillable_quantity ?? 0));
    const id = idText(line.id);
    return id && quantity > 0 ? [{ id, quantity }] : [];
  });

const isOpen = ({ status }: Record<string, unknown>): boolean => status === 'open' || status === 'in_progress';

const parcels = (answer: Record<string, unknown>, news: Shipped) =>
  list(answer.fulfillment_orders)
    .filter(isOpen)
    .flatMap((each) => {
      const lines = linesIn(each, news);
      return lines.length > 0
        ? [{ fulfillment_order_id: Number(idText(each.id)), fulfillment_order_line_items: lines.map(asNumbers) }]
        : [];
    });

const asNumbers = ({ id, quantity }: OpenLine) => ({ id: Number(id), quantity });

const fulfil = (ask: Ask, news: Shipped, answer: Record<string, unknown>): PlatformRequest | null => {
  const byOrder = parcels(answer, news);
  if (byOrder.length === 0) return null;
  return request('POST', 'fulfillments.json', ask, {
    fulfillment: {
      line_items_by_fulfillment_order: byOrder,
      tracking_info: { company: news.carrier, number: news.trackingNumber },
      notify_customer: true,
    },
  });
};

type Level = { readonly location: string; readonly available: number };
type Shelf = { readonly item: string; readonly levels: readonly Level[] };

const shelfIn = (answer: Record<string, unknown> | null): Shelf | null => {
  const item = asRecord(asRecord(asRecord(answer?.data)?.productVariant)?.inventoryItem);
  const id = idText(item?.legacyResourceId);
  if (!item || !id) return null;
  const levels = list(asRecord(item.inventoryLevels)?.nodes).map((node) => ({
    location: idText(asRecord(node.location)?.legacyResourceId) ?? '',
    available: Number(list(node.quantities)[0]?.quantity ?? Number.NaN),
  }));
  return { item: id, levels };
};

/** The one place it is sold from, or the one that the secret names. */
const levelOf = ({ levels }: Shelf, { locationId }: Pick<ChannelSecret, 'locationId'>): Level | null => {
  if (locationId) return levels.find(({ location }) => location === locationId) ?? null;
  return levels.length === 1 ? (levels[0] ?? null) : null;
};

const setLevel = (
  ask: Ask,
  { available }: Stock,
  shelf: Shelf | null,
  secret: ChannelSecret,
): PlatformRequest | null => {
  const level = shelf && levelOf(shelf, secret);
  if (!shelf || !level) return null;
  return request('POST', 'inventory_levels/set.json', ask, {
    location_id: Number(level.location),
    inventory_item_id: Number(shelf.item),
    available,
  });
};

const follow: ChannelWriteBack['follow'] = (answers, ask, secret) => {
  const last = answers.at(-1);
  const answer = last?.status === 200 ? parsed(last.body) : null;
  const { news } = ask;
  if (!answer) return null;
  if (news.kind === 'SHIPPED' && 'fulfillment_orders' in answer) return fulfil(ask, news, answer);
  if (news.kind === 'STOCK' && 'data' in answer) return setLevel(ask, news, shelfIn(answer), secret);
  return null;
};

const errorsIn = (body: string): string =>
  JSON.stringify(parsed(body)?.errors ?? parsed(body)?.error ?? '').slice(0, 300);

/** Nothing was left to do: no line of the parcel is open any more, so it was told before; the look that follows says whether it is ours. */
const readLook = (answer: Record<string, unknown>): Told | null => {
  if ('fulfillment_orders' in answer) return { kind: 'DONE' };
  if (!('data' in answer)) return null;
  const shelf = shelfIn(answer);
  if (!shelf)
    return { kind: 'LATER', reason: `shopify does not find the variant: ${JSON.stringify(answer.errors ?? '')}` };
  const reason = `locationId: the variant is stocked at ${shelf.levels.length} locations: name the one that is sold from in the secret orderloom/channels/shopify`;
  return { kind: 'REFUSED', reason };
};

const TOLD_BEFORE = /already (been )?(fulfilled|cancell?ed)/i;

const read: ChannelWriteBack['read'] = (status, body) => {
  if (status >= 200 && status <= 299) {
    const answer = parsed(body);
    if (!answer) return { kind: 'LATER', reason: 'shopify answered with no JSON object' };
    return readLook(answer) ?? { kind: 'DONE' };
  }
  const reason = `shopify answered HTTP ${status}: ${errorsIn(body)}`;
  if ((status === 422 || status === 404) && TOLD_BEFORE.test(body)) return { kind: 'DONE' };
  // 401 and 403: token or scopes, which are cured without touching the news.
  const isFinal = status === 404 || status === 406 || status === 422;
  return isFinal
    ? { kind: 'REFUSED', reason: `${reason}: correct it in the shop, then try again` }
    : { kind: 'LATER', reason };
};

const readBack: ChannelWriteBack['readBack'] = (ask) =>
  ask.news.kind === 'STOCK'
    ? askStock(ask, ask.news)
    : request(
        'GET',
        `orders/${ask.news.channelOrderId}.json?fields=id,cancelled_at,fulfillment_status,fulfillments`,
        ask,
      );

const hasTracking = (fulfillment: Record<string, unknown>, number: string): boolean =>
  fulfillment.tracking_number === number ||
  (Array.isArray(fulfillment.tracking_numbers) && fulfillment.tracking_numbers.includes(number));

const shows: ChannelWriteBack['shows'] = (payload, news) => {
  const answer = asRecord(payload);
  if (news.kind === 'STOCK')
    return shelfIn(answer)?.levels.some(({ available }) => available === news.available) ?? false;
  const order = asRecord(answer?.order);
  if (news.kind === 'REFUSED') return typeof order?.cancelled_at === 'string';
  return list(order?.fulfillments).some(
    (each) => each.status !== 'cancelled' && hasTracking(each, news.trackingNumber),
  );
};

/**
 * Shopify: a fulfillment over the open fulfillment orders, the level of one location, a cancellation. The Admin REST API's limit is
 * 2 calls a second for a shop.
 *
 * unconfirmed: `already fulfilled` and `already cancelled` as the words of a 422 that comes too late.
 */
export const shopifyWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  requestsPerMinute: 120,
  build,
  follow,
  read,
  readBack,
  shows,
};
