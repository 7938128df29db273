/** `signed`: the sender signs the raw body. `operator`, `partner`: who may call with a key; an operator may call everything. */
export type Access = 'signed' | 'operator' | 'partner';

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/${string}`;
  /** Below functions/, without `.ts`. A `{name}` in it stands for one file per channel or carrier, as in the path. */
  readonly functionFile: string;
  readonly access: Access;
};

/** Every route of the HTTP API. What each takes and answers is in `contracts.ts`; lib/stages binds each to its function. */
export const ROUTES = [
  { method: 'POST', path: '/channels/{channel}', functionFile: 'channel/{channel}', access: 'signed' },
  { method: 'GET', path: '/channels/{channel}', functionFile: 'channel/{channel}', access: 'signed' },
  { method: 'POST', path: '/carriers/{carrier}/tracking', functionFile: 'fulfillment/{carrier}', access: 'signed' },
  { method: 'GET', path: '/orders', functionFile: 'order/list-orders', access: 'operator' },
  { method: 'POST', path: '/orders/actions', functionFile: 'order/act-on-orders', access: 'operator' },
  { method: 'GET', path: '/orders/{id}', functionFile: 'order/get-order', access: 'operator' },
  { method: 'POST', path: '/orders/{id}/holds', functionFile: 'order/place-hold', access: 'operator' },
  { method: 'DELETE', path: '/orders/{id}/holds/{hold}', functionFile: 'order/release-hold', access: 'operator' },
  { method: 'POST', path: '/orders/{id}/amendments', functionFile: 'order/amend-order', access: 'operator' },
  { method: 'POST', path: '/orders/{id}/cancellations', functionFile: 'order/cancel-order', access: 'operator' },
  { method: 'POST', path: '/orders/{id}/series/{series}', functionFile: 'order/change-series', access: 'operator' },
  {
    method: 'POST',
    path: '/orders/{id}/conflicts/{conflict}',
    functionFile: 'order/settle-conflict',
    access: 'operator',
  },
  { method: 'GET', path: '/remarks/reviews', functionFile: 'order/list-remark-reviews', access: 'operator' },
  { method: 'POST', path: '/remarks/reviews/{id}', functionFile: 'order/judge-remark', access: 'operator' },
  {
    method: 'POST',
    path: '/orders/{id}/write-backs/{writeBack}/retries',
    functionFile: 'channel/retry-write-back',
    access: 'operator',
  },
  { method: 'GET', path: '/orders/{id}/plans', functionFile: 'routing/get-plans', access: 'operator' },
  { method: 'DELETE', path: '/orders/{id}/plan-override', functionFile: 'routing/withdraw-wish', access: 'operator' },
  { method: 'POST', path: '/orders/{id}/plan-override', functionFile: 'routing/override-plan', access: 'operator' },
  {
    method: 'GET',
    path: '/network/lane-statistics',
    functionFile: 'routing/get-lane-statistics',
    access: 'operator',
  },
  { method: 'GET', path: '/insight/channels', functionFile: 'insight/get-channels', access: 'operator' },
  { method: 'GET', path: '/exceptions', functionFile: 'insight/list-exceptions', access: 'operator' },
  { method: 'POST', path: '/exceptions/actions', functionFile: 'insight/act-on-exceptions', access: 'operator' },
  { method: 'GET', path: '/insight/providers', functionFile: 'insight/get-providers', access: 'operator' },
  { method: 'GET', path: '/insight/forecasts', functionFile: 'insight/get-forecasts', access: 'operator' },
  { method: 'GET', path: '/orders/{id}/lineage', functionFile: 'lineage/get-lineage', access: 'operator' },
  { method: 'GET', path: '/customers/{id}', functionFile: 'channel/get-customer', access: 'operator' },
  { method: 'POST', path: '/customers/{id}/merges', functionFile: 'channel/merge-customers', access: 'operator' },
  { method: 'POST', path: '/customers/{id}/unmerges', functionFile: 'channel/unmerge-customers', access: 'operator' },
  { method: 'POST', path: '/customers/{id}/erasures', functionFile: 'channel/erase-customer', access: 'operator' },
  { method: 'POST', path: '/customers/behaviours', functionFile: 'channel/record-behaviour', access: 'operator' },
  { method: 'GET', path: '/legs/{id}', functionFile: 'fulfillment/get-leg', access: 'partner' },
  { method: 'GET', path: '/legs/{id}/evidence', functionFile: 'fulfillment/get-evidence', access: 'partner' },
  { method: 'GET', path: '/legs/{id}/timeline', functionFile: 'fulfillment/get-timeline', access: 'partner' },
  { method: 'POST', path: '/legs/{id}/actions', functionFile: 'fulfillment/record-action', access: 'partner' },
  { method: 'POST', path: '/legs/{id}/bookings', functionFile: 'fulfillment/ask-booker', access: 'operator' },
  { method: 'POST', path: '/parcels', functionFile: 'fulfillment/change-parcel', access: 'operator' },
  { method: 'POST', path: '/promises', functionFile: 'routing/quote-promises', access: 'partner' },
  { method: 'POST', path: '/shadow/orders', functionFile: 'routing/feed-shadow', access: 'operator' },
  { method: 'GET', path: '/shadow/orders', functionFile: 'routing/get-shadow', access: 'operator' },
  { method: 'GET', path: '/network/routes', functionFile: 'routing/get-routes', access: 'operator' },
  { method: 'GET', path: '/network/prices', functionFile: 'routing/get-prices', access: 'operator' },
  { method: 'POST', path: '/network/signals', functionFile: 'routing/signal-network', access: 'operator' },
  { method: 'GET', path: '/network/signals', functionFile: 'routing/list-signals', access: 'operator' },
  { method: 'POST', path: '/stock/movements', functionFile: 'fulfillment/move-stock', access: 'partner' },
  { method: 'GET', path: '/stock/promise', functionFile: 'fulfillment/promise-stock', access: 'partner' },
  { method: 'GET', path: '/stock', functionFile: 'fulfillment/get-stock', access: 'partner' },
  { method: 'POST', path: '/replays', functionFile: 'channel/replay-pushes', access: 'operator' },
  { method: 'POST', path: '/history/{source}', functionFile: 'channel/import-history', access: 'operator' },
  { method: 'GET', path: '/catalog/{kind}', functionFile: 'workbench/list-documents', access: 'operator' },
  { method: 'GET', path: '/catalog/{kind}/{id}', functionFile: 'workbench/get-document', access: 'operator' },
  { method: 'PUT', path: '/catalog/{kind}/{id}', functionFile: 'workbench/put-document', access: 'operator' },
  { method: 'POST', path: '/catalog/{kind}/{id}/test', functionFile: 'workbench/test-document', access: 'operator' },
  {
    method: 'POST',
    path: '/catalog/{kind}/{id}/releases',
    functionFile: 'workbench/release-document',
    access: 'operator',
  },
  {
    method: 'POST',
    path: '/enhancements/{pack}/records',
    functionFile: 'channel/keep-records',
    access: 'operator',
  },
  { method: 'GET', path: '/views', functionFile: 'workbench/keep-views', access: 'operator' },
  { method: 'PUT', path: '/views/{id}', functionFile: 'workbench/keep-views', access: 'operator' },
  { method: 'DELETE', path: '/views/{id}', functionFile: 'workbench/keep-views', access: 'operator' },
  { method: 'POST', path: '/workbench/trace', functionFile: 'workbench/trace-payload', access: 'operator' },
  { method: 'GET', path: '/openapi.json', functionFile: 'workbench/get-openapi', access: 'partner' },
] as const satisfies readonly Route[];

type KeyOf<R extends Route> = R extends Route ? `${R['method']} ${R['path']}` : never;
/** `POST /orders/{id}/holds` */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;
