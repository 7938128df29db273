import type { APIGatewayProxyStructuredResultV2, Context as LambdaContext } from 'aws-lambda';
import type { WriteBack } from '#domain/channel/write-back.ts';
import type { Post, WriteBackStore } from '#domain/channel/write-back-store.ts';
import type { BusEvent } from '#domain/event.ts';
import type { Action } from '#domain/fulfillment/action.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { OrderId } from '#domain/id.ts';
import type { Change } from '#domain/order/change.ts';
import type { Order } from '#domain/order/order.ts';
import {
  OrderNotFound,
  type OrderPage,
  type OrderQuery,
  type OrderStore,
  VersionConflict,
} from '#domain/order/order-store.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { countingUlids, givenChannelOrder, givenContext } from '../../support/given.ts';

/** Orders in memory, with the same optimistic lock as the real store. */
export const memoryOrders = () => {
  const heads = new Map<OrderId, Order>();
  const legs = new Map<OrderId, readonly Leg[]>();
  const events = new Map<OrderId, readonly BusEvent[]>();
  const asked: OrderQuery[] = [];
  const actions: Action[] = [];
  let commits = 0;
  let page: OrderPage = { orders: [], cursor: null };
  let failure: Error | null = null;
  const store: Partial<OrderStore<never>> = {
    get: async (orderId) => {
      const order = heads.get(orderId);
      if (!order) throw new OrderNotFound(orderId);
      return { order, legs: legs.get(orderId) ?? [] };
    },
    commit: async ({ before, order, events: fresh }) => {
      if (heads.get(order.orderId)?.revision !== before?.revision) throw new VersionConflict('moved on');
      heads.set(order.orderId, { ...order, revision: (before?.revision ?? 0) + 1 });
      events.set(order.orderId, [...(events.get(order.orderId) ?? []), ...fresh]);
      commits += 1;
    },
    events: async (orderId) => events.get(orderId) ?? [],
    actions: async () => actions,
    returns: async () => [],
    series: async () => [],
    list: async (query) => {
      asked.push(query);
      if (failure) throw failure;
      return page;
    },
  };
  return {
    store,
    asked,
    keep: ({ order, events: told }: Change, legsOf: readonly Leg[] = [], actionsOf: readonly Action[] = []): Order => {
      heads.set(order.orderId, order);
      legs.set(order.orderId, legsOf);
      events.set(order.orderId, told);
      actions.splice(0, actions.length, ...actionsOf);
      commits = 0;
      return order;
    },
    order: (orderId: OrderId): Order => heads.get(orderId) as Order,
    events: (orderId: OrderId): readonly BusEvent[] => events.get(orderId) ?? [],
    commits: () => commits,
    answerList: (answer: OrderPage | Error): void => {
      if (answer instanceof Error) failure = answer;
      else [page, failure] = [answer, null];
    },
  };
};

/** News of orders in memory, with the same optimistic lock as the real store. */
export const memoryPosts = () => {
  let posts: Post[] = [];
  const store: Partial<WriteBackStore> = {
    ofOrder: async (orderId) => posts.filter(({ writeBack }) => writeBack.orderId === orderId),
    save: async (before, after) => {
      const kept = posts.find(({ writeBack }) => writeBack.id === before.writeBack.id);
      if (kept?.revision !== before.revision) return null;
      const saved = { ...before, writeBack: after, revision: before.revision + 1 };
      posts = posts.map((post) => (post === kept ? saved : post));
      return saved;
    },
  };
  return {
    store,
    keep: (...writeBacks: readonly WriteBack[]): void => {
      posts = writeBacks.map((writeBack) => ({ writeBack, shelf: null, revision: 1 }));
    },
  };
};

/** A Douyin order as its first push placed it, in the state asked for. */
export const placedOrder = (state: Order['lifecycle']['state'] = 'CONFIRMED', patch: Partial<Order> = {}): Change => {
  const change = recordChannelOrder(
    { channelOrder: givenChannelOrder(), pushEventId: null, traceId: 'trace-1', color: 'default' },
    null,
    givenContext(undefined, countingUlids(500)),
  );
  if ('kind' in change) throw new Error('a first push places an order');
  const { order, events } = change;
  return { order: { ...order, lifecycle: { ...order.lifecycle, state }, ...patch }, events };
};

export const UNKNOWN_ORDER = 'ord_0000000000000000000000000Z';
export const OPERATOR = { keyId: 'key-1', role: 'operator', party: '' };
export const PARTNER = { keyId: 'key-2', role: 'partner', party: 'wh-hangzhou' };

type Call = {
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly caller?: object | null;
};
type Handler = (event: never, context: LambdaContext) => unknown;
export type Answer = { readonly status: number; readonly contentType: unknown; readonly body: Record<string, unknown> };

/** Calls a function as API Gateway does (payload 2.0). */
export const call = async (handler: unknown, { path, query, body, caller = OPERATOR }: Call = {}): Promise<Answer> => {
  const event = {
    version: '2.0',
    routeKey: 'TEST /',
    pathParameters: path,
    queryStringParameters: query,
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST' }, ...(caller ? { authorizer: { lambda: caller } } : {}) },
  };
  const context = { functionName: 'test', awsRequestId: 'request-1' } as LambdaContext;
  const told = (await (handler as Handler)(event as never, context)) as APIGatewayProxyStructuredResultV2;
  return {
    status: told.statusCode ?? 0,
    contentType: told.headers?.['content-type'],
    body: JSON.parse(told.body ?? '{}') as Record<string, unknown>,
  };
};
