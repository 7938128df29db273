import { kuaidi100OrderSign } from '../../../domain/fulfillment/kuaidi100-booking.ts';
import { nodeCrypto } from '../../../functions/shared/node-crypto.ts';
import type { ApiAnswer } from '../channels/platforms.ts';
import type { BookedParcel, BookerApi, ParcelBook } from './booked-parcels.ts';

type Message = Readonly<Record<string, unknown>>;

const answer = (returnCode: string, message: string, data: object = {}): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({ result: returnCode === '200', returnCode, message, data }),
});

/** Its two ids of an order are made of ours. */
const idsOf = ({ orderId }: BookedParcel) => ({ taskId: `TASK${orderId.slice(-12)}`, orderId: orderId.slice(-10) });
const byIds = (book: ParcelBook, { taskId }: Message): BookedParcel | undefined =>
  book.all().find((parcel) => parcel.booker === 'kuaidi100' && idsOf(parcel).taskId === taskId);

/** 韵达 gives its number after the order was taken. */
const isLate = ({ kuaidicom }: Message): boolean => kuaidicom === 'yunda';

const order = (message: Message, book: ParcelBook): ApiAnswer => {
  const { thirdOrderId, recManPrintAddr } = message;
  if (!recManPrintAddr) return answer('400', 'recManPrintAddr 不能为空');
  const known = book.find('kuaidi100', String(thirdOrderId));
  const parcel = known ?? book.add('kuaidi100', String(thirdOrderId), message);
  return answer('200', '提交成功', { ...idsOf(parcel), kuaidinum: isLate(message) ? '' : parcel.number });
};

const detail = (message: Message, book: ParcelBook): ApiAnswer => {
  const parcel = byIds(book, message);
  return parcel ? answer('200', '成功', { ...idsOf(parcel), kuaidiNum: parcel.number }) : answer('400', '订单不存在');
};

const cancel = (message: Message, book: ParcelBook): ApiAnswer => {
  const parcel = byIds(book, message);
  if (!parcel) return answer('400', '订单不存在');
  if (parcel.state === 'CANCELLED') return answer('400', '订单已取消');
  parcel.state = 'CANCELLED';
  return answer('200', '提交成功');
};

const intercept = ({ kuaidinum }: Message, book: ParcelBook): ApiAnswer => {
  const parcel = book.byNumber('kuaidi100', String(kuaidinum));
  if (!parcel) return answer('400', '运单号不存在');
  parcel.state = 'STOPPED';
  return answer('200', '拦截成功');
};

const METHODS: Readonly<Record<string, (message: Message, book: ParcelBook) => ApiAnswer>> = {
  bOrder: order,
  detail,
  cancel,
  interceptOrder: intercept,
};

/** 快递100 商家寄件 and 电子面单. */
export const answerKuaidi100: BookerApi = ({ body }, keys, book) => {
  const form = new URLSearchParams(body);
  const [param = '', t = ''] = [form.get('param') ?? '', form.get('t') ?? ''];
  if (form.get('key') !== keys.key) return answer('600', '您不是合法的用户');
  if (form.get('sign') !== kuaidi100OrderSign(param, t, keys, nodeCrypto.md5Hex)) return answer('503', '验证签名失败');
  const method = METHODS[form.get('method') ?? ''];
  return method ? method(JSON.parse(param) as Message, book) : answer('400', 'method 不存在');
};
