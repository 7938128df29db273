import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { generateDeliveries } from '../../../bench/generated-deliveries.ts';

// Every case starts the command line as its own process.
jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HEADER = 'mode,carrier,from,to,startedAt,promisedAt,deliveredAt,distance,reviewScore';
const LINE = 'ROAD,C1,O1,D1,2026-01-01T08:00:00Z,2026-01-03T08:00:00Z,2026-01-02T08:00:00Z,300,5';

const iso = (ms: number): string => new Date(ms).toISOString();
const LINES = generateDeliveries(3, { origins: 4, destinations: 6, carriers: 2, deliveries: 300, days: 60 }).map(
  (row) =>
    [
      row.mode,
      row.carrier,
      row.from,
      row.to,
      iso(row.startedAtMs),
      iso(row.promisedAtMs),
      iso(row.deliveredAtMs),
      row.distance,
      4,
    ].join(','),
);

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'calibrate-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const file = (name: string, text: string): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};
const calibrate = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(ROOT, 'bin/orderloom.ts'), 'calibrate', ...args], { encoding: 'utf8', cwd: ROOT });
const past = (lines: readonly string[] = LINES): string => file('past.csv', `${[HEADER, ...lines].join('\n')}\n`);

describe('orderloom calibrate', () => {
  it('writes a forecast a row, in the order of the file, and the lane model', () => {
    const asked = file('asked.csv', `${[HEADER, LINES[290], LINES[200]].join('\n')}\n`);
    const model = join(directory, 'model.json');
    const { status, stdout, stderr } = calibrate('--deliveries', past(), '--predict', asked, '--model', model);
    expect(status).toBe(0);
    expect(stderr).toContain('further columns used: distance\ncolumns left out: reviewScore\n');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ line }) => line)).toEqual([2, 3]);
    for (const { onTimeProbability, etaP10, etaP50, etaP90 } of rows) {
      expect(onTimeProbability).toBeGreaterThan(0);
      expect(onTimeProbability).toBeLessThan(1);
      expect([etaP10, etaP50, etaP90]).toEqual([etaP10, etaP50, etaP90].sort());
    }
    expect(rows[0].records.all).toBeGreaterThan(rows[1].records.all);
    expect(JSON.parse(readFileSync(model, 'utf8'))).toMatchObject({
      kind: 'LANE_MODEL',
      version: 3,
      deliveries: 300,
      columns: ['distance'],
    });
  });

  it('writes the same bytes for the same deliveries in another order, as CSV or JSON Lines', () => {
    const asked = file('asked.csv', `${[HEADER, LINES[290]].join('\n')}\n`);
    const names = HEADER.split(',');
    const objects = [...LINES].reverse().map((line) => {
      const cells = line.split(',');
      return JSON.stringify({
        ...Object.fromEntries(names.map((name, i) => [name, cells[i]])),
        distance: Number(cells[7]),
      });
    });
    const expected = calibrate('--deliveries', past(), '--predict', asked).stdout;
    const turned = calibrate('--deliveries', file('past.jsonl', objects.join('\n')), '--predict', asked);
    expect(turned.stdout).toBe(expected);
    expect(expected).toContain('"onTimeProbability":');
  });

  it('does not read how a row to be forecast ended', () => {
    const [known, unknown] = [
      LINES[290] as string,
      (LINES[290] as string).replace(/(,[^,]*,)[^,]*(,[^,]*,[^,]*)$/, '$1$2'),
    ];
    expect(unknown).not.toBe(known);
    const forecastOf = (line: string): string =>
      calibrate('--deliveries', past(), '--predict', file('asked.csv', `${HEADER}\n${line}\n`)).stdout;
    expect(forecastOf(unknown)).toBe(forecastOf(known));
  });

  it('tells how its own forecasts turned out when nothing is asked, and what it did not learn from', () => {
    const early = LINE.replace('2026-01-02T08', '2025-12-30T08');
    const { status, stdout, stderr } = calibrate('--deliveries', past([...LINES, early]));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ deliveries: 300, backtest: { deliveries: 150 } });
    expect(stderr).toContain('1 rows delivered before they started are not learnt from (first: line 302)');
  });

  it('forecasts with a kept model what it forecast when it wrote it', () => {
    const after = file('after.csv', `${HEADER}\n${LINE.replaceAll('2026-01-0', '2026-04-0')}\n`);
    const model = join(directory, 'model.json');
    const written = calibrate('--deliveries', past(), '--predict', after, '--model', model);
    const read = calibrate('--model', model, '--predict', after);
    expect(read.stdout).toBe(written.stdout);
    expect(read.stdout).toContain('"onTimeProbability":');
    expect(read.stderr).toContain('further columns used: distance\ncolumns left out: reviewScore\n');
  });

  it('marks what a kept model forecasts with hindsight, and shows how a lane comes about', () => {
    const model = join(directory, 'model.json');
    calibrate('--deliveries', past(), '--model', model);
    const early = calibrate('--model', model, '--predict', file('asked.csv', `${HEADER}\n${LINES[3]}\n`));
    expect(JSON.parse(early.stdout)).toMatchObject({ line: 2, knewLater: true });
    expect(early.stderr).toContain('1 rows began before');
    const [mode, carrier, from, to] = (LINES[3] as string).split(',');
    const path = JSON.parse(calibrate('--model', model, '--lane', [mode, carrier, from, to].join(',')).stdout);
    expect(path.steps.map(({ factor }: { factor: string }) => factor)).toEqual([
      'MODE',
      'CARRIER',
      'FROM',
      'TO',
      'CORRIDOR',
      'LANE',
    ]);
    for (const { records, kept } of path.steps) {
      expect(records).toBeGreaterThan(0);
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(1);
    }
  });

  it('tells in the model what each cause of delay cost, and learns nothing else from it', () => {
    const model = join(directory, 'model.json');
    const caused = LINES.map((line, i) => `${line},${i % 10 === 0 ? 'customs clearance' : ''}`);
    const { status, stderr } = calibrate(
      '--deliveries',
      file('past.csv', `${[`${HEADER},delayCause`, ...caused].join('\n')}\n`),
      '--model',
      model,
    );
    expect(status).toBe(0);
    expect(stderr).toContain('columns left out: delayCause, reviewScore');
    const [all, ...places] = JSON.parse(readFileSync(model, 'utf8')).delays;
    expect(all).toMatchObject({ cause: 'customs clearance', to: null, records: 30 });
    expect(places.reduce((sum: number, { records }: { records: number }) => sum + records, 0)).toBe(30);
  });

  it.each([
    ['neither deliveries nor a model', (): string[] => [], '--deliveries or --model is needed'],
    ['a model that is none', () => ['--model', file('m.json', '{"kind":"LANE"}')], 'm.json, field kind'],
    ['a model that is no JSON', () => ['--model', file('m.json', 'x')], 'm.json: no JSON'],
    ['a model that is not there', () => ['--model', join(directory, 'none.json')], 'cannot be read (ENOENT)'],
  ])('refuses %s', (_, args, message) => {
    const { status, stdout, stderr } = calibrate(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([
    [
      'a time that is none',
      LINE.replace('2026-01-03T08:00:00Z', 'soon'),
      "line 3, field promisedAt: 'soon' is no time",
    ],
    ['a row with a cell too many', `${LINE},7`, 'line 3, column'],
  ])('refuses %s with line and field', (_, line, message) => {
    const { status, stdout, stderr } = calibrate('--deliveries', past([LINE, line]));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`past.csv, ${message}`);
  });

  it.each([
    [
      'without startedAt',
      (): string[] => [
        '--deliveries',
        past(),
        '--predict',
        file('asked.csv', `${HEADER}\n${LINE.replace('2026-01-01T08:00:00Z', '')}\n`),
      ],
      'asked.csv, line 2, field startedAt: missing',
    ],
    [
      'without a column',
      (): string[] => ['--deliveries', file('past.csv', 'startedAt,promisedAt\n2026-01-01T08:00:00Z,2026-01-02\n')],
      'past.csv, line 1, column deliveredAt',
    ],
    ['that is empty', (): string[] => ['--deliveries', file('past.csv', '')], 'past.csv: empty'],
    ['that is not there', (): string[] => ['--deliveries', join(directory, 'none.csv')], 'cannot be read (ENOENT)'],
    [
      'with a line that is no JSON',
      (): string[] => ['--deliveries', file('past.jsonl', '{"startedAt":"2026-01-01"}\n{no')],
      'past.jsonl, line 2: no JSON object',
    ],
    [
      'with a field that holds a list',
      (): string[] => ['--deliveries', file('past.jsonl', '{"carrier":["A"]}')],
      'past.jsonl, line 1, field carrier',
    ],
  ])('refuses a file %s', (_, args, message) => {
    const { status, stdout, stderr } = calibrate(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
