type Key = { readonly pk: string; readonly sk: string };
type Row = Key & Record<string, unknown>;
type Query = { readonly where: string; readonly values: Record<string, string> };

/** The part of functions/shared/dynamo.ts that reading by partition and prefix needs, over a map. */
export const memoryTable = () => {
  const rows = new Map<string, Row>();
  const idOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
  return {
    rows: (): Row[] => [...rows.values()],
    put: (row: Row): void => void rows.set(idOf(row), row),
    remove: (key: Key): void => void rows.delete(idOf(key)),
    clear: (): void => rows.clear(),
    module: {
      put: (): never => {
        throw new Error('no transactions here');
      },
      putItem: async (_table: string, row: Row): Promise<boolean> => {
        rows.set(idOf(row), structuredClone(row));
        return true;
      },
      getItem: async (_table: string, key: Key): Promise<Row | null> => rows.get(idOf(key)) ?? null,
      queryAll: async ({ where, values: { ':pk': pk, ...prefix } }: Query): Promise<Row[]> => {
        const [name = '', start = ''] = Object.entries(prefix)[0] ?? [];
        if (where !== `pk = :pk AND begins_with(sk, ${name})`) throw new Error(`not understood here: ${where}`);
        return [...rows.values()]
          .filter((row) => row.pk === pk && row.sk.startsWith(start))
          .sort((a, b) => (a.sk < b.sk ? -1 : 1));
      },
    },
  };
};
