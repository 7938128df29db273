import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import * as z from 'zod';
import { readRemark } from '../../domain/channel/remark.ts';
import { InstructionType } from '../../domain/channel/remark-instruction.ts';
import { scoreOf } from '../../domain/channel/remark-score.ts';
import { fromIso } from '../../domain/time.ts';
import { readJsonLines, writeJsonLine } from '../json-lines.ts';
import { foldsReport, scoreReport } from '../remark-report.ts';
import { crossValidated, trainedOn, weightsTable } from '../remark-training.ts';

const HELP = `
Reads remarks on standard input, one JSON object a line: {"id","placedAt","text"}; placedAt is an ISO time with its zone, and dates in
the text count from it (Asia/Shanghai).

Writes a line per remark:
  {"id":"r1","instructions":[{"type":"fulfillment_carrier","value":"SF_EXPRESS","span":[1,3],"confidence":0.95}]}
A remark that asks for nothing has "instructions":[]. Nothing is stored.

--score reads such lines that also carry "gold":[{"type","value"}] from a file instead, writes the remarks it got wrong, and tells
precision, recall and F1, over all and per type, on standard error. With --folds the sureness is fitted anew without each fold and
judged on it.

--train fits the sureness to such a file and writes domain/channel/remark-weights.ts; --on is the day it says.

Examples:
  npx orderloom remarks < remarks.jsonl
  npx orderloom remarks --score catalog/remarks/examples.jsonl --folds 10
  npx orderloom remarks --train catalog/remarks/examples.jsonl --on 2026-11-23`;

const WEIGHTS = fileURLToPath(new URL('../../domain/channel/remark-weights.ts', import.meta.url));

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
type GoldRemark = z.infer<typeof GoldRemark>;

const read = async (): Promise<string> => {
  let count = 0;
  for await (const { value } of readJsonLines(process.stdin, Remark)) {
    await writeJsonLine(process.stdout, { id: value.id, instructions: readRemark(value.text, value.placedAt) });
    count += 1;
  }
  return `${count} remarks read\n`;
};

const labelledIn = async (file: string): Promise<GoldRemark[]> => {
  const remarks: GoldRemark[] = [];
  for await (const { value } of readJsonLines(createReadStream(file), GoldRemark)) remarks.push(value);
  return remarks;
};

const score = async (file: string, folds: number | undefined): Promise<string> => {
  const remarks = await labelledIn(file);
  const pairs = [];
  for (const remark of remarks) {
    const pair = { gold: remark.gold, read: readRemark(remark.text, remark.placedAt) };
    if (scoreOf([pair]).exact < 1) await writeJsonLine(process.stdout, { id: remark.id, text: remark.text, ...pair });
    pairs.push(pair);
  }
  return scoreReport(scoreOf(pairs)) + (folds ? foldsReport(crossValidated(remarks, folds)) : '');
};

const train = async (file: string, on: string | undefined): Promise<string> => {
  if (on === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(on))
    throw new Error('--on: the day is missing; add --on 2026-11-23');
  const remarks = await labelledIn(file);
  const table = weightsTable(trainedOn(remarks), {
    file,
    content: await readFile(file, 'utf8'),
    on,
    count: remarks.length,
  });
  await writeFile(WEIGHTS, table);
  return `sureness fitted to ${remarks.length} remarks, written to ${relative(process.cwd(), WEIGHTS)}\n`;
};

const foldsOf = (text: string): number => {
  const folds = Number(text);
  if (!Number.isInteger(folds) || folds < 2) throw new Error(`--folds ${text}: not a number of folds; give 2 or more`);
  return folds;
};

type Options = { readonly score?: string; readonly folds?: string; readonly train?: string; readonly on?: string };

const answer = ({ score: file, folds, train: examples, on }: Options): Promise<string> => {
  if (examples) return train(examples, on);
  if (file) return score(file, folds === undefined ? undefined : foldsOf(folds));
  return read();
};

export const remarksCommand = (): Command =>
  new Command('remarks')
    .description('Reads remarks (Chinese, English, mixed) into typed instructions, with span and confidence.')
    .option('--score <file>', 'measure against the expected instructions of a file')
    .option('--folds <number>', 'with --score: cross-validate the sureness')
    .option('--train <file>', 'fit the sureness to the expected instructions of a file')
    .option('--on <day>', 'with --train: the day the weights are said to be of, YYYY-MM-DD')
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        process.stderr.write(await answer(options));
      } catch (error) {
        command.error(`remarks: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
