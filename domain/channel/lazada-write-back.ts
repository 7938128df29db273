import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelNews, ChannelWriteBack, Told } from './channel-api.ts';
import { lazadaGet, lazadaPost, readLazada } from './lazada-api.ts';
import { asRecord, idText } from './lossless-json.ts';

type Ask = ApiAsk & { readonly news: ChannelNews };
type Answer = { readonly status: number; readonly body: string };
type Shipped = Extract<ChannelNews, { kind: 'SHIPPED' }>;
type Stock = Extract<ChannelNews, { kind: 'STOCK' }>;
type Row = Record<string, unknown>;

/** What an item is when it is packed, and while the merchant may still cancel it. */
const PACKED: ReadonlySet<string> = new Set(['packed']);
const CANCELLABLE: ReadonlySet<string> = new Set([
  'pending',
  'repacked',
  'packed',
  'ready_to_ship_pending',
  'ready_to_ship',
]);
/** What an item is when the platform has been told that it goes out. */
const GONE: ReadonlySet<string> = new Set([
  'ready_to_ship_pending',
  'ready_to_ship',
  'shipped',
  'delivered',
  'failed',
  'returned',
]);
const CANCELED: ReadonlySet<string> = new Set(['canceled']);

const rowsOf = (value: unknown): Row[] =>
  Array.isArray(value) ? value.map(asRecord).filter((row): row is Row => row !== null) : [];

const okBody = (answer: Answer | undefined): Row | null => {
  if (!answer) return null;
  const read = readLazada('', answer.status, answer.body);
  return read.kind === 'OK' ? read.body : null;
};

const idOf = (item: Row): string => idText(item.order_item_id) ?? '';
const among =
  (states: ReadonlySet<string>) =>
  ({ status }: Row): boolean =>
    states.has(String(status));
const distinct = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
];
/** Ids as the platform writes them: numbers, every digit kept. */
const numbers = (ids: readonly string[]): string => `[${ids.join(',')}]`;

