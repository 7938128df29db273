import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { aboutAnother, asOfNow, type Message, messageOf, readFixture, signedCall } from '../../bin/channel-fixture.ts';
import { shownOrder } from '../../bin/platform-push.ts';
import { channelById } from '../../domain/channel/channels.ts';
import { fromEpochMillis, type Instant } from '../../domain/time.ts';
import type { LocalSystem } from './local-endpoint.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/channel', import.meta.url));

export type Answer<B = unknown> = {
  readonly status: number;
  readonly body: B;
  readonly text: string;
  readonly ms: number;
};

/** What tests read of an order's snapshot. */
export type Snapshot = {
  readonly order: {
    readonly orderId: string;
    readonly channelOrderId: string;
    readonly origin?: { readonly orderId: string; readonly seriesId: string; readonly number: number };
    readonly lifecycle: {
      readonly state: string;
      readonly attempts: number;
      readonly refusedBy: string[];
      readonly cancelReason: string | null;
    };
    readonly deliverables: readonly { readonly sku: string; readonly quantity: number }[];
    readonly destination: { readonly city: string } | null;
    readonly amounts: Readonly<Record<string, number>>;
    readonly constraints: readonly { readonly type: string; readonly source: string }[];
    readonly compensation?: object;
    readonly requests?: readonly { readonly requestId: string; readonly askedAt: string }[];
  };
  readonly legs: readonly {
    readonly legId: string;
    readonly node: string;
    readonly kind?: string;
    readonly state: string | null;
    readonly stock: string;
    readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly quantity: number }[];
    readonly waybill: { readonly number: string } | null;
    readonly parcel?: {
      readonly parcelId: string;
      readonly lead: string;
      readonly with: readonly { readonly legId: string }[];
    };
    readonly splitFrom?: string;
    readonly mergedFrom?: readonly string[];
  }[];
  readonly series: readonly {
    readonly seriesId: string;
    readonly kind: string;
    readonly occurrences: readonly {
      readonly number: number;
      readonly state: string;
      readonly orderId: string | null;
    }[];
  }[];
  readonly returns: readonly {
    readonly returnId: string;
    readonly channelReturnId: string;
    readonly kind: string;
    readonly state: string | null;
    readonly refundMinor: number | null;
    readonly currency: string;
  }[];
  readonly holds: readonly { readonly holdId: string; readonly type: string; readonly reason: string }[];
};

let serial = Math.floor(Date.now() / 10) % 900_000_000;

export type ShopOptions = {
  /** How often a call that nobody answered (5xx) is made again, as platforms and partners do. @default never */
  readonly patience?: number;
};

/** A merchant's shop as a test plays it: pushes what platforms push, asks what operators ask. */
export const shopOf = (system: LocalSystem, { patience = 0 }: ShopOptions = {}) => {
  const { apiUrl, state } = system;

  const answered = async (url: string, init: RequestInit): Promise<Response> => {
    for (let again = 0; ; again += 1) {
      const response = await fetch(url, init);
      if (response.status < 500 || again >= patience) return response;
      await response.text();
      await sleep(200);
    }
  };

  const send = async (url: string, init: RequestInit): Promise<Answer<never>> => {
    const started = performance.now();
    const response = await answered(url, init);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      text,
      body: (isJson ? JSON.parse(text) : text) as never,
      ms: performance.now() - started,
    };
  };

  const api = <B>(method: string, path: string, body?: unknown, key = state.keys.operator): Promise<Answer<B>> =>
    send(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const orderOf = async (channelOrderId: string): Promise<Snapshot | null> => {
    const list = await api<{ orders: { orderId: string }[] }>('GET', `/orders?q=${encodeURIComponent(channelOrderId)}`);
    const [found] = list.body.orders ?? [];
    return found ? (await api<Snapshot>('GET', `/orders/${found.orderId}`)).body : null;
  };

  /** What the simulated platform's API shows of an order from now on. */
  const tellPlatform = async (channel: string, order: string): Promise<void> => {
    if (state.simulatorUrl)
      await send(`${state.simulatorUrl}/_simulator/orders/${channel}`, { method: 'POST', body: order });
  };

  return {
    api,
    orderOf,
    tellPlatform,

    /** A fixture as a message about an order of its own; several fixtures of one number are about one order. */
    message: (channel: string, name: string, number: number): Message =>
      aboutAnother(
        asOfNow(messageOf(readFixture(`${FIXTURES}/${channel}/${name}.json`)), fromEpochMillis(Date.now())),
        number,
      ),

    nextNumber: (): number => {
      serial += 1;
      return serial;
    },

    /** Tells the simulated platform the order, then pushes the signed message. */
    push: async (
      channel: string,
      { push, order, topic, orderId, at }: Message,
      edit: (call: { headers: Record<string, string>; body: string }) => void = () => {},
    ) => {
      const shows = shownOrder(channel, { order, push });
      if (shows) await tellPlatform(channel, shows);
      const [secret] = state.channels[channel]?.secrets ?? [];
      if (!secret) throw new Error(`no secret for ${channel}`);
      const signed = signedCall(
        channelById(channel),
        { body: push, topic },
        secret,
        fromEpochMillis(Date.now()),
        `${orderId}-${topic}-${at}`,
      );
      const call = { headers: { ...signed.headers }, body: signed.body };
      edit(call);
      return send(`${apiUrl}${signed.path}`, { method: signed.method, headers: call.headers, body: call.body });
    },

    /** Puts an order into the simulated platform, changed then, and pushes nothing. */
    put: (channel: string, order: string, changedAt: Instant) =>
      send(`${state.simulatorUrl}/_simulator/orders/${channel}?changedAt=${changedAt}`, {
        method: 'POST',
        body: order,
      }),

    /** Makes a simulated platform's API fail, or work again. */
    fault: (channel: string, fault: 'DOWN' | 'SLOW' | 'BUSY' | 'BROKEN' | null) =>
      send(`${state.simulatorUrl}/_simulator/faults/${channel}`, { method: 'POST', body: JSON.stringify({ fault }) }),

    /** Calls a function by hand, as its schedule would. */
    invoke: async (source: string, event: unknown = {}): Promise<void> => {
      const { Functions = [] } = await system.clients.lambda.send(new ListFunctionsCommand({ MaxItems: 200 }));
      const found = Functions.find(({ Description }) => Description === `functions/${source}.ts`);
      if (!found?.FunctionName) throw new Error(`no function is made of functions/${source}.ts`);
      const answer = await system.clients.lambda.send(
        new InvokeCommand({ FunctionName: found.FunctionName, Payload: JSON.stringify(event) }),
      );
      if (answer.FunctionError) throw new Error(`${source} failed: ${Buffer.from(answer.Payload ?? []).toString()}`);
    },
  };
};
export type Shop = ReturnType<typeof shopOf>;

/** Asks again until the answer is one; fails with what it saw last. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | null | false | undefined>,
  withinMs = 90_000,
  everyMs = 150,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s for: ${what}`);
    await sleep(everyMs);
  }
};

/** An order of the shop in one of some states. */
export const orderIn = (shop: Shop, channelOrderId: string, ...states: string[]): Promise<Snapshot> => {
  let last = 'nothing';
  return until(`order ${channelOrderId} to be ${states.join(' or ')}`, async () => {
    const snapshot = await shop.orderOf(channelOrderId);
    last = snapshot?.order.lifecycle.state ?? 'nothing';
    return snapshot && states.includes(last) ? snapshot : null;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; it is ${last}`);
  });
};
