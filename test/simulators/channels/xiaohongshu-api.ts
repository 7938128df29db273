import { createHash } from 'node:crypto';
import { answerOf, changedNow, objectAt, pageOf, secondsWindow } from './booked-orders.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const refused = (code: number, message: string): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: false, error_code: code, error_msg: message, data: null }),
});
const done = (data: unknown): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ success: true, error_code: 0, error_msg: '', data }),
});
export const xiaohongshuBusy: ApiAnswer = refused(1009, '请求过于频繁,请稍后重试');

type Asked = Readonly<Record<string, unknown>>;

/** The platform's rule written out again, not shared with the client: two readings of it must agree. */
const signatureOf = (asked: Asked, secret: string): string =>
  createHash('md5')
    .update(`${asked.method}?appId=${asked.appId}&timestamp=${asked.timestamp}&version=${asked.version}${secret}`)
    .digest('hex');

const detail = ({ orderId }: Asked, book: OrderBook): ApiAnswer => {
  if (typeof orderId !== 'string') return refused(2001, 'orderId must be a string');
  const answer = book.find('xiaohongshu', orderId);
  return answer === null ? refused(2004, '订单不存在') : { status: 200, body: answer };
};

const list = ({ timeType, startTime, endTime, pageNo, pageSize }: Asked, book: OrderBook): ApiAnswer => {
  if (timeType !== 2 || Number(endTime) - Number(startTime) > 1800 || Number(pageSize) > 100)
    return refused(2001, '查询时间范围不能超过30分钟');
  const booked = book.changedBetween('xiaohongshu', ...secondsWindow(startTime, endTime));
  const orderList = pageOf(booked, Number(pageNo), Number(pageSize)).map((order) => ({
    orderId: order.orderId,
    orderStatus: objectAt(answerOf(order), 'data').orderStatus,
    updateTime: Date.parse(order.changedAt),
  }));
  const maxPageNo = Math.ceil(booked.length / Number(pageSize));
  return done({ total: booked.length, pageNo, pageSize, maxPageNo, orderList });
};

const ship = (asked: Asked, book: OrderBook): ApiAnswer => {
  let answer = refused(2004, '订单不存在');
  book.amend('xiaohongshu', String(asked.orderId), (known) => {
    const order = objectAt(known, 'data');
    const parcel = { expressTrackingNo: asked.expressNo, expressCompanyCode: asked.expressCompanyCode };
    if (order.orderStatus !== 4 && order.orderStatus !== 5) answer = refused(2010, '订单已发货,请勿重复发货');
    else if (!asked.expressNo || !asked.expressCompanyCode) answer = refused(2001, '快递单号不能为空');
    else {
      const parcels = (order.simpleDeliveryOrderList ?? []) as object[];
      order.simpleDeliveryOrderList = [...parcels, { ...parcel, skuIdList: asked.skuIdList ?? [] }];
      Object.assign(order, parcel, {
        orderStatus: asked.unpack === true ? 5 : 6,
        updateTime: changedNow(Number(order.updateTime) / 1000) * 1000,
      });
      answer = done('success');
    }
    return known;
  });
  return answer;
};

const stock = ({ skuId, qty }: Asked, book: OrderBook): ApiAnswer => {
  if (typeof skuId !== 'string' || !Number.isInteger(qty) || Number(qty) < 0) return refused(2001, 'qty必须大于等于0');
  book.putStock('xiaohongshu', skuId, Number(qty));
  return done({ skuStock: { available: qty, total: qty } });
};

const METHODS: Readonly<Record<string, (asked: Asked, book: OrderBook) => ApiAnswer>> = {
  'order.getOrderDetail': detail,
  'order.getOrderList': list,
  'order.orderDeliver': ship,
  'inventory.syncSkuStock': stock,
};

/** The one address of the ark API, which names its methods in the body. */
export const answerXiaohongshu = ({ body }: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const asked = JSON.parse(body) as Asked;
  const shop = account.secrets.find(({ appId }) => appId === asked.appId);
  if (!shop) return refused(1001, 'appId is unknown');
  if (asked.version !== '2.0') return refused(1001, 'version must be 2.0');
  if (asked.sign !== signatureOf(asked, shop.current)) return refused(1003, 'sign is wrong');
  if (asked.accessToken !== account.accessToken) return refused(1006, 'access_token has expired');
  return METHODS[String(asked.method)]?.(asked, book) ?? refused(1002, 'method is unknown');
};
