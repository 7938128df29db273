import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod';
import { readRemark } from '../../domain/channel/remark.ts';
import { InstructionType } from '../../domain/channel/remark-instruction.ts';
import { f1Of, type Score, scoreOf } from '../../domain/channel/remark-score.ts';
import { fromIso } from '../../domain/time.ts';
import { readJsonLines, writeJsonLine } from '../json-lines.ts';

const HELP = `
Reads remarks on standard input, one JSON object a line: {"id","placedAt","text"}; placedAt is an ISO time with its zone, and dates in
the text count from it (Asia/Shanghai).

Writes a line per remark:
  {"id":"r1","instructions":[{"type":"fulfillment_carrier","value":"SF_EXPRESS","span":[1,3],"confidence":0.95}]}
A remark that asks for nothing has "instructions":[]. Nothing is stored.

--score reads such lines that also carry "gold":[{"type","value"}] from a file instead, writes the remarks it got wrong, and tells
precision, recall and F1, over all and per type, on standard error.

Examples:
  npx orderloom remarks < remarks.jsonl
  npx orderloom remarks --score catalog/remarks/examples.jsonl`;

const placedAt = z.string().transform((text, context) => {
  try {
    return fromIso(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `${(error as Error).message}; write 2026-05-06T10:00:00+08:00` });
    return z.NEVER;
  }
});
const Remark = z.object({ id: z.string(), placedAt, text: z.string() });
const GoldRemark = Remark.extend({ gold: z.array(z.object({ type: InstructionType, value: z.string() })) });

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const report = ({ f1, precision, recall, exact, remarks, byType }: Score): string => {
  const rows = Object.entries(byType)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(
      ([type, tally]) =>
        `${type.padEnd(28)} ${percent(f1Of(tally)).padStart(8)}  ${tally.right} right, ${tally.extra} too many, ${tally.missed} missed`,
    );
  const total = `F1 ${f1.toFixed(4)} precision ${precision.toFixed(4)} recall ${recall.toFixed(4)}: ${percent(exact)} of ${remarks} remarks wholly right`;
  return `${rows.join('\n')}\n${total}\n`;
};

const read = async (): Promise<number> => {
  let count = 0;
  for await (const { value } of readJsonLines(process.stdin, Remark)) {
    await writeJsonLine(process.stdout, { id: value.id, instructions: readRemark(value.text, value.placedAt) });
    count += 1;
  }
  return count;
};

const score = async (file: string): Promise<Score> => {
  const pairs = [];
  for await (const { value } of readJsonLines(createReadStream(file), GoldRemark)) {
    const pair = { gold: value.gold, read: readRemark(value.text, value.placedAt) };
    if (scoreOf([pair]).exact < 1) await writeJsonLine(process.stdout, { id: value.id, text: value.text, ...pair });
    pairs.push(pair);
  }
  return scoreOf(pairs);
};

export const remarksCommand = (): Command =>
  new Command('remarks')
    .description('Reads remarks (Chinese, English, mixed) into typed instructions, with span and confidence.')
    .option('--score <file>', 'measure against the expected instructions of a file')
    .addHelpText('after', HELP)
    .action(async ({ score: file }: { score?: string }, command: Command) => {
      try {
        process.stderr.write(file ? report(await score(file)) : `${await read()} remarks read\n`);
      } catch (error) {
        command.error(`remarks: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
