import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Channel } from '../domain/channel/channel.ts';
import { type CsvCells, CsvReader } from '../domain/channel/csv-rows.ts';
import { compileChecksOf } from '../domain/channel/history-checks.ts';
import type { HistorySource, Join } from '../domain/channel/history-source.ts';
import { compileJoins, type Row, type RowsByKey } from '../domain/channel/join-rows.ts';
import { parseLossless } from '../domain/channel/lossless-json.ts';
import type { Mapping } from '../domain/channel/mapping.ts';
import { type ColumnPayload, compileColumns } from './history-columns.ts';
import { BadLine } from './json-lines.ts';
import { payloadsIn } from './payload-input.ts';

/** Why a row is left out: which one, which field, what it said, and the cure. */
export type Rejection = {
  readonly file: string;
  /** The line it begins on; the header is line 1. */
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly problem: string;
  readonly cure: string;
};

/** An order as the mapping takes it, or why there is none. */
export type HistoryRow =
  | { readonly line: number; readonly file: string; readonly payload: unknown }
  | { readonly rejection: Rejection };

/** Past orders that cannot be read at all: names the option or file, and the cure. */
export class UnreadableHistory extends Error {
  override name = 'UnreadableHistory';
}

export type HistoryInput = {
  readonly rows: () => AsyncGenerator<HistoryRow>;
  /** How much of the file with the orders is read, 0 to 1. */
  readonly progress: () => number;
  /** Changes with the files and with what reads them. */
  readonly fingerprint: string;
};

const LONGEST_SHOWN = 80;
const shown = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);

const sizeOf = (file: string): number => {
  if (!existsSync(file)) throw new UnreadableHistory(`${file}: there is no such file`);
  return statSync(file).size;
};

const misshapen = (file: string, { line, cells }: CsvCells, header: readonly string[]): Rejection => ({
  file: basename(file),
  line,
  field: header[Math.min(cells.length, header.length - 1)] ?? '',
  value: shown(cells.join(',')),
  problem: `the row has ${cells.length} cells, the header ${header.length}`,
  cure: 'quote cells that hold a comma, a quote or a line end, and export the file anew',
});

const rowOf = (header: readonly string[], cells: readonly string[]): Row =>
  Object.fromEntries(header.map((column, index) => [column, cells[index]]));

const headerIn = (file: string, cells: readonly string[], needed: string): string[] => {
  const header = cells.map((cell) => cell.trim());
  if (!header.includes(needed))
    throw new UnreadableHistory(`${file}, line 1: there is no column ${needed}; the header names ${header.join(', ')}`);
  return header;
};

type Indexed = { readonly rows: RowsByKey; readonly rejections: readonly Rejection[] };

const kept = (row: Row, { key, columns }: Join): Row =>
  columns ? Object.fromEntries([key, ...columns].map((column) => [column, row[column]])) : row;

const indexJoin = (directory: string, table: Join): Indexed => {
  const file = join(directory, table.file);
  sizeOf(file);
  const [first, ...all] = new CsvReader().take(readFileSync(file, 'utf8'), true);
  const header = headerIn(file, first?.cells ?? [], table.key);
  const rows = new Map<string, Row[]>();
  const rejections: Rejection[] = [];
  for (const each of all) {
    if (each.cells.length !== header.length) {
      rejections.push(misshapen(file, each, header));
      continue;
    }
    const row = rowOf(header, each.cells);
    const known = rows.get(String(row[table.key]));
    if (known) known.push(kept(row, table));
    else rows.set(String(row[table.key]), [kept(row, table)]);
  }
  return { rows, rejections };
};

/** Counts what is read of a file. */
class Progress {
  readonly #size: number;
  #read = 0;

  constructor(file: string) {
    this.#size = Math.max(1, sizeOf(file));
  }

  readonly share = (): number => Math.min(1, this.#read / this.#size);

  readonly stream = (file: string): AsyncIterable<string> => {
    this.#read = 0;
    const stream = createReadStream(file);
    stream.on('data', (piece) => {
      this.#read += piece.length;
    });
    stream.setEncoding('utf8');
    return stream;
  };
}

const csvRows = async function* (file: string, progress: Progress): AsyncGenerator<CsvCells> {
  const reader = new CsvReader();
  for await (const piece of progress.stream(file)) yield* reader.take(piece);
  yield* reader.take('', true);
};

const jsonRows = async function* (file: string, progress: Progress): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  const input = progress.stream(file) as unknown as NodeJS.ReadableStream;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() !== '') yield { line, text };
  }
};

const noJson = (file: string, line: number, text: string, problem: string): HistoryRow => ({
  rejection: {
    file: basename(file),
    line,
    field: 'whole line',
    value: shown(text),
    problem,
    cure: 'write one JSON object a line',
  },
});

type Numbered = { readonly line: number; readonly row: Row };

/** Rows as objects of their columns; what is none, or of another length than the header, is rejected. */
const objectRows = async function* (
  file: string,
  key: string,
  progress: Progress,
): AsyncGenerator<Numbered | { readonly rejection: Rejection }> {
  if (file.endsWith('.jsonl')) {
    for await (const { line, text } of jsonRows(file, progress)) {
      try {
        yield { line, row: parseLossless(text) as Row };
      } catch (error) {
        yield noJson(file, line, text, `is no JSON (${(error as Error).message})`) as { rejection: Rejection };
      }
    }
    return;
  }
  let header: string[] | null = null;
  for await (const each of csvRows(file, progress)) {
    if (!header) header = headerIn(file, each.cells, key);
    else if (each.cells.length !== header.length) yield { rejection: misshapen(file, each, header) };
    else yield { line: each.line, row: rowOf(header, each.cells) };
  }
};

