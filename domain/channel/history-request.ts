import * as z from 'zod';
import type { Push } from './channel.ts';

/** The topic of messages that tell of the past. */
export const HISTORY = 'history';

/** As many as one call may bring, beside the megabyte of its body. */
export const MOST_IMPORTED = 100;

/** `POST /history/{source}`: past orders of a channel or a history source, joined already. */
export const ImportHistory = z.strictObject({
  orders: z
    .array(
      z.strictObject({
        channelOrderId: z.string().min(1).max(256),
        /** The order as JSON text, so that long ids keep their digits. */
        payload: z.string().min(2),
      }),
    )
    .min(1)
    .max(MOST_IMPORTED),
});
export type ImportHistory = z.infer<typeof ImportHistory>;

/** How many are new in the inbox, and how many stood in it already with the same values. */
export const HistoryKept = z.strictObject({ kept: z.number().int(), known: z.number().int() });
export type HistoryKept = z.infer<typeof HistoryKept>;

/** The same order with the same values is the same message, however often it is imported. */
export const historyPush = (
  { channelOrderId, payload }: ImportHistory['orders'][number],
  sha256Hex: (text: string) => string,
): Push => ({
  dedupeKey: `${HISTORY}:${channelOrderId}:${sha256Hex(payload).slice(0, 32)}`,
  topic: HISTORY,
  shopId: '',
  channelOrderId,
  sourceAt: null,
  body: payload,
});

export const isHistory = ({ topic, dedupeKey }: Pick<Push, 'topic' | 'dedupeKey'>): boolean =>
  topic === HISTORY && dedupeKey.startsWith(`${HISTORY}:`);
