import type { Instant } from '../time.ts';

/** What is read on from where it was left: the messages a platform keeps for a shop, or its list of the shop's orders. */
export type Reader = { readonly kind: 'FEED' | 'LISTING'; readonly channel: string; readonly shopId: string };

/** A round's right to read: nobody else reads the same until it is over. */
export type Turn = Reader & {
  /** Names the round. */
  readonly heldBy: string;
  /** Where the last round left off; null before the first. */
  readonly cursor: string | null;
  /** The last round that succeeded; the first turn ever taken while none did. */
  readonly succeededAt: Instant;
};

/** The turn ended before the round did, and somebody else may have taken it. What was read is read again. */
export class TurnLost extends Error {
  override name = 'TurnLost';
}

/** Where readers stand, and whose turn it is. */
export type CursorStore = {
  /** Null: another round is at it. @param until a round that died holds its turn no longer */
  readonly take: (reader: Reader, by: string, at: Instant, until: Instant) => Promise<Turn | null>;
  /** @throws TurnLost */
  readonly move: (turn: Turn, cursor: string | null) => Promise<void>;
  /** Ends the turn. @param succeededAt null: the round failed. @throws TurnLost */
  readonly leave: (turn: Turn, succeededAt: Instant | null) => Promise<void>;
};
