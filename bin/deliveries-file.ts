import { readFileSync } from 'node:fs';
import { csvHeader, readCsv, UnreadableCsv } from '../domain/routing/csv-table.ts';
import type { Delivery } from '../domain/routing/delivery.ts';
import { fromIso, NotATime, toEpochMillis } from '../domain/time.ts';

/** A file of deliveries that cannot be read: names the file, line and field, and the cure. */
export class UnreadableDeliveries extends Error {
  override name = 'UnreadableDeliveries';
}

type Row = { readonly line: number; readonly cells: ReadonlyMap<string, string> };
export type DeliveryTable = {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
};

const OWN_COLUMNS = ['mode', 'carrier', 'from', 'to', 'startedAt', 'promisedAt', 'deliveredAt'];

const readText = (file: string, option: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableDeliveries(`${file}: not UTF-8; save it as UTF-8`);
    const { code } = error as NodeJS.ErrnoException;
    throw new UnreadableDeliveries(`${option} ${file}: cannot be read (${code}); name a CSV or JSON Lines file`);
  }
};

const cellOf = (file: string, line: number, field: string, value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new UnreadableDeliveries(`${file}, line ${line}, field ${field}: an object or list; write a text or a number`);
};

const parseObject = (file: string, line: number, text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw new UnreadableDeliveries(`${file}, line ${line}: no JSON object; write one object a line`);
};

const readJsonRows = (file: string, text: string): DeliveryTable => {
  const columns = new Set<string>();
  const rows: Row[] = [];
  text.split('\n').forEach((content, index) => {
    if (content.trim() === '') return;
    const line = index + 1;
    const cells = new Map<string, string>();
    for (const [field, value] of Object.entries(parseObject(file, line, content))) {
      columns.add(field);
      cells.set(field, cellOf(file, line, field, value));
    }
    rows.push({ line, cells });
  });
  return { file, columns: [...columns], rows };
};

const readCsvRows = (file: string, text: string, required: readonly string[]): DeliveryTable => {
  try {
    const columns = csvHeader(text);
    const asked = [...new Set([...required, ...columns])];
    const rows = readCsv(file, text, asked).map(({ line, cells }) => ({
      line,
      cells: new Map(asked.map((column, i) => [column, cells[i] as string])),
    }));
    return { file, columns, rows };
  } catch (error) {
    if (error instanceof UnreadableCsv) throw new UnreadableDeliveries(error.message, { cause: error });
    throw error;
  }
};

/** @param required columns without which a CSV file makes no sense; in JSON Lines each row is checked by itself */
export const readDeliveryTable = (file: string, option: string, required: readonly string[]): DeliveryTable => {
  const text = readText(file, option);
  if (text.trim() === '') throw new UnreadableDeliveries(`${file}: empty; write a header row and deliveries`);
  return text.trimStart().startsWith('{') ? readJsonRows(file, text) : readCsvRows(file, text, required);
};

/** A time; one without a zone is UTC, a day is its midnight. */
const timeOf = ({ file }: DeliveryTable, { line, cells }: Row, field: string): number | null => {
  const text = (cells.get(field) ?? '').trim();
  if (text === '') return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const whole = /(Z|[+-]\d{2}:?\d{2})$/.test(day.slice(10)) ? day : `${day}Z`;
  try {
    return toEpochMillis(fromIso(whole));
  } catch (error) {
    if (!(error instanceof NotATime)) throw error;
    throw new UnreadableDeliveries(
      `${file}, line ${line}, field ${field}: '${text}' is no time; write one such as 2026-03-02T10:00:00+08:00`,
    );
  }
};

/** Further columns may hold times of later steps (recorded, reviewed): such cells are never used. */
const isTime = (cell: string): boolean =>
  /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(cell) || /^\d{1,2}-[A-Za-z]{3}-\d{2,4}$/.test(cell);

/** Words in the name of a column that tell how a delivery went. */
const OUTCOME_WORDS = new Set(
  'actual arrival arrived cause completed delay delayed delivered duration elapsed eta finished late lateness lead leadtime ontime outcome reason received recorded result review score status transit'.split(
    ' ',
  ),
);
const OUTCOME_NAME = /time.?to.?deliver|(hours|days|minutes).?(to.?deliver|late|taken)|on.?time/i;
const IDENTIFIERS = new Set(['id', 'line', 'orderid', 'deliveryid', 'shipmentid', 'rowid']);

