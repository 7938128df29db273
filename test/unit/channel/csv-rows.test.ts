import fc from 'fast-check';
import { CsvReader } from '#domain/channel/csv-rows.ts';

const read = (text: string) => new CsvReader().take(text, true);
const cellsOf = (text: string) => read(text).map(({ cells }) => cells);

describe('a CSV text', () => {
  it('is taken apart with quotes, line ends in cells, CRLF and a byte order mark', () => {
    const rows = read('\uFEFFid,text\r\n1,"a ""b"", c"\r\n\r\n2,"two\nlines"\n3,\n');
    expect(rows).toEqual([
      { line: 1, cells: ['id', 'text'] },
      { line: 2, cells: ['1', 'a "b", c'] },
      { line: 4, cells: ['2', 'two\nlines'] },
      { line: 6, cells: ['3', ''] },
    ]);
  });

  it('may be parted by semicolons or tabs', () => {
    expect(cellsOf('id;price\n1;2,50\n')).toEqual([
      ['id', 'price'],
      ['1', '2,50'],
    ]);
    expect(cellsOf('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps a quote that is never closed as what it is, instead of swallowing the rows behind it', () => {
    expect(cellsOf('a,b\n1,"open\n2,x\n')).toEqual([
      ['a', 'b'],
      ['1', '"open'],
      ['2', 'x'],
    ]);
  });

  it('gives the same rows in whatever pieces it comes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '市', '"', ',', '\n', ' '), maxLength: 6 });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.array(fc.nat(200), { maxLength: 5 }), (rows, cuts) => {
        const text = `id,text\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
        const reader = new CsvReader();
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        const taken = pieces.flatMap((piece) => reader.take(piece));
        expect([...taken, ...reader.take('', true)]).toEqual(read(text));
        expect(cellsOf(text).slice(1)).toEqual(rows.map((row) => [...row]));
      }),
      { numRuns: 300 },
    );
  });
});
