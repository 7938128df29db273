import type { Channel, Reading } from '#domain/channel/channel.ts';
import { type CursorStore, type Reader, TurnLost } from '#domain/channel/cursor-store.ts';
import type { PutResult } from '#domain/channel/inbox-store.ts';
import type { ReconciliationStore } from '#domain/channel/reconciliation-store.ts';
import type { BusEvent } from '#domain/event.ts';
import type { Instant } from '#domain/time.ts';

type Held = { heldBy: string | null; heldUntil: Instant | null; cursor: string | null; succeededAt: Instant };

export const memoryCursors = () => {
  const rows = new Map<string, Held>();
  const keyOf = ({ kind, channel, shopId }: Reader): string => `${kind}#${channel}#${shopId}`;
  const held = (reader: Reader & { readonly heldBy: string }): Held => {
    const row = rows.get(keyOf(reader));
    if (row?.heldBy !== reader.heldBy) throw new TurnLost('lost');
    return row;
  };
  const store: CursorStore = {
    take: async (reader, by, at, until) => {
      const row = rows.get(keyOf(reader)) ?? { heldBy: null, heldUntil: null, cursor: null, succeededAt: at };
      if (row.heldUntil !== null && row.heldUntil > at) return null;
      rows.set(keyOf(reader), { ...row, heldBy: by, heldUntil: until });
      return { ...reader, heldBy: by, cursor: row.cursor, succeededAt: row.succeededAt };
    },
    move: async (turn, cursor) => {
      held(turn).cursor = cursor;
    },
    leave: async (turn, succeededAt) => {
      const row = held(turn);
      rows.set(keyOf(turn), {
        cursor: row.cursor,
        heldBy: null,
        heldUntil: null,
        succeededAt: succeededAt ?? row.succeededAt,
      });
    },
  };
  return { store, rows };
};

/** An inbox that knows a message by its key, and can be made to fail. */
export const memoryInbox = () => {
  const kept = new Map<string, Reading['pushes'][number]>();
  const state = { isDown: false };
  const keep = async (_channel: Channel, _arrival: object, { pushes }: Reading): Promise<PutResult[]> => {
    if (state.isDown) throw new Error('inbox down');
    return pushes.map((push) => {
      if (kept.has(push.dedupeKey)) return 'SAME';
      kept.set(push.dedupeKey, push);
      return 'NEW';
    });
  };
  return { kept, state, keep };
};

export const memoryFindings = () => {
  const told = new Map<string, BusEvent>();
  const summaries: BusEvent[] = [];
  const store: ReconciliationStore = {
    tell: async ({ channel, channelOrderId, what }, event) => {
      const key = `${channel}#${channelOrderId}#${what}`;
      const isNew = !told.has(key);
      if (isNew) told.set(key, event);
      return { eventId: (told.get(key) as BusEvent).detail.id, isNew };
    },
    summarise: async (_key, event) => void summaries.push(event),
  };
  return { store, told, summaries };
};