const wordsOf = (column: string): string[] =>
  column
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** Whether a column's name says that it is known only after the start, or that it names the row. */
const tellsNothingAtStart = (column: string): boolean =>
  OUTCOME_NAME.test(column) ||
  wordsOf(column).some((word) => OUTCOME_WORDS.has(word)) ||
  IDENTIFIERS.has(wordsOf(column).join(''));

const CAUSE_NAME = /^(failure|delay|late|lateness|hold)?[ _-]?(cause|reason)$/i;

export type Columns = { readonly used: readonly string[]; readonly leftOut: readonly string[] };

/** The further columns that may be learnt from: those that both files have and that are known at the start. */
export const furtherColumns = (tables: readonly DeliveryTable[]): Columns => {
  const all = [...new Set(tables.flatMap(({ columns }) => columns))]
    .filter((column) => !OWN_COLUMNS.includes(column))
    .sort();
  const used = all.filter(
    (column) => !tellsNothingAtStart(column) && tables.every(({ columns }) => columns.includes(column)),
  );
  return { used, leftOut: all.filter((column) => !used.includes(column)) };
};

/** The columns of a kept model; those the file has besides are left out. */
export const columnsOfModel = ({ columns }: DeliveryTable, used: readonly string[]): Columns => ({
  used,
  leftOut: columns.filter((column) => !OWN_COLUMNS.includes(column) && !used.includes(column)).sort(),
});

const deliveryOf = (
  table: DeliveryTable,
  row: Row,
  startedAtMs: number,
  extras: readonly string[],
  ended: boolean,
): Delivery => {
  const cell = (column: string): string => (row.cells.get(column) ?? '').trim();
  const cause = ended ? table.columns.find((column) => CAUSE_NAME.test(column)) : undefined;
  return {
    mode: cell('mode'),
    carrier: cell('carrier'),
    from: cell('from'),
    to: cell('to'),
    startedAtMs,
    promisedAtMs: timeOf(table, row, 'promisedAt'),
    deliveredAtMs: ended ? timeOf(table, row, 'deliveredAt') : null,
    extras: extras.map((column) => (isTime(cell(column)) ? '' : cell(column))),
    ...(cause !== undefined && cell(cause) !== '' ? { cause: cell(cause) } : {}),
  };
};

/** Rows that teach nothing, with the line of the first of each kind. */
export type SetAside = { readonly why: string; readonly count: number; readonly firstLine: number };

/** Past deliveries; rows without a start or that end before it are set aside. @throws UnreadableDeliveries */
export const pastDeliveries = (
  table: DeliveryTable,
  extras: readonly string[],
): { deliveries: Delivery[]; setAside: SetAside[] } => {
  const aside = new Map<string, SetAside>();
  const setAside = (why: string, line: number): void => {
    const before = aside.get(why);
    aside.set(why, { why, count: (before?.count ?? 0) + 1, firstLine: before?.firstLine ?? line });
  };
  const deliveries = table.rows.flatMap((row) => {
    const startedAtMs = timeOf(table, row, 'startedAt');
    if (startedAtMs === null) {
      setAside('without startedAt', row.line);
      return [];
    }
    const delivery = deliveryOf(table, row, startedAtMs, extras, true);
    if (delivery.deliveredAtMs === null || delivery.deliveredAtMs >= startedAtMs) return [delivery];
    setAside('delivered before they started', row.line);
    return [];
  });
  return { deliveries, setAside: [...aside.values()] };
};

/** Deliveries to forecast: how they ended is not even read. @throws UnreadableDeliveries when one has no start */
export const askedDeliveries = (
  table: DeliveryTable,
  extras: readonly string[],
): { line: number; delivery: Delivery }[] =>
  table.rows.map((row) => {
    const startedAtMs = timeOf(table, row, 'startedAt');
    if (startedAtMs === null)
      throw new UnreadableDeliveries(`${table.file}, line ${row.line}, field startedAt: missing; write when it began`);
    return { line: row.line, delivery: deliveryOf(table, row, startedAtMs, extras, false) };
  });
