import type { Instant } from '../time.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest, Push, UnreadablePush } from './channel.ts';
import type { ApiAsk, AskLater, ChannelFeed, FeedCursor } from './channel-api.ts';
import { asRecord } from './lossless-json.ts';
import { cursorAfter, type ReadWindow, type WindowRule, windowOf } from './window-reading.ts';

/** A row of a platform's list. */
export type Row = Readonly<Record<string, unknown>>;
export type Rows = { readonly kind: 'ROWS'; readonly rows: readonly Row[]; readonly total: number };

export const rowsIn = (list: unknown): Row[] =>
  (Array.isArray(list) ? list : []).map(asRecord).filter((row) => row !== null);

/** One of a platform's lists by time of change. */
export type ListSource = {
  readonly build: (window: ReadWindow, ask: ApiAsk, secret: ChannelSecret, crypto: ChannelCrypto) => PlatformRequest;
  readonly rows: (status: number, body: string) => Rows | AskLater;
  /** Null: the row names nothing that could be asked for. */
  readonly push: (row: Row, ask: ApiAsk) => Push | null;
};

type Turn = { readonly turn: number; readonly cursors: readonly FeedCursor[] };

/** The cursor is `turn|cursor of the first|cursor of the second|…`. */
const turnOf = (cursor: FeedCursor, count: number): Turn => {
  const [turn = '0', ...cursors] = (cursor ?? '').split('|');
  const index = Number(turn);
  return {
    turn: Number.isInteger(index) && index >= 0 && index < count ? index : 0,
    cursors: Array.from({ length: count }, (_none, at) => cursors[at] || null),
  };
};

const unreadableRow = (id: string, row: Row, shopId: string, at: Instant, index: number): UnreadablePush => ({
  dedupeKey: `row:${at}:${index}`,
  topic: '',
  shopId,
  body: JSON.stringify(row),
  error: `${id} a row of the list names no order: replay it once the reader knows the shape`,
});

/** Several lists of one platform as one feed: each is read to its end, stretch by stretch, before the next has its turn. */
export const feedInTurn = (
  id: string,
  sources: readonly ListSource[],
  rule: WindowRule,
  pageSize: number,
): ChannelFeed => {
  const standing = (cursor: FeedCursor, at: Instant) => {
    const { turn, cursors } = turnOf(cursor, sources.length);
    return { turn, cursors, source: sources[turn] as ListSource, window: windowOf(cursors[turn] ?? null, at, rule) };
  };
  const after = (cursor: FeedCursor, at: Instant, total: number) => {
    const { turn, cursors, window } = standing(cursor, at);
    const next = cursorAfter(window, { total, pageSize }, at, rule);
    const goesOn = next.more ? turn : (turn + 1) % sources.length;
    const stands = cursors.map((each, of) => (of === turn ? next.cursor : (each ?? '')));
    return { cursor: [goesOn, ...stands].join('|'), more: next.more || goesOn !== 0 };
  };
  return {
    build: ({ cursor, ...ask }, secret, crypto) => {
      const { source, window } = standing(cursor, ask.at);
      return source.build(window, ask, secret, crypto);
    },
    read: (status, body, { cursor, ...ask }) => {
      const { source } = standing(cursor, ask.at);
      const found = source.rows(status, body);
      if (found.kind === 'LATER') return found;
      const read = found.rows.map((row) => ({ row, push: source.push(row, ask) }));
      return {
        kind: 'PAGE',
        pushes: read.flatMap(({ push }) => push ?? []),
        unreadable: read.flatMap(({ row, push }, index) =>
          push ? [] : [unreadableRow(id, row, ask.shopId, ask.at, index)],
        ),
        ...after(cursor, ask.at, found.total),
        receipts: [],
      };
    },
  };
};
