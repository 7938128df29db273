import { bridge } from './bridge.ts';
import type { Channel } from './channel.ts';
import { isQimen, QIMEN_FAILURE, readQimen, receiveQimen, signQimen } from './qimen.ts';
import { warehouseReportIn } from './qimen-report.ts';
import { taobaoAfterSale } from './taobao-after-sale.ts';
import { readTmcFrame, tmcFeed } from './taobao-tmc.ts';
import { askTrade, readTrade, taobaoListing } from './taobao-trade.ts';
import { taobaoWriteBack } from './taobao-write-back.ts';

const connector = bridge('taobao', readTmcFrame);

/**
 * 淘宝 Taobao and 天猫 Tmall. Messages (TMC) are fetched over HTTP, or posted by a connector that holds the socket; they carry ids, and the
 * order is fetched with `taobao.trade.fullinfo.get`. At the same address a warehouse reports by Qimen 奇门, told apart by the `method`
 * that only Qimen has in its query: its reports are actions of our legs, and its returns steps of a return.
 *
 * Rules of the platform: sub-order `payment` includes the freight where there is one sub-order and excludes it where there are more, so
 * lines are read from `divide_order_fee`, or price × number less discounts; a sub-order of `TRADE_CLOSED_BY_TAOBAO` is never shipped.
 *
 * Unconfirmed: how soon unconfirmed messages come again; the time a warehouse waits for the answer (3–5 s is said) and whether Qimen wants
 * its failures with status 200; the digest on Qimen's own page, which has a placeholder for its body, cannot be recomputed.
 */
export const taobao: Channel = {
  id: 'taobao',
  title: { en: 'Taobao and Tmall', zh: '淘宝天猫' },
  receive: (request, secrets, crypto, now) =>
    (isQimen(request) ? receiveQimen : connector.receive)(request, secrets, crypto, now),
  reread: (kept, { sha256Hex }) =>
    kept.dedupeKey.startsWith('qimen:') ? readQimen(kept, sha256Hex) : readTmcFrame(kept.body, sha256Hex),
  sign: (message, secret, crypto) =>
    (message.body.trimStart().startsWith('<') ? signQimen : connector.sign)(message, secret, crypto),
  failure: connector.failure,
  failureTo: (request) => (isQimen(request) ? QIMEN_FAILURE : connector.failure),
  orderIn: () => undefined,
  orderRequest: { build: askTrade, read: readTrade },
  feed: tmcFeed,
  listing: taobaoListing,
  writeBack: taobaoWriteBack,
  afterSaleIn: taobaoAfterSale,
  reportIn: warehouseReportIn,
};
