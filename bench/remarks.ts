import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRemark } from '../domain/channel/remark.ts';
import { type Said, scoreOf } from '../domain/channel/remark-score.ts';
import { fromIso, type Instant } from '../domain/time.ts';
import type { BenchRow } from './bench-row.ts';
import { keywordsIn } from './keyword-remarks.ts';

const EXAMPLES = fileURLToPath(new URL('../catalog/remarks/examples.jsonl', import.meta.url));
const ROUND_MS = 1000;
const ROUNDS = 5;

type Example = { readonly placedAt: Instant; readonly text: string; readonly gold: readonly Said[] };
const examples = (): Example[] =>
  readFileSync(EXAMPLES, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map((example) => ({ ...example, placedAt: fromIso(example.placedAt) }));

/** Milliseconds of this process on a core: other work on the machine does not count. */
const cpuMillis = (): number => process.cpuUsage().user / 1000;

/** Remarks a second of one core, the best of some rounds. */
const rateOf = (remarks: readonly Example[], read: (remark: Example) => unknown): number => {
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = cpuMillis();
    let count = 0;
    for (; cpuMillis() - from < ROUND_MS; count += remarks.length) for (const remark of remarks) read(remark);
    best = Math.max(best, (count * 1000) / (cpuMillis() - from));
  }
  return best;
};

const ours = ({ text, placedAt }: Example): Said[] => readRemark(text, placedAt);
const peer = ({ text }: Example): Said[] => keywordsIn(text);
const PEER = 'a table of 49 keywords';

/** The semantic cleaner beside a lookup of keywords: how fast, and how right on the catalog's own examples. */
export const benchRemarks = async (): Promise<BenchRow[]> => {
  const remarks = examples();
  const f1Of = (read: (remark: Example) => Said[]): number =>
    scoreOf(remarks.map((remark) => ({ gold: remark.gold, read: read(remark) }))).f1;
  const [rate, peerRate, f1, peerF1] = [rateOf(remarks, ours), rateOf(remarks, peer), f1Of(ours), f1Of(peer)];
  return [
    {
      name: 'remarks read, one core',
      ours: rate,
      peer: peerRate,
      peerName: PEER,
      unit: 'remarks/s',
      ratio: rate / peerRate,
    },
    {
      name: `F1 on ${remarks.length} example remarks`,
      ours: f1,
      peer: peerF1,
      peerName: PEER,
      unit: 'F1',
      ratio: f1 / peerF1,
    },
  ];
};
