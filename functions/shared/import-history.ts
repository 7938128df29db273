import { describeOrder } from '#domain/channel/describe-order.ts';
import { asHistory } from '#domain/channel/history-order.ts';
import type { InboxPush } from '#domain/channel/inbox-store.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { importOrder } from '#domain/order/import-order.ts';
import { factsOf } from '#domain/order/order-attributes.ts';
import { VersionConflict } from '#domain/order/order-store.ts';
import { now } from './clock.ts';
import { completeOrder } from './complete-order.ts';
import { contextNow } from './decide.ts';
import { dynamoOrderStore } from './dynamo-order-store.ts';
import { findRecords } from './dynamo-record-store.ts';
import { historyMappingFor } from './mapping-library.ts';
import { metaModelFor } from './meta-model-library.ts';
import type { Recorded } from './record-order.ts';

const orders = dynamoOrderStore();
/** Rows of one order meet only where a file has it several times. */
const TRIES = 3;

/** Takes one order of the past in, as it ended. */
export const importHistory = async (push: InboxPush): Promise<Recorded> => {
  const { channel, shopId, receivedAt, traceId } = push;
  const { id: pushEventId, color } = push.event.detail;
  const mapping = await historyMappingFor(channel);
  const normalized = asHistory(await mapping.normalize(parseLossless(push.body), { shopId, receivedAt }));
  const key = `${normalized.order.channel}#${normalized.order.channelOrderId}`;
  const meta = await metaModelFor(normalized.order.channel, { color, key, pinned: null });
  const channelOrder = await completeOrder(describeOrder(normalized, meta.set), now());
  const extension = { meta, records: await findRecords(meta.packs, factsOf(channelOrder)) };
  const command = { channelOrder, pushEventId, traceId, color, extension, source: channel };
  for (let attempt = 1; ; attempt += 1) {
    const known = await orders.findByChannelOrder(channelOrder.channel, channelOrder.channelOrderId);
    const change = importOrder(command, known?.order ?? null, contextNow(pushEventId));
    if ('kind' in change && known) return { outcome: 'STALE', orderId: known.order.orderId };
    if ('kind' in change) throw new Error(`${channel} ${channelOrder.channelOrderId}: neither known nor new`);
    try {
      await orders.commit({ before: known?.order ?? null, ...change });
      return { outcome: 'APPLIED', orderId: change.order.orderId };
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === TRIES) throw error;
    }
  }
};
