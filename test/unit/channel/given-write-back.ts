import { beginWriteBack, type News, type WriteBack } from '#domain/channel/write-back.ts';
import type { EventId, LegId, OrderId, WriteBackId } from '#domain/id.ts';
import { NOON } from '../../support/given.ts';

export const orderId = 'ord_01JTGN5W00000000000000000A' as OrderId;
export const legId = 'leg_01JTGN5W00000000000000000A' as LegId;

export const shippedNews: Extract<News, { kind: 'SHIPPED' }> = {
  kind: 'SHIPPED',
  channelOrderId: '4837328765348566675',
  carrier: 'SF_EXPRESS',
  trackingNumber: 'SF1000000000042',
  lines: [{ lineId: '1', channelSku: '3410716076201730', sku: 'OL-TEA-001', quantity: 1 }],
  partial: false,
};

/** A parcel that its platform has not been told of, as noted at noon. */
export const givenWriteBack = (part: Partial<WriteBack> = {}): WriteBack => ({
  ...beginWriteBack({
    id: 'wbk_0000000000000000000000000A' as WriteBackId,
    channel: 'douyin',
    shopId: '77977',
    orderId,
    legId,
    seq: 1,
    news: shippedNews,
    causedBy: 'evt_0000000000000000000000000A' as EventId,
    traceId: 'trace-1',
    now: NOON,
    canTell: true,
  }),
  ...part,
});
