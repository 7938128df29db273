import type { HistorySource, Join } from './history-source.ts';
import { compilePath } from './mapping-path.ts';

export type Row = Readonly<Record<string, unknown>>;
/** The rows of a file by what stands in the column that is compared, in the file's order. */
export type RowsByKey = ReadonlyMap<string, readonly Row[]>;

type Put = (order: Record<string, unknown>) => void;

const byNumberOrText =
  (column: string) =>
  (a: Row, b: Row): number => {
    const [left, right] = [a[column], b[column]];
    const [x, y] = [Number(left), Number(right)];
    if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
    return String(left) < String(right) ? -1 : 1;
  };

/** `items[].product_id`: the list that is walked, and the key in each of its elements. */
const splitTo = (to: string): { readonly list: string | null; readonly key: string } => {
  const at = to.lastIndexOf('[].');
  return at < 0 ? { list: null, key: to } : { list: to.slice(0, at), key: to.slice(at + '[].'.length) };
};

const compileJoin = ({ as, to, many, sortBy }: Join, rows: RowsByKey): Put => {
  const { list, key } = splitTo(to);
  const readKey = compilePath(key);
  const readList = list === null ? null : compilePath(list);
  const sorted = (found: readonly Row[]): readonly Row[] =>
    sortBy === undefined || found.length < 2 ? found : found.toSorted(byNumberOrText(sortBy));
  const putInto = (parent: Record<string, unknown>): void => {
    const found = sorted(rows.get(String(readKey(parent))) ?? []);
    if (many) parent[as] = found.map((row) => ({ ...row }));
    else if (found[0]) parent[as] = { ...found[0] };
  };
  return (order) => {
    if (!readList) return putInto(order);
    const elements = readList(order);
    for (const each of Array.isArray(elements) ? elements : []) putInto(each as Record<string, unknown>);
  };
};

/**
 * Puts the rows of other files into an order's row.
 * @param tables the rows of each join's file, in the order of the joins
 */
export const compileJoins = ({ joins }: Pick<HistorySource, 'joins'>, tables: readonly RowsByKey[]) => {
  const puts = joins.map((join, index) => compileJoin(join, tables[index] ?? new Map()));
  return (row: Row): Record<string, unknown> => {
    const order = { ...row };
    for (const put of puts) put(order);
    return order;
  };
};
