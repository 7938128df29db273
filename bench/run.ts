import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './bench-row.ts';
import { benchCalibrate } from './calibrate.ts';
import { benchExport } from './export.ts';
import { benchFunctions } from './functions.ts';
import { benchImport } from './import.ts';
import { benchIngest } from './ingest.ts';
import { benchMapping } from './mapping.ts';
import { benchOnTime } from './on-time.ts';
import { benchPeople } from './people.ts';
import { benchPlan } from './plan.ts';
import { benchPromises } from './promises.ts';
import { benchPushes } from './pushes.ts';
import { benchReconsider } from './reconsider.ts';
import { benchRefresh } from './refresh.ts';
import { benchRemarks } from './remarks.ts';
import { benchRules } from './rules.ts';
import { benchStock } from './stock.ts';
import { benchStream } from './stream.ts';
import { benchTimeline } from './timeline.ts';

/** `npm run bench [name …]`: all of them, or the named. */
const BENCHES: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  plan: benchPlan,
  stream: benchStream,
  reconsider: benchReconsider,
  refresh: benchRefresh,
  'on-time': benchOnTime,
  promises: benchPromises,
  calibrate: benchCalibrate,
  timeline: benchTimeline,
  mapping: benchMapping,
  import: benchImport,
  pushes: benchPushes,
  remarks: benchRemarks,
  rules: benchRules,
  people: benchPeople,
  functions: benchFunctions,
  ingest: benchIngest,
  export: benchExport,
  stock: benchStock,
};

const RESULTS = fileURLToPath(new URL('results.json', import.meta.url));

const number = (value: number | null): string =>
  value === null ? '–' : value.toLocaleString('en', { maximumSignificantDigits: 4 });

const line = ({ name, ours, unit, peer, peerName, ratio }: BenchRow): string =>
  [
    name.padEnd(46),
    number(ours).padStart(12),
    unit.padEnd(14),
    number(peer).padStart(12),
    ratio === null ? '' : `${number(ratio)} ×`,
    peerName,
  ].join('  ');

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`… ${name}`);
  rows.push(...(await bench()));
}
console.log(`${'what'.padEnd(46)}  ${'ours'.padStart(12)}  ${'unit'.padEnd(14)}  ${'peer'.padStart(12)}`);
for (const row of rows) console.log(line(row));
writeFileSync(RESULTS, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
