import type { Mapping } from '../domain/channel/mapping.ts';

/** A CSV file whose columns are named by the paths of the payload: `id`, `shipping_address.city`, `line_items[].sku`. */
export type ColumnPayload = {
  readonly header: readonly string[];
  /** The order that a row belongs to: rows one after another with the same id are its lines. */
  readonly idOf: (cells: readonly string[]) => string;
  /** The rows of one order as its payload; empty cells are left out, of lists each row gives an element. */
  readonly payloadOf: (rows: readonly (readonly string[])[]) => Record<string, unknown>;
};

/** The header cannot be mapped: names the columns that are needed. */
export class UnusableColumns extends Error {
  override name = 'UnusableColumns';
}

type Node = Record<string, unknown>;
type Column = { readonly index: number; readonly list: readonly string[] | null; readonly path: readonly string[] };

const columnOf = (name: string, index: number): Column => {
  const at = name.indexOf('[].');
  return at < 0
    ? { index, list: null, path: name.split('.') }
    : { index, list: name.slice(0, at).split('.'), path: name.slice(at + '[].'.length).split('.') };
};

const put = (root: Node, path: readonly string[], value: unknown): void => {
  let node = root;
  for (const key of path.slice(0, -1)) {
    node[key] ??= {};
    node = node[key] as Node;
  }
  const last = path.at(-1) ?? '';
  node[last] ??= value;
};

const listAt = (root: Node, path: readonly string[]): Node[] => {
  put(root, path, []);
  return path.reduce<unknown>((node, key) => (node as Node)[key], root) as Node[];
};

/** Where the mapping finds the order's id. */
const idPaths = ({ order }: Mapping): string[] => [order.channelOrderId.from ?? []].flat();

/** @throws UnusableColumns */
export const compileColumns = (file: string, cells: readonly string[], mapping: Mapping): ColumnPayload => {
  const header = cells.map((cell) => cell.trim());
  const id = header.findIndex((name) => idPaths(mapping).includes(name));
  if (id < 0)
    throw new UnusableColumns(
      `${file}, line 1: no column ${idPaths(mapping).join(' or ')}, by which ${mapping.id} names an order; name the columns by the payload's paths, or write a history source for the file`,
    );
  const columns = header.map(columnOf);
  const lists = Map.groupBy(
    columns.filter(({ list }) => list !== null),
    ({ list }) => (list ?? []).join('.'),
  );
  const addElement = (payload: Node, row: readonly string[], ofList: readonly Column[]): void => {
    const element: Node = {};
    for (const { index, path } of ofList) if (row[index] !== '') put(element, path, row[index]);
    if (Object.keys(element).length > 0) listAt(payload, ofList[0]?.list ?? []).push(element);
  };
  return {
    header,
    idOf: (row) => row[id] ?? '',
    payloadOf: (rows) => {
      const payload: Node = {};
      for (const row of rows) {
        for (const { index, list, path } of columns)
          if (list === null && row[index] !== '') put(payload, path, row[index]);
        for (const ofList of lists.values()) addElement(payload, row, ofList);
      }
      return payload;
    },
  };
};
