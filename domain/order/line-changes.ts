import type { Instant } from '../time.ts';
import type { Amounts, ChannelOrder, Conflict, Constraint, Line, LineChange } from './order.ts';

type View = Pick<ChannelOrder, 'lines' | 'lineChanges' | 'constraints' | 'promiseAt' | 'amounts' | 'saidAt'>;

const keyOf = (change: LineChange): string => JSON.stringify([change.saidAt, change.lineId, change]);

/** Oldest first; of the same moment, in an order that does not depend on which came first. */
const inOrder = (changes: readonly LineChange[]): readonly LineChange[] =>
  [...changes].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Both sides' changes, each once, without those that a later statement of all lines has taken in. */
export const mergeLineChanges = (
  a: Pick<View, 'lineChanges'>,
  b: Pick<View, 'lineChanges'>,
  wholeSaidAt: Instant | undefined,
): readonly LineChange[] => {
  const each = new Map([...(a.lineChanges ?? []), ...(b.lineChanges ?? [])].map((change) => [keyOf(change), change]));
  return inOrder([...each.values()].filter(({ saidAt }) => !wholeSaidAt || saidAt > wholeSaidAt));
};

const changed = (lines: readonly Line[], changes: readonly LineChange[]): Line[] => {
  const now = new Map(lines.map((line) => [line.lineId, line]));
  for (const { lineId, line } of changes) {
    if (lineId === null) continue;
    if (line) now.set(lineId, line);
    else now.delete(lineId);
  }
  return [...now.values()];
};

/** A change's constraints stand for the line's own, or for the order's of the same types. */
const constrained = (constraints: readonly Constraint[], changes: readonly LineChange[]): Constraint[] =>
  changes.reduce<Constraint[]>(
    (known, { lineId, constraints: stated }) => [
      ...known.filter((each) =>
        lineId === null
          ? each.lineId !== null || !stated.some(({ type }) => type === each.type)
          : each.lineId !== lineId,
      ),
      ...stated,
    ],
    [...constraints],
  );

const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
const grossOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * quantity, 0);

/** Changed lines move the sums by what they differ, until a document states the sums anew. */
const movedAmounts = ({ amounts, lines, saidAt }: View, changes: readonly LineChange[]): Amounts => {
  const known = changes.filter((change) => saidAt.amount !== undefined && change.saidAt <= saidAt.amount);
  const before = changed(lines, known);
  const now = changed(lines, changes);
  const gross = grossOf(now) - grossOf(before);
  const total = totalOf(now) - totalOf(before);
  return {
    ...amounts,
    itemsMinor: Math.max(0, amounts.itemsMinor + gross),
    totalMinor: Math.max(0, amounts.totalMinor + total),
  };
};

/** The order's lines, and what hangs on them, after the changes that single lines have had. */
export const withLineChanges = (
  view: View,
): { lines: Line[]; constraints: Constraint[]; promiseAt: Instant | null; amounts: Amounts } => {
  const changes = inOrder(view.lineChanges ?? []);
  if (changes.length === 0) {
    const { lines, constraints, promiseAt, amounts } = view;
    return { lines, constraints, promiseAt, amounts };
  }
  return {
    lines: changed(view.lines, changes),
    constraints: constrained(view.constraints, changes),
    promiseAt: changes.reduce<Instant | null>((known, { promiseAt }) => promiseAt ?? known, view.promiseAt),
    amounts: movedAmounts(view, changes),
  };
};

/** What the changes themselves contradict. */
export const conflictsOfChanges = ({ lineChanges = [] }: Pick<View, 'lineChanges'>): readonly Conflict[] =>
  lineChanges.flatMap(({ conflicts }) => conflicts);
