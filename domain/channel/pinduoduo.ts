import { bridge } from './bridge.ts';
import type { Channel } from './channel.ts';
import { buildOrderGet, readOrderGet } from './pinduoduo-order.ts';
import { ackAnswer, handshake, isControl, readFrames } from './pinduoduo-pmc.ts';
import { pddFeed, pddListing } from './pinduoduo-reading.ts';
import { pddAfterSale } from './pinduoduo-refund.ts';
import { pddWriteBack } from './pinduoduo-write-back.ts';

const posted = bridge('pinduoduo', readFrames, { isProbe: isControl, answer: ackAnswer });

/**
 * 拼多多. Its message service speaks through a socket only: a connector posts the frames here and passes the answer, the Ack frame,
 * on to the platform, which sends again what is not acknowledged. Messages carry ids; the order is fetched. Signing nothing gives
 * the call that opens the socket.
 * unconfirmed: its orders name neither HS code nor origin; a connector that knows them adds `hs_code` and `origin_country` to an item.
 */
export const pinduoduo: Channel = {
  id: 'pinduoduo',
  title: { en: 'Pinduoduo', zh: '拼多多' },
  ...posted,
  sign: (message, secret, crypto) =>
    message.body === '' ? handshake(message.at, secret, crypto) : posted.sign(message, secret, crypto),
  reread: ({ body }, { sha256Hex }) => readFrames(body, sha256Hex),
  orderIn: () => undefined,
  orderRequest: { build: buildOrderGet, read: readOrderGet },
  feed: pddFeed,
  listing: pddListing,
  writeBack: pddWriteBack,
  afterSaleIn: pddAfterSale,
};
