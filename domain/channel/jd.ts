import { bridge } from './bridge.ts';
import { utf8 } from './bytes.ts';
import type { Channel, Push, Reading, UnreadablePush } from './channel.ts';
import { buildOrderGet, orderInPush, pushOf, readOrderGet } from './jd-order.ts';
import { jdFeed, jdListing } from './jd-reading.ts';
import { isRefund, jdAfterSale, refundPush } from './jd-refund.ts';
import { jdWriteBack } from './jd-write-back.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

type Json = Record<string, unknown>;
type Sha256 = (data: Uint8Array) => string;

/** Where the answers of JD's API have their orders and refund applications. */
const WRAPPERS: readonly (readonly string[])[] = [
  ['jingdong_pop_order_get_responce', 'orderDetailInfo', 'orderInfo'],
  ['jingdong_pop_order_enGet_responce', 'orderDetailInfo', 'orderInfo'],
  ['jingdong_pop_order_search_responce', 'searchorderinfo_result', 'orderInfoList'],
  ['jingdong_pop_order_enSearch_responce', 'searchorderinfo_result', 'orderInfoList'],
  ['jingdong_pop_afs_soa_refundapply_queryPageList_responce', 'queryResult', 'result'],
  ['orderDetailInfo', 'orderInfo'],
  ['orderInfo'],
];

const inside = (frame: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => asRecord(value)?.[key], frame);

/** The records of a frame: an answer of JD's API, a list, or one record by itself. */
const recordsIn = (frame: unknown): { readonly records: readonly unknown[]; readonly alone: boolean } => {
  if (Array.isArray(frame)) return { records: frame, alone: false };
  const found = WRAPPERS.map((path) => inside(frame, path)).find((each) => each !== undefined);
  if (found === undefined) return { records: [frame], alone: true };
  return { records: Array.isArray(found) ? found : [found], alone: false };
};

const unreadable = (body: string, what: string, sha256Hex: Sha256): UnreadablePush => ({
  dedupeKey: sha256Hex(utf8(body)),
  topic: '',
  shopId: '',
  body,
  error: `jd ${what}; expected an order as jingdong.pop.order.get answers it: post it again whole, or replay it once the reader knows the shape`,
});

const readRecord = (value: unknown, body: string, sha256Hex: Sha256): Push | UnreadablePush => {
  const record: Json = asRecord(value) ?? {};
  if (isRefund(record)) return { ...refundPush(record, idText(record.venderId) ?? ''), body };
  if (idText(record.orderId) === null) return unreadable(body, 'orderId is missing', sha256Hex);
  return pushOf(record, body, sha256Hex(utf8(body)));
};

const isUnreadable = (read: Push | UnreadablePush): read is UnreadablePush => 'error' in read;

/** What a connector posted: orders of JD's API, as they were answered there. */
const readFrame = (body: string, sha256Hex: Sha256): Reading => {
  let frame: unknown;
  try {
    frame = parseLossless(body);
  } catch (error) {
    return { pushes: [], unreadable: [unreadable(body, `body is no JSON (${(error as Error).message})`, sha256Hex)] };
  }
  const { records, alone } = recordsIn(frame);
  const read = records.map((each) => readRecord(each, alone ? body : JSON.stringify(each), sha256Hex));
  return { pushes: read.filter((each): each is Push => !isUnreadable(each)), unreadable: read.filter(isUnreadable) };
};

/**
 * 京东 POP, the shops of others on JD. JD pushes nothing about their orders (unconfirmed: a message product of its cloud), so its
 * lists are polled; a connector may post what it was answered, too. `dataVersion` says which of two states of an order is newer.
 * unconfirmed: JD's orders name neither HS code nor origin; a connector that knows them adds `hsCode` and `originCountry` to a line.
 */
export const jd: Channel = {
  id: 'jd',
  title: { en: 'JD', zh: '京东' },
  ...bridge('jd', readFrame),
  reread: ({ body }, { sha256Hex }) => readFrame(body, sha256Hex),
  orderIn: orderInPush,
  orderRequest: { build: buildOrderGet, read: readOrderGet },
  feed: jdFeed,
  listing: jdListing,
  writeBack: jdWriteBack,
  afterSaleIn: jdAfterSale,
};
