import { randomUUID } from 'node:crypto';
import { sfDigest } from '../../../domain/fulfillment/sf-booking.ts';
import { nodeCrypto } from '../../../functions/shared/node-crypto.ts';
import type { ApiAnswer } from '../channels/platforms.ts';
import type { BookedParcel, BookerApi, ParcelBook } from './booked-parcels.ts';

type Message = Readonly<Record<string, unknown>>;

const answer = (apiResultCode: string, apiErrorMsg: string, result?: object): ApiAnswer => ({
  status: 200,
  body: JSON.stringify({
    apiErrorMsg,
    apiResponseID: randomUUID().replaceAll('-', ''),
    apiResultCode,
    apiResultData: result ? JSON.stringify(result) : null,
  }),
});

const taken = (msgData: object): ApiAnswer =>
  answer('A1000', '', { success: true, errorCode: 'S0000', errorMsg: null, msgData });
const refused = (errorCode: string, errorMsg: string): ApiAnswer =>
  answer('A1000', '', { success: false, errorCode, errorMsg, msgData: null });

const shown = ({ orderId, number }: BookedParcel) => ({
  orderId,
  waybillNoInfoList: [{ waybillType: 1, waybillNo: number }],
  filterResult: 2,
});

const create = (message: Message, book: ParcelBook): ApiAnswer => {
  const { orderId, contactInfoList } = message;
  if (book.find('sf', String(orderId))) return refused('8016', '重复下单');
  if (!Array.isArray(contactInfoList) || contactInfoList.length !== 2) return refused('8059', '收寄双方信息不完整');
  return taken(shown(book.add('sf', String(orderId), message)));
};

const search = ({ orderId }: Message, book: ParcelBook): ApiAnswer => {
  const parcel = book.find('sf', String(orderId));
  return parcel ? taken(shown(parcel)) : refused('8018', '未获取到订单信息');
};

const cancel = ({ orderId, dealType }: Message, book: ParcelBook): ApiAnswer => {
  const parcel = book.find('sf', String(orderId));
  if (!parcel || dealType !== 2) return refused('8024', '未下单');
  if (parcel.state === 'CANCELLED') return refused('8037', '该订单已消单');
  parcel.state = 'CANCELLED';
  return taken({ ...shown(parcel), resStatus: 2 });
};

const intercept = ({ waybillNo, serviceCode }: Message, book: ParcelBook): ApiAnswer => {
  const parcel = book.byNumber('sf', String(waybillNo));
  if (!parcel || serviceCode !== '2') return refused('20001', '运单号不存在');
  parcel.state = 'STOPPED';
  return taken({ waybillNo });
};

const SERVICES: Readonly<Record<string, (message: Message, book: ParcelBook) => ApiAnswer>> = {
  EXP_RECE_CREATE_ORDER: create,
  EXP_RECE_SEARCH_ORDER_RESP: search,
  EXP_RECE_UPDATE_ORDER: cancel,
  EXP_RECE_WANTED_INTERCEPT: intercept,
};

/** 丰桥, its gateway's words and its order service's. */
export const answerSf: BookerApi = ({ body }, { partnerId = '', checkword = '' }, book) => {
  const form = new URLSearchParams(body);
  const [msgData = '', timestamp = ''] = [form.get('msgData') ?? '', form.get('timestamp') ?? ''];
  if (form.get('partnerID') !== partnerId) return answer('A1002', 'partnerID 无效');
  if (form.get('msgDigest') !== sfDigest(msgData, timestamp, checkword, nodeCrypto.md5Hex))
    return answer('A1006', '数字签名无效');
  const service = SERVICES[form.get('serviceCode') ?? ''];
  return service ? service(JSON.parse(msgData) as Message, book) : answer('A1003', 'serviceCode 不存在');
};
