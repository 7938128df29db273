/** One row of a CSV file: its cells and the line it begins on; the header is line 1. */
export type CsvCells = { readonly line: number; readonly cells: readonly string[] };

const QUOTE = '"';

/** The end of a cell that began with a quote: past its closing quote; -1 while that has not come. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf(QUOTE, from);
  while (at >= 0 && text[at + 1] === QUOTE) at = text.indexOf(QUOTE, at + 2);
  return at;
};

const unquoted = (text: string): string => text.replaceAll('""', QUOTE);

/** Where an unquoted cell ends: at a comma, a line end, or the end of the text. */
const plainEnd = (text: string, from: number, comma: string): number => {
  const [cut, line] = [text.indexOf(comma, from), text.indexOf('\n', from)];
  const ends = [cut, line].filter((at) => at >= 0);
  return ends.length === 0 ? text.length : Math.min(...ends);
};

/**
 * Takes a CSV text apart as it comes, in pieces of any size: quoted cells may hold commas, doubled quotes and line ends (RFC 4180), rows
 * end with LF or CRLF, a byte order mark is left out, blank lines are skipped. The separator is a comma, or what the header shows to be one.
 */
export class CsvReader {
  #rest = '';
  #line = 1;
  #comma: string | null = null;

  /** The rows that are whole by now. @param isLast no more will come: what stands is the last row */
  take(piece: string, isLast = false): CsvCells[] {
    this.#rest += piece;
    if (this.#line === 1) this.#rest = this.#rest.replace(/^\uFEFF/, '');
    this.#comma ??= separatorIn(this.#rest, isLast);
    if (this.#comma === null) return [];
    const rows: CsvCells[] = [];
    let at = 0;
    while (at < this.#rest.length) {
      const row = this.#row(at, this.#comma, isLast);
      if (!row) break;
      if (row.cells.length > 1 || row.cells[0] !== '') rows.push({ line: this.#line, cells: row.cells });
      this.#line += linesIn(this.#rest, at, row.end);
      at = row.end;
    }
    this.#rest = this.#rest.slice(at);
    return rows;
  }

  /** One row from `start`; null while it is not whole. */
  #row(start: number, comma: string, isLast: boolean): { cells: string[]; end: number } | null {
    const text = this.#rest;
    const cells: string[] = [];
    for (let at = start; ; ) {
      const close = text[at] === QUOTE ? closingQuote(text, at + 1) : Number.NaN;
      if (close < 0 && !isLast) return null;
      // A quote that is never closed: taken as a plain cell, so that the rest of the file is not swallowed.
      const quoted = close >= 0;
      const end = plainEnd(text, quoted ? close + 1 : at, comma);
      if (end >= text.length && !isLast) return null;
      const plain = text.slice(at, end).replace(/\r$/, '');
      cells.push(quoted ? unquoted(text.slice(at + 1, close)) : plain);
      if (text[end] !== comma) return { cells, end: Math.min(text.length, end + 1) };
      at = end + 1;
    }
  }
}

const linesIn = (text: string, from: number, to: number): number => {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

/** Semicolons and tabs stand for commas where the header has more of them; null while it has not come whole. */
const separatorIn = (text: string, isLast: boolean): string | null => {
  const end = text.indexOf('\n');
  if (end < 0 && !isLast) return null;
  const header = end < 0 ? text : text.slice(0, end);
  const many = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (many(each) > many(best) ? each : best));
};
