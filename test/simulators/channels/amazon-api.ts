import { parseLossless } from '../../../domain/channel/lossless-json.ts';
import { fromIso } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

type Order = Record<string, unknown>;
type Serve = (call: ApiCall, id: readonly string[], book: OrderBook) => ApiAnswer;

const json = (status: number, body: object): ApiAnswer => ({ status, body: JSON.stringify(body) });
const refused = (status: number, code: string, message: string, details = ''): ApiAnswer =>
  json(status, { errors: [{ code, message, details }] });

const orderIn = (answer: OrderAnswer): Order => answer.order as Order;

/** Which part of an order a caller gets only when it names it. */
const SECTIONS: Readonly<Record<string, string>> = {
  BUYER: 'buyer',
  RECIPIENT: 'recipient',
  PROCEEDS: 'proceeds',
  PACKAGES: 'packages',
};

const getOrder: Serve = ({ query }, [orderId = ''], book) => {
  const found = book.find('amazon', orderId);
  if (found === null) return refused(404, 'NotFound', `amazon order ${orderId} does not exist`);
  const included = (query.get('includedData') ?? '').split(',');
  const order = { ...orderIn(parseLossless(found) as OrderAnswer) };
  for (const [name, section] of Object.entries(SECTIONS)) if (!included.includes(name)) delete order[section];
  return json(200, { order });
};

const searchOrders: Serve = ({ query }, _id, book) => {
  const [after, before] = ['lastUpdatedAfter', 'lastUpdatedBefore'].map((name) => fromIso(query.get(name) ?? ''));
  if (!after || !before) return refused(400, 'InvalidInput', 'lastUpdatedAfter is missing');
  const found = book.changedBetween('amazon', after, before);
  const from = Number(query.get('paginationToken') ?? '0');
  const to = from + Number(query.get('maxResultsPerPage') ?? '100');
  const orders = found.slice(from, to).map(({ answer, changedAt }) => ({
    ...orderIn(parseLossless(answer) as OrderAnswer),
    lastUpdatedTime: changedAt,
  }));
  return json(200, { orders, pagination: to < found.length ? { nextToken: String(to) } : {} });
};

type Confirmation = {
  readonly marketplaceId?: string;
  readonly packageDetail: {
    readonly packageReferenceId: string;
    readonly carrierCode: string;
    readonly carrierName?: string;
    readonly trackingNumber: string;
    readonly shipDate: string;
    readonly orderItems: readonly { readonly orderItemId: string; readonly quantity: number }[];
  };
};
type Item = { readonly orderItemId: string; readonly quantityOrdered: number };
type Parcel = {
  readonly packageReferenceId: string;
  readonly packageItems: readonly { orderItemId: string; quantity: number }[];
};

/** The parcels of an order with this one in; told again under its number, it is the same one. */
const withParcel = (order: Order, { packageDetail: told }: Confirmation): Order => {
  const others = ((order.packages ?? []) as Parcel[]).filter(
    ({ packageReferenceId }) => packageReferenceId !== told.packageReferenceId,
  );
  const parcel = {
    packageReferenceId: told.packageReferenceId,
    packageStatus: { status: 'SHIPPED' },
    carrier: told.carrierName ?? told.carrierCode,
    trackingNumber: told.trackingNumber,
    shipTime: told.shipDate,
    packageItems: told.orderItems,
  };
  const packages = [...others, parcel];
  const sent = (id: string): number =>
    packages
      .flatMap(({ packageItems }) => packageItems)
      .reduce((sum, item) => sum + (item.orderItemId === id ? item.quantity : 0), 0);
  const whole = (order.orderItems as Item[]).every(
    ({ orderItemId, quantityOrdered }) => sent(orderItemId) >= quantityOrdered,
  );
  const fulfillmentStatus = whole ? 'SHIPPED' : 'PARTIALLY_SHIPPED';
  return { ...order, packages, fulfillment: { ...(order.fulfillment as object), fulfillmentStatus } };
};