const itemsRequest = (ask: Ask, orderId: string, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest =>
  lazadaGet('/order/items/get', { order_id: orderId }, ask, secret, crypto);

// ── Shipped: pack what is not packed, then call all of it ready ──────────────────────────────────────────────────────────────

/** Lazada allots the carrier of a local store (TFS); a store across the border names one of its providers (NTFS). */
const allotment = (carrier: string): string =>
  carrier === 'TFS'
    ? '"shipping_allocate_type":"TFS"'
    : `"shipping_allocate_type":"NTFS","shipment_provider_code":${JSON.stringify(carrier)}`;

const packRequest = (items: readonly Row[], ask: Ask, news: Shipped, secret: ChannelSecret, crypto: ChannelCrypto) => {
  const list = `[{"order_item_list":${numbers(items.map(idOf))},"order_id":${news.channelOrderId}}]`;
  const packReq = `{"pack_order_list":${list},"delivery_type":"dropship",${allotment(news.carrier)}}`;
  return lazadaPost('/order/fulfill/pack', { packReq }, ask, secret, crypto);
};

const readyRequest = (packages: readonly string[], ask: Ask, secret: ChannelSecret, crypto: ChannelCrypto) => {
  const readyToShipReq = JSON.stringify({ packages: packages.map((package_id) => ({ package_id })) });
  return lazadaPost('/order/package/rts', { readyToShipReq }, ask, secret, crypto);
};

/** What each packed item or package says of itself: "success" of the whole call is not that of each. */
const resultsIn = (body: Row): Row[] => {
  const data = asRecord(asRecord(body.result)?.data);
  const orders = rowsOf(data?.pack_order_list);
  return [...orders.flatMap((order) => rowsOf(order.order_item_list)), ...rowsOf(data?.packages)];
};
const isRefused = (result: Row): boolean => String(result.item_err_code) !== '0';
const isWhole = (body: Row): boolean => {
  const results = resultsIn(body);
  return results.length > 0 && !results.some(isRefused);
};

const shippedNext = (
  answers: readonly Answer[],
  ask: Ask,
  news: Shipped,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
) => {
  const [looked, packed] = answers.map(okBody);
  if (!looked || answers.length > 2) return null;
  const wanted = new Set(news.lines.map(({ lineId }) => lineId));
  const ours = rowsOf(looked.data).filter((item) => wanted.has(idOf(item)));
  // What was cancelled meanwhile is among them: the platform's refusal says so.
  const unpacked = ours.filter((item) => !among(PACKED)(item) && !among(GONE)(item));
  if (answers.length === 1 && unpacked.length > 0) return packRequest(unpacked, ask, news, secret, crypto);
  // Anything but a package for each: the answer says why.
  if (answers.length === 2 && (unpacked.length === 0 || !packed || !isWhole(packed))) return null;
  const earlier = ours.filter(among(PACKED));
  const packages = distinct([...earlier, ...(packed ? resultsIn(packed) : [])].map((row) => idText(row.package_id)));
  return packages.length === 0 ? null : readyRequest(packages, ask, secret, crypto);
};

// ── Refused: which items, which reasons are allowed, cancelled ───────────────────────────────────────────────────────────────

/** Reasons that make Lazada set the stock to 0 are taken only when there is no other. */
const EMPTIES_STOCK = /out of stock|pric/i;

const reasonIn = (body: Row, wanted: string): string | null => {
  const options = rowsOf(asRecord(body.data)?.reason_options);
  const named = options.find(({ reason_name: name }) => String(name).toLowerCase() === wanted.toLowerCase());
  const chosen = named ?? options.find(({ reason_name: name }) => !EMPTIES_STOCK.test(String(name))) ?? options[0];
  return chosen ? idText(chosen.reason_id) : null;
};

const refusedNext = (
  answers: readonly Answer[],
  ask: Ask,
  { channelOrderId: order_id, reason }: Extract<ChannelNews, { kind: 'REFUSED' }>,
  secret: ChannelSecret,
  crypto: ChannelCrypto,
) => {
  const [looked, allowed] = answers.map(okBody);
  if (!looked || answers.length > 2) return null;
  const ids = rowsOf(looked.data).filter(among(CANCELLABLE)).map(idOf);
  if (ids.length === 0) return null;
  const params = { order_id, order_item_id_list: numbers(ids) };
  if (answers.length === 1) return lazadaGet('/order/reverse/cancel/validate', params, ask, secret, crypto);
  const reason_id = allowed && reasonIn(allowed, reason);
  return reason_id ? lazadaGet('/order/reverse/cancel/create', { ...params, reason_id }, ask, secret, crypto) : null;
};

// ── Stock ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPED[letter] ?? letter);

/** `<product id>/<SKU id>`, as the mapping puts it together. */
const partsOf = ({ channelSku }: Stock): readonly [string, string] => {
  const [itemId = '', skuId = ''] = channelSku.split('/');
  return [itemId, skuId];
};

const stockRequest = (ask: Ask, news: Stock, secret: ChannelSecret, crypto: ChannelCrypto): PlatformRequest => {
  const [itemId, skuId] = partsOf(news).map(escaped);
  const sku = `<ItemId>${itemId}</ItemId><SkuId>${skuId}</SkuId><SellerSku>${escaped(news.sku)}</SellerSku><SellableQuantity>${Math.max(0, news.available)}</SellableQuantity>`;
  const payload = `<Request><Product><Skus><Sku>${sku}</Sku></Skus></Product></Request>`;
  return lazadaPost('/product/stock/sellable/update', { payload }, ask, secret, crypto);
};

const stockShown = (payload: unknown, news: Stock): boolean => {
  const skus = rowsOf(asRecord(asRecord(payload)?.data)?.skus);
  const [, skuId] = partsOf(news);
  const found = skus.find((sku) => idText(sku.SkuId) === skuId || sku.SellerSku === news.sku);
  const stocks = rowsOf(found?.multiWarehouseInventories).map(({ sellableQuantity }) => Number(sellableQuantity));
  const shown =
    stocks.length > 0 ? stocks.reduce((sum, each) => sum + each, 0) : Number(found?.Available ?? found?.quantity);
  return found !== undefined && shown === news.available;
};

// ── All of it ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Full up or out of order: the same call succeeds later. */
const PASSING = /Limit|Timeout|ServiceUnavailable|IllegalAccessToken|SYSTEM/i;

const readItemResults = (body: Row): Told | null => {
  const wrong = resultsIn(body).filter(isRefused);
  const result = asRecord(body.result);
  if (wrong.length === 0 && (result === null || String(result.success) === 'true')) return null;
  const told = wrong.map(({ item_err_code: code, msg }) => `${String(code)} ${String(msg ?? '')}`).join('; ');
  const reason = `lazada refuses the parcel: ${told || `${String(result?.error_code)} ${String(result?.error_msg)}`}; pack it in the Seller Center`;
  const again = wrong.length > 0 && wrong.every(({ retry }) => String(retry) === 'true');
  return { kind: again ? 'LATER' : 'REFUSED', reason };
};

const read = (status: number, body: string): Told => {
  const answer = readLazada('write-back', status, body);
  if (answer.kind === 'ERROR') {
    const passing = answer.code === '' || answer.type !== 'ISV' || PASSING.test(answer.code);
    return passing
      ? { kind: 'LATER', reason: answer.reason }
      : { kind: 'REFUSED', reason: `${answer.reason}; correct it in the Seller Center` };
  }
  const tip = asRecord(answer.body.data);
  if (tip?.tip_type === 'error')
    return { kind: 'REFUSED', reason: `lazada does not let the order be cancelled: ${String(tip.tip_content)}` };
  return readItemResults(answer.body) ?? { kind: 'DONE' };
};

const itemsShown = (payload: unknown): Row[] => {
  const answer = asRecord(payload);
  return rowsOf(answer?.order_items ?? answer?.data);
};

const shows = (payload: unknown, news: ChannelNews): boolean => {
  if (news.kind === 'STOCK') return stockShown(payload, news);
  const items = itemsShown(payload);
  if (news.kind === 'REFUSED') return items.length > 0 && items.every(among(CANCELED));
  return news.lines.every(({ lineId }) => items.some((item) => idOf(item) === lineId && among(GONE)(item)));
};

/**
 * A parcel goes out in two calls, `/order/fulfill/pack` and `/order/package/rts`; a cancellation in two, reasons and word. Each
 * begins with a look at the items, so that a half that was done is not done again.
 *
 * - Lazada draws its own tracking number when it packs; ours cannot be told.
 * - unconfirmed: what it answers about an item that another session packs in between; the next look settles it.
 */
export const lazadaWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED', 'STOCK'],
  // Unconfirmed: Lazada publishes a limit per app only.
  requestsPerMinute: 60,
  build: (ask, secret, crypto) =>
    ask.news.kind === 'STOCK'
      ? stockRequest(ask, ask.news, secret, crypto)
      : itemsRequest(ask, ask.news.channelOrderId, secret, crypto),
  follow: (answers, ask, secret, crypto) => {
    const { news } = ask;
    if (news.kind === 'SHIPPED') return shippedNext(answers, ask, news, secret, crypto);
    return news.kind === 'REFUSED' ? refusedNext(answers, ask, news, secret, crypto) : null;
  },
  read,
  readBack: (ask, secret, crypto) =>
    ask.news.kind === 'STOCK'
      ? lazadaGet('/product/item/get', { item_id: partsOf(ask.news)[0] }, ask, secret, crypto)
      : itemsRequest(ask, ask.news.channelOrderId, secret, crypto),
  shows,
};
