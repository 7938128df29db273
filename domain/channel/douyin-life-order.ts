import type { ChannelSecret, Fetched, OrderAsk, PlatformRequest } from './channel.ts';
import type { ApiAsk, AskLater } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { answered, recordsIn } from './platform-answer.ts';

/** `trade/order/query`, for one order or for a list; a push that names no merchant leaves it to the secret's. */
export const orderQuery = (
  asked: Readonly<Record<string, string>>,
  { shopId, accessToken }: ApiAsk,
  { accountId = '' }: ChannelSecret,
): PlatformRequest => {
  const merchant = shopId === '' ? accountId : shopId;
  return {
    method: 'GET',
    path: `/goodlife/v1/trade/order/query/?${new URLSearchParams({ account_id: merchant, ...asked })}`,
    headers: {
      'content-type': 'application/json',
      'access-token': accessToken,
      'rpc-transit-life-account': accountId === '' ? merchant : accountId,
    },
    body: '',
  };
};

export const buildLifeOrder = (ask: OrderAsk, secret: ChannelSecret): PlatformRequest =>
  orderQuery({ order_id: ask.channelOrderId, page_num: '1', page_size: '10' }, ask, secret);

const API = 'douyin-life trade/order/query';

export type OrderQuerySaid =
  | { readonly kind: 'DATA'; readonly data: Record<string, unknown> }
  | { readonly kind: 'REFUSED'; readonly said: string }
  | AskLater;

/** The platform says in `extra` or in `data` what is wrong. */
export const orderQuerySaid = (status: number, body: string): OrderQuerySaid => {
  const read = answered(API, status, body);
  if (read.kind === 'LATER') return read;
  const data = asRecord(read.answer.data);
  const extra = asRecord(read.answer.extra);
  if (!data && !extra) return { kind: 'LATER', reason: `${API} answered with no JSON object` };
  const code = [extra?.error_code, data?.error_code].find((each) => each !== undefined && each !== 0);
  if (code === undefined) return { kind: 'DATA', data: data ?? {} };
  const words =
    `${String(extra?.description ?? data?.description ?? '')} ${String(extra?.sub_description ?? '')}`.trim();
  return { kind: 'REFUSED', said: `error_code ${String(code)}: ${words}` };
};

/** Wording is all there is; whatever is not matched is asked again. */
const MISSING_ORDER = /订单不存在|order.*not[ -_]?(exist|found)/i;

export const readLifeOrder = (status: number, body: string): Fetched => {
  const read = orderQuerySaid(status, body);
  if (read.kind === 'LATER') return read;
  if (read.kind === 'REFUSED')
    return { kind: MISSING_ORDER.test(read.said) ? 'MISSING' : 'LATER', reason: `${API} answered ${read.said}` };
  const [order] = recordsIn(read.data.orders);
  return order ? { kind: 'ORDER', payload: order } : { kind: 'MISSING', reason: `${API} succeeded without orders` };
};
