/** One line of the table that `npm run bench` prints: ours beside its peer, measured in the same run. */
export type BenchRow = {
  readonly name: string;
  readonly ours: number;
  /** Null where there is no peer to measure. */
  readonly peer: number | null;
  readonly peerName: string;
  readonly unit: string;
  /** How many times better ours is. */
  readonly ratio: number | null;
};
