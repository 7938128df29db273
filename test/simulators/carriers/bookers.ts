import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiAnswer } from '../channels/platforms.ts';
import { type BookerApi, type BookerKeys, type ParcelBook, parcelBook } from './booked-parcels.ts';
import { answerEasypost } from './easypost-api.ts';
import { answerKuaidi100 } from './kuaidi100-api.ts';
import { answerSf } from './sf-api.ts';

const APIS: readonly { readonly booker: string; readonly path: RegExp; readonly answer: BookerApi }[] = [
  { booker: 'sf', path: /^\/std\/service$/, answer: answerSf },
  { booker: 'kuaidi100', path: /^\/(order\/borderapi\.do|label\/order)$/, answer: answerKuaidi100 },
  { booker: 'easypost', path: /^\/v2\/shipments(\/.+)?$/, answer: answerEasypost },
];

export type Bookers = {
  readonly url: string;
  readonly book: ParcelBook;
  /** Makes every API answer 503, or work again. */
  readonly fail: (isDown: boolean) => void;
  readonly asked: () => number;
  readonly close: () => Promise<void>;
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

/** The API of a booker in process. */
export const bookerApi = (booker: string): BookerApi => {
  const api = APIS.find((each) => each.booker === booker);
  if (!api) throw new Error(`no API of ${booker} is simulated`);
  return api.answer;
};

/** Stands for the order APIs of SF, Kuaidi100 and EasyPost: their paths, signatures and refusals. @param keys by booker */
export const startBookers = async (keys: Readonly<Record<string, BookerKeys>>): Promise<Bookers> => {
  const book = parcelBook();
  const state = { isDown: false, asked: 0 };
  const answer = async (request: IncomingMessage): Promise<ApiAnswer> => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://simulator');
    const body = await textOf(request);
    const api = APIS.find(({ path }) => path.test(pathname));
    if (!api) return { status: 404, body: `no booker at ${pathname}` };
    state.asked += 1;
    if (state.isDown) return { status: 503, body: 'upstream connect error' };
    const { method = 'GET', headers } = request;
    return api.answer({ method, path: pathname, query, headers, body }, keys[api.booker] ?? {}, book);
  };
  const server = createServer((request, response) => {
    void answer(request)
      .catch((error: Error): ApiAnswer => ({ status: 500, body: error.message }))
      .then(({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    book,
    fail: (isDown) => {
      state.isDown = isDown;
    },
    asked: () => state.asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