/** Rows one after another with the same id are the lines of one order. */
const grouped = async function* (
  rows: AsyncGenerator<Numbered | { readonly rejection: Rejection }>,
  key: string,
  linesAs: string,
): AsyncGenerator<Numbered | { readonly rejection: Rejection }> {
  let order: { line: number; rows: Row[] } | null = null;
  const whole = ({ line, rows: lines }: { line: number; rows: Row[] }): Numbered => {
    const filled = lines.toReversed().map((row) => Object.entries(row).filter(([, cell]) => cell !== ''));
    return { line, row: { ...Object.fromEntries(filled.flat()), [linesAs]: lines } };
  };
  for await (const each of rows) {
    if ('rejection' in each) yield each;
    else if (order && order.rows[0]?.[key] === each.row[key]) order.rows.push(each.row);
    else {
      if (order) yield whole(order);
      order = { line: each.line, rows: [each.row] };
    }
  }
  if (order) yield whole(order);
};

const place = (path: string, ordersFile: string): { readonly directory: string; readonly file: string } => {
  if (!existsSync(path)) throw new UnreadableHistory(`--file ${path}: there is no such file or directory`);
  return statSync(path).isDirectory()
    ? { directory: path, file: join(path, ordersFile) }
    : { directory: dirname(path), file: path };
};

/** Past orders by a source document: its files joined, checked, and ready for its mapping. @throws UnreadableHistory */
export const readSource = (source: HistorySource, path: string): HistoryInput => {
  const { orders, joins } = source;
  const { directory, file } = place(path, orders.file);
  const progress = new Progress(file);
  const files = [file, ...joins.map((each) => join(directory, each.file))];
  const rows = async function* (): AsyncGenerator<HistoryRow> {
    const indexed = joins.map((each) => indexJoin(directory, each));
    for (const { rejections } of indexed) for (const rejection of rejections) yield { rejection };
    const joined = compileJoins(
      source,
      indexed.map((each) => each.rows),
    );
    const checksOf = compileChecksOf(source);
    const flat = objectRows(file, orders.key, progress);
    for await (const each of orders.linesAs ? grouped(flat, orders.key, orders.linesAs) : flat) {
      if ('rejection' in each) yield each;
      else {
        const payload = joined(each.row);
        yield { file: basename(file), line: each.line, payload: { ...payload, checks: checksOf(payload) } };
      }
    }
  };
  return { rows, progress: progress.share, fingerprint: fingerprintOf(files, source) };
};

/** As much of a file tells it from another one of the same size. */
const HEAD_BYTES = 64 * 1024;

const headOf = (file: string): Buffer => {
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, sizeOf(file)));
    readSync(descriptor, head);
    return head;
  } finally {
    closeSync(descriptor);
  }
};

const fingerprintOf = (files: readonly string[], reader: unknown): string => {
  const hash = createHash('sha256').update(JSON.stringify(reader));
  for (const file of files) hash.update(`\n${basename(file)} ${sizeOf(file)}\n`).update(headOf(file));
  return hash.digest('hex');
};

const csvPayloads = async function* (file: string, mapping: Mapping, progress: Progress): AsyncGenerator<HistoryRow> {
  let columns: ColumnPayload | null = null;
  let order: CsvCells[] = [];
  const whole = (read: ColumnPayload): HistoryRow => ({
    file: basename(file),
    line: order[0]?.line ?? 0,
    payload: read.payloadOf(order.map(({ cells }) => cells)),
  });
  for await (const each of csvRows(file, progress)) {
    if (!columns) columns = compileColumns(file, each.cells, mapping);
    else if (each.cells.length !== columns.header.length) yield { rejection: misshapen(file, each, columns.header) };
    else if (order[0] && columns.idOf(order[0].cells) === columns.idOf(each.cells)) order.push(each);
    else {
      if (order.length > 0) yield whole(columns);
      order = [each];
    }
  }
  if (columns && order.length > 0) yield whole(columns);
};

const jsonPayloads = async function* (file: string, channel: Channel, progress: Progress): AsyncGenerator<HistoryRow> {
  for await (const { line, text } of jsonRows(file, progress)) {
    try {
      for (const payload of payloadsIn(channel, line, text)) yield { file: basename(file), line, payload };
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      yield noJson(file, line, text, error.message.replace(/^line \d+, whole line: /, ''));
    }
  }
};

/** Past orders of a channel, by its own mapping: payloads as JSON lines, or CSV with the payload's paths as columns. @throws UnreadableHistory */
export const readChannelFile = (channel: Channel, mapping: Mapping, file: string): HistoryInput => {
  const progress = new Progress(file);
  const rows = () =>
    file.endsWith('.csv') ? csvPayloads(file, mapping, progress) : jsonPayloads(file, channel, progress);
  return { rows, progress: progress.share, fingerprint: fingerprintOf([file], mapping) };
};
