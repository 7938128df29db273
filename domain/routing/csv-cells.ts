import { type CsvRow, UnreadableCsv } from './csv-table.ts';

/** Reads the cells of one file by column name; every refusal names file, line, column and the cure. */
export class Cells {
  readonly file: string;
  readonly #columns: readonly string[];
  readonly #lists = new Map<string, string[]>();
  #row: CsvRow = { line: 0, cells: [] };

  constructor(file: string, columns: readonly string[]) {
    this.file = file;
    this.#columns = columns;
  }

  at(row: CsvRow): this {
    this.#row = row;
    return this;
  }

  refuse(column: number, problem: string): never {
    throw new UnreadableCsv(this.file, this.#row.line, this.#columns[column] ?? '', problem);
  }

  text(column: number): string {
    const text = (this.#row.cells[column] as string).trim();
    if (text === '') this.refuse(column, 'is empty; write a value');
    return text;
  }

  number(column: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number {
    const text = (this.#row.cells[column] as string).trim();
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) this.refuse(column, `"${text}" is no number; write one such as 12.5`);
    if (value < least) this.refuse(column, `${text} is too small; write ${least} or more`);
    if (value > most) this.refuse(column, `${text} is too large; write ${most} or less`);
    return value;
  }

  whole(column: number): number {
    const value = this.number(column, 0, Number.MAX_SAFE_INTEGER);
    if (!Number.isInteger(value)) this.refuse(column, `${value} is no whole number; count pieces`);
    return value;
  }

  /** `COLD;DG`. Rows with the same text share one list. */
  list(column: number): string[] {
    const text = (this.#row.cells[column] as string).trim();
    const known = this.#lists.get(text);
    if (known) return known;
    const list = text === '' ? [] : text.split(';').map((item) => item.trim());
    if (list.includes('')) this.refuse(column, `"${text}" has an empty item; write COLD;DG or nothing`);
    this.#lists.set(text, list);
    return list;
  }

  flag(column: number): boolean {
    const text = this.text(column);
    if (text !== '0' && text !== '1') this.refuse(column, `"${text}" is neither 1 (yes, open) nor 0 (no, closed)`);
    return text === '1';
  }

  /** A flag that may be missing. */
  optionalFlag(column: number): boolean | undefined {
    return (this.#row.cells[column] as string).trim() === '' ? undefined : this.flag(column);
  }

  /** A cell that may be empty: what it holds must fit. */
  optional(column: number, shape: RegExp, like: string): string | undefined {
    const text = (this.#row.cells[column] as string).trim();
    if (text === '') return undefined;
    if (!shape.test(text)) this.refuse(column, `"${text}" does not fit; write it like ${like}, or nothing`);
    return text;
  }

  /** A number that may be missing. */
  optionalNumber(column: number, least: number): number | undefined {
    return (this.#row.cells[column] as string).trim() === '' ? undefined : this.number(column, least);
  }

  /** A cell that must name a row of another file. */
  reference(column: number, known: ReadonlySet<string>, where: string): string {
    const text = this.text(column);
    if (!known.has(text)) this.refuse(column, `"${text}" is not in ${where}; add it there or correct it here`);
    return text;
  }
}

/** The field with its value, or nothing where there is none. */
export const given = <K extends string, V>(field: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [field]: value } as Partial<Record<K, V>>);