const confirmShipment: Serve = ({ body }, [orderId = ''], book) => {
  const told = JSON.parse(body) as Confirmation;
  const { packageReferenceId, carrierCode, carrierName } = told.packageDetail;
  if (!told.marketplaceId) return refused(400, 'InvalidInput', 'marketplaceId is missing');
  if (!/^[1-9]\d*$/.test(packageReferenceId)) return refused(400, 'InvalidInput', 'packageReferenceId is no number');
  if (carrierCode === 'Other' && !carrierName) return refused(400, 'InvalidInput', 'carrierName is missing');
  const done = book.amend('amazon', orderId, (answer) => ({ ...answer, order: withParcel(orderIn(answer), told) }));
  return done ? { status: 204, body: '' } : refused(404, 'NotFound', `order ${orderId} does not exist`);
};

type Patch = {
  readonly patches: readonly { readonly path: string; readonly value: readonly { quantity: number }[] }[];
};

const listing: Serve = ({ method, body }, [sku = ''], book) => {
  if (method === 'GET') {
    const quantity = book.stockOf('amazon', sku);
    if (quantity === null) return refused(404, 'NOT_FOUND', `SKU ${sku} not found`);
    return json(200, { sku, fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity }] });
  }
  const [patch] = (JSON.parse(body) as Patch).patches;
  const quantity = patch?.value[0]?.quantity;
  if (patch?.path !== '/attributes/fulfillment_availability' || quantity === undefined)
    return json(200, { sku, status: 'INVALID', issues: [{ code: '4000001', message: 'The patch is not supported.' }] });
  book.putStock('amazon', sku, quantity);
  return json(200, { sku, status: 'ACCEPTED', submissionId: 'simulated', issues: [] });
};

/** Login with Amazon: what it gives is the token that the other calls take. */
const drawToken = ({ body }: ApiCall, { secrets, accessToken }: PlatformAccount): ApiAnswer => {
  const asked = Object.fromEntries(new URLSearchParams(body));
  const app = secrets.find(({ appId, apiSecret }) => appId === asked.client_id && apiSecret === asked.client_secret);
  if (!app) return json(401, { error: 'invalid_client', error_description: 'Client authentication failed' });
  if (asked.grant_type !== 'refresh_token' || asked.refresh_token !== app.refreshToken)
    return json(400, { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter' });
  return json(200, {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: 3600,
    refresh_token: app.refreshToken,
  });
};

const SERVICES: readonly { readonly method: string; readonly path: RegExp; readonly serve: Serve }[] = [
  { method: 'GET', path: /^\/orders\/2026-01-01\/orders$/, serve: searchOrders },
  { method: 'GET', path: /^\/orders\/2026-01-01\/orders\/([^/]+)$/, serve: getOrder },
  { method: 'POST', path: /^\/orders\/v0\/orders\/([^/]+)\/shipmentConfirmation$/, serve: confirmShipment },
  { method: 'PATCH', path: /^\/listings\/2021-08-01\/items\/[^/]+\/([^/]+)$/, serve: listing },
  { method: 'GET', path: /^\/listings\/2021-08-01\/items\/[^/]+\/([^/]+)$/, serve: listing },
];

/** Selling Partner API: orders, shipments, listings; and Login with Amazon. */
export const answerAmazon = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  if (call.path === '/auth/o2/token') return drawToken(call, account);
  if (call.headers['x-amz-access-token'] !== account.accessToken)
    return refused(
      403,
      'Unauthorized',
      'Access to requested resource is denied.',
      'The access token you provided has expired.',
    );
  for (const { method, path, serve } of SERVICES) {
    const [found, ...id] = path.exec(call.path) ?? [];
    if (found !== undefined && method === call.method) return serve(call, id.map(decodeURIComponent), book);
  }
  return refused(404, 'NotFound', `no operation at ${call.path}`);
};

/** Every path that is Amazon's. */
export const AMAZON_PATHS = /^\/(?:auth\/o2\/token|orders\/(?:2026-01-01|v0)\/.+|listings\/2021-08-01\/.+)$/;
