import { type CursorStore, type Turn, TurnLost } from '#domain/channel/cursor-store.ts';
import type { Instant } from '#domain/time.ts';
import { getItem, type Item, updateItem } from './dynamo.ts';
import { env } from './env.ts';
import { cursorKey } from './inbox-keys.ts';

type Row = { readonly readUpTo?: string | null; readonly succeededAt: Instant };

const take: CursorStore['take'] = async (reader, by, at, until) => {
  const table = env('INBOX_TABLE');
  const taken = await updateItem(table, cursorKey(reader), {
    condition: 'attribute_not_exists(heldUntil) OR heldUntil <= :at',
    update: 'SET heldBy = :by, heldUntil = :until, succeededAt = if_not_exists(succeededAt, :at)',
    values: { ':by': by, ':at': at, ':until': until },
  });
  if (!taken) return null;
  const row = await getItem<Row>(table, cursorKey(reader));
  return { ...reader, heldBy: by, cursor: row?.readUpTo ?? null, succeededAt: row?.succeededAt ?? at };
};

const write = async (turn: Turn, update: string, values: Item): Promise<void> => {
  const written = await updateItem(env('INBOX_TABLE'), cursorKey(turn), {
    condition: 'heldBy = :by',
    update,
    values: { ':by': turn.heldBy, ...values },
  });
  if (!written) throw new TurnLost(`the turn at ${turn.channel} of shop ${turn.shopId} went to another round`);
};

export const dynamoCursorStore: CursorStore = {
  take,
  move: (turn, cursor) => write(turn, 'SET readUpTo = :cursor', { ':cursor': cursor }),
  leave: (turn, succeededAt) =>
    succeededAt === null
      ? write(turn, 'REMOVE heldBy, heldUntil', {})
      : write(turn, 'SET succeededAt = :at REMOVE heldBy, heldUntil', { ':at': succeededAt }),
};
