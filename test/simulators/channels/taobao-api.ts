import { createHash } from 'node:crypto';
import { fromBeijing, fromEpochMillis, toBeijing } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderAnswer, OrderBook, PlatformAccount } from './platforms.ts';

type Fields = Record<string, unknown>;
type Form = Readonly<Record<string, string>>;
type Method = (form: Form, book: OrderBook) => ApiAnswer;

const refused = (code: number, msg: string, subCode: string, subMsg = msg): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({
    error_response: { code, msg, sub_code: subCode, sub_msg: subMsg, request_id: 'simulated' },
  }),
});

const answered = (name: string, content: string): ApiAnswer => ({
  status: 200,
  body: `{"${name}_response":${content}}`,
});

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = ({ sign: _sign, ...form }: Form, secret: string): string => {
  const strung = Object.entries(form)
    .filter(([, value]) => value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('');
  return createHash('md5').update(`${secret}${strung}${secret}`, 'utf8').digest('hex').toUpperCase();
};

const tradeIn = (answer: OrderAnswer): Fields =>
  (answer.trade_fullinfo_get_response as { trade: Fields } | undefined)?.trade ?? {};
const ordersIn = (trade: Fields): Fields[] => (trade.orders as { order?: Fields[] } | undefined)?.order ?? [];
const nowInBeijing = (): string => toBeijing(fromEpochMillis(Date.now()));

const tradeOf = (book: OrderBook, tid: string): Fields | null => {
  const known = book.find('taobao', tid);
  return known === null ? null : tradeIn(JSON.parse(known) as OrderAnswer);
};

/** Changes an order and lets the message service say so, as the platform does also for what the shop itself changed. */
const changeTrade = (book: OrderBook, tid: string, topic: string, change: (trade: Fields) => Fields): void => {
  const modified = nowInBeijing();
  book.amend('taobao', tid, (answer) => ({
    ...answer,
    trade_fullinfo_get_response: { trade: { ...change(tradeIn(answer)), modified } },
  }));
  const trade = tradeOf(book, tid);
  const content = JSON.stringify({ tid, seller_nick: trade?.seller_nick, status: trade?.status, modified });
  book.say('taobao', JSON.stringify({ topic, content, pub_time: modified, user_nick: trade?.seller_nick }));
};

const fullinfo: Method = ({ tid = '' }, book) => {
  const answer = book.find('taobao', tid);
  return answer === null
    ? refused(50, 'Remote service error', 'isv.trade-not-exist', '交易订单不存在')
    : { status: 200, body: answer };
};

const increment: Method = (
  { start_modified: from = '', end_modified: to = '', page_no = '1', page_size = '40' },
  book,
) => {
  const changed = book.changedBetween('taobao', fromBeijing(from), fromBeijing(to)).toReversed();
  const size = Number(page_size);
  const page = changed.slice((Number(page_no) - 1) * size, Number(page_no) * size).map(({ orderId, changedAt }) => {
    const { status, seller_nick, created } = tradeOf(book, orderId) ?? {};
    return JSON.stringify({ tid: orderId, status, seller_nick, created, modified: toBeijing(changedAt) });
  });
  return answered(
    'trades_sold_increment_get',
    `{"total_results":${changed.length},"trades":{"trade":[${page.join(',')}]}}`,
  );
};

/** As long as the platform's own, beyond 2^53. */
const MESSAGE_ID = '41606004909';
const longId = (id: string): string => `${MESSAGE_ID}${id.padStart(8, '0')}`;
const shortId = (id: string): string => String(Number(id.slice(MESSAGE_ID.length)));

const consume: Method = ({ quantity = '100' }, book) => {
  const messages = book
    .unread('taobao')
    .slice(0, Number(quantity))
    .map(({ id, body }) => {
      const { id: _id, ...message } = JSON.parse(body) as Fields;
      return `{"id":${longId(id)},${JSON.stringify(message).slice(1)}`;
    });
  return answered(
    'tmc_messages_consume',
    messages.length === 0 ? '{}' : `{"messages":{"tmc_message":[${messages.join(',')}]}}`,
  );
};

const confirm: Method = ({ s_message_ids: ids = '' }, book) => {
  const named = ids.split(',');
  if (ids === '' || named.length > 200) return refused(41, 'Invalid Arguments', 'isv.invalid-parameter:s_message_ids');
  book.confirm('taobao', named.map(shortId));
  return answered('tmc_messages_confirm', '{"is_success":true}');
};

const UNSENT = new Set(['WAIT_SELLER_SEND_GOODS', 'SELLER_CONSIGNED_PART']);
const SENT = 'WAIT_BUYER_CONFIRM_GOODS';

const offlineSend: Method = ({ tid = '', out_sid = '', company_code = '', sub_tid = '' }, book) => {
  const trade = tradeOf(book, tid);
  if (!trade) return refused(15, 'Remote service error', 'isv.logistics-offline-service-error:B01', '订单不存在');
  if (!UNSENT.has(String(trade.status)))
    return refused(
      15,
      'Remote service error',
      'isv.logistics-offline-service-error:B04',
      '订单状态不对，该物流订单已经发货或者已关闭，不能重复发货',
    );
  if (out_sid === '' || company_code === '') return refused(40, 'Missing Required Arguments', 'isv.missing-parameter');
  const named = new Set(sub_tid.split(',').filter((oid) => oid !== ''));
  const goes = (order: Fields): boolean => order.status !== SENT && (named.size === 0 || named.has(String(order.oid)));
  const whole = ordersIn(trade).every((order) => order.status === SENT || goes(order));
  changeTrade(book, tid, whole ? 'taobao_trade_TradeSellerShip' : 'taobao_trade_TradePartlySellerShip', (known) => ({
    ...known,
    status: whole ? SENT : 'SELLER_CONSIGNED_PART',
    consign_time: nowInBeijing(),
    orders: {
      order: ordersIn(known).map((order) =>
        goes(order) ? { ...order, status: SENT, invoice_no: out_sid, logistics_company: company_code } : order,
      ),
    },
  }));
  return answered('logistics_offline_send', '{"shipping":{"is_success":true}}');
};

const close: Method = ({ tid = '', close_reason = '' }, book) => {
  const trade = tradeOf(book, tid);
  if (!trade) return refused(15, 'Remote service error', 'isv.trade-not-exist', '交易订单不存在');
  if (close_reason === '') return refused(40, 'Missing Required Arguments', 'isv.missing-parameter:close_reason');
  if (String(trade.status).startsWith('TRADE_CLOSED'))
    return refused(15, 'Remote service error', 'isv.invalid-trade-status', '交易已关闭');
  if (trade.status !== 'WAIT_BUYER_PAY')
    return refused(15, 'Remote service error', 'isv.invalid-trade-status', '买家已付款，不能关闭');
  changeTrade(book, tid, 'taobao_trade_TradeClose', (known) => ({ ...known, status: 'TRADE_CLOSED_BY_TAOBAO' }));
  return answered('trade_close', JSON.stringify({ trade: { tid, modified: nowInBeijing() } }));
};

const itemQuantity: Method = ({ num_iid = '', quantity = '' }, book) => {
  if (!/^\d+$/.test(quantity)) return refused(41, 'Invalid Arguments', 'isv.invalid-parameter:quantity');
  book.putStock('taobao', num_iid, Number(quantity));
  return answered('item_quantity_update', JSON.stringify({ item: { num_iid, num: Number(quantity) } }));
};

const skuQuantity: Method = ({ num_iid = '', skuid_quantities = '' }, book) => {
  const pairs = skuid_quantities.split(';').map((pair) => pair.split(':') as [string, string]);
  if (num_iid === '' || pairs.some(([sku, quantity]) => !sku || !/^\d+$/.test(quantity ?? '')))
    return refused(41, 'Invalid Arguments', 'isv.invalid-parameter:skuid_quantities');
  for (const [sku, quantity] of pairs) book.putStock('taobao', `${num_iid}:${sku}`, Number(quantity));
  return answered('skus_quantity_update', JSON.stringify({ item: { num_iid } }));
};

const METHODS: Readonly<Record<string, Method>> = {
  'taobao.trade.fullinfo.get': fullinfo,
  'taobao.trades.sold.increment.get': increment,
  'taobao.tmc.messages.consume': consume,
  'taobao.tmc.messages.confirm': confirm,
  'taobao.logistics.offline.send': offlineSend,
  'taobao.trade.close': close,
  'taobao.item.quantity.update': itemQuantity,
  'taobao.skus.quantity.update': skuQuantity,
  'taobao.item.sku.get': ({ num_iid = '', sku_id = '' }, book) =>
    answered(
      'item_sku_get',
      JSON.stringify({ sku: { sku_id, quantity: book.stockOf('taobao', `${num_iid}:${sku_id}`) } }),
    ),
  'taobao.item.seller.get': ({ num_iid = '' }, book) =>
    answered('item_seller_get', JSON.stringify({ item: { num_iid, num: book.stockOf('taobao', num_iid) } })),
};

/** The message service asks for the application only. */
const WITHOUT_SESSION = /^taobao\.tmc\./;

/** The one address of Taobao's open platform: methods by name, everything in a form. */
export const answerTaobao = ({ body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const form: Form = Object.fromEntries(new URLSearchParams(body));
  const { app_key: appKey, method = '', session, sign } = form;
  const app = account.secrets.find(({ appId }) => appId === appKey);
  if (!app) return refused(29, 'Invalid app Key', 'isv.appkey-not-exists');
  if (sign !== signatureOf(form, app.current)) return refused(25, 'Invalid signature', 'isv.invalid-signature');
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(form.timestamp ?? ''))
    return refused(31, 'Invalid timestamp', 'isv.invalid-timestamp');
  if (!WITHOUT_SESSION.test(method) && session !== account.accessToken)
    return refused(27, 'Invalid session', 'invalid-sessionkey', 'SessionKey非法');
  return METHODS[method]?.(form, book) ?? refused(22, 'Invalid method', 'isv.invalid-method');
};
