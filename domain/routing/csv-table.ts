/** Says which file, line and column is wrong and what to write instead. */
export class UnreadableCsv extends Error {
  override name = 'UnreadableCsv';
  readonly file: string;
  readonly line: number;
  readonly column: string;

  constructor(file: string, line: number, column: string, problem: string) {
    super(`${file}, line ${line}, column ${column}: ${problem}`);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

/** One data row: its cells in the order of the columns asked for, and its line in the file (the header is line 1). */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Splits a line that has quotes: `a,"b ""c"", d",e`. */
const splitQuoted = (text: string): string[] => {
  const cells: string[] = [];
  const cell = /"((?:[^"]|"")*)"|[^,]*/y;
  for (let at = 0; at <= text.length; at = cell.lastIndex + 1) {
    cell.lastIndex = at;
    const [plain = '', quoted] = cell.exec(text) ?? [];
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    cell.lastIndex = at + plain.length;
  }
  return cells;
};

const splitLine = (text: string): string[] => (text.includes('"') ? splitQuoted(text) : text.split(','));

const positionsOf = (
  file: string,
  header: readonly string[],
  columns: readonly string[],
  optional: readonly string[],
): number[] =>
  [...columns, ...optional].map((column) => {
    const position = header.indexOf(column);
    if (position < 0 && optional.includes(column)) return position;
    if (position < 0)
      throw new UnreadableCsv(file, 1, column, `the header row lacks it; write ${columns.join(',')} in any order`);
    if (header.indexOf(column, position + 1) >= 0)
      throw new UnreadableCsv(file, 1, column, 'named twice in the header row; keep one');
    return position;
  });

const headerOf = (line: string): string[] =>
  splitLine(line.replace(/\r$/, '').replace(/^\uFEFF/, '')).map((name) => name.trim());

/** Names of all columns of a table, as its header row gives them. */
export const csvHeader = (text: string): string[] =>
  headerOf(text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1));

/**
 * Reads a table with a header row; columns stand in any order, further columns are ignored, blank lines skipped.
 * A cell may be quoted but not span lines.
 * @param optional columns that may be missing: their cells are empty then, and follow the others
 * @throws UnreadableCsv
 */
export const readCsv = (
  file: string,
  text: string,
  columns: readonly string[],
  optional: readonly string[] = [],
): CsvRow[] => {
  const lines = text.split('\n');
  const clean = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
  const header = headerOf(lines[0] ?? '');
  const positions = positionsOf(file, header, columns, optional);
  const rows: CsvRow[] = [];
  for (let index = 1; index < lines.length; index += 1) {
    const content = clean(lines[index] as string);
    if (content === '') continue;
    const cells = splitLine(content);
    if (cells.length !== header.length)
      throw new UnreadableCsv(
        file,
        index + 1,
        columns[Math.min(cells.length, columns.length - 1)] as string,
        `the row has ${cells.length} cells, the header ${header.length}; quote cells that hold a comma`,
      );
    rows.push({ line: index + 1, cells: positions.map((position) => cells[position] ?? '') });
  }
  return rows;
};
