import type { InstructionType } from './remark-instruction.ts';

/** What counts: that the right thing is said, not where. */
export type Said = { readonly type: InstructionType; readonly value: string };

export type Tally = { readonly right: number; readonly extra: number; readonly missed: number };
export type Score = {
  /** Over all instructions of all remarks. */
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  /** Share of remarks with exactly the expected set. */
  readonly exact: number;
  readonly remarks: number;
  readonly byType: Readonly<Record<string, Tally>>;
};

const keyOf = ({ type, value }: Said): string => `${type}=${value.trim().toLowerCase()}`;
const NONE: Tally = { right: 0, extra: 0, missed: 0 };

/** F1 of one tally; 1 where nothing was to be found and nothing was. */
export const f1Of = ({ right, extra, missed }: Tally): number =>
  right + extra + missed === 0 ? 1 : (2 * right) / (2 * right + extra + missed);

const plus = (a: Tally, b: Tally): Tally => ({
  right: a.right + b.right,
  extra: a.extra + b.extra,
  missed: a.missed + b.missed,
});

type Pair = { readonly gold: readonly Said[]; readonly read: readonly Said[] };

/** Per type, of one remark. */
const talliesOf = ({ gold, read }: Pair): (readonly [string, Tally])[] => {
  const [wanted, found] = [new Set(gold.map(keyOf)), new Set(read.map(keyOf))];
  return [...new Set([...wanted, ...found])].map((key) => {
    const [extra, missed] = [wanted.has(key) ? 0 : 1, found.has(key) ? 0 : 1];
    return [key.slice(0, key.indexOf('=')), { right: 1 - extra - missed, extra, missed }];
  });
};

/** Micro F1 over (type, value); values compare without case. */
export const scoreOf = (pairs: readonly Pair[]): Score => {
  const byType: Record<string, Tally> = {};
  let exact = 0;
  for (const tallies of pairs.map(talliesOf)) {
    for (const [type, tally] of tallies) byType[type] = plus(byType[type] ?? NONE, tally);
    if (tallies.every(([, { right }]) => right === 1)) exact += 1;
  }
  const all = Object.values(byType).reduce(plus, NONE);
  const shareOf = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
  return {
    f1: f1Of(all),
    precision: shareOf(all.right, all.right + all.extra),
    recall: shareOf(all.right, all.right + all.missed),
    exact: shareOf(exact, pairs.length),
    remarks: pairs.length,
    byType,
  };
};
