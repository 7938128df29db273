import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ArrivalForecast } from '../../domain/routing/delivery.ts';
import { calibrateLanes, type LaneModel } from '../../domain/routing/lane-model.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import {
  askedDeliveries,
  type DeliveryTable,
  furtherColumns,
  pastDeliveries,
  readDeliveryTable,
  UnreadableDeliveries,
} from '../deliveries-file.ts';
import { writeJsonLine } from '../json-lines.ts';

const HELP = `
Reads deliveries from a CSV file with a header row or from JSON Lines; columns, in any order:
  mode,carrier,from,to,startedAt,promisedAt,deliveredAt
and any others known at the start (distance, weight, product …: numbers and texts). Cells may be empty. deliveredAt is empty while a
delivery is under way. Times are ISO 8601; one without a zone is UTC, a day is its midnight.

With --predict, writes a line per row of that file, in its order:
  {"line":2,"onTimeProbability":0.93,"etaP10":"…","etaP50":"…","etaP90":"…","records":{"all":812,"carrier":96,"lane":4}}
onTimeProbability is null where nothing was promised; records are the deliveries known when the row began.
Without it, writes one line: how the forecasts made on the way through the deliveries turned out.

Each row is forecast with what was known at its startedAt: deliveries with deliveredAt before it, and the promises that had passed.
A deliveredAt in the predicted file is not read. Columns whose name tells the outcome (status, actual …, … late) or that only one file
has, and cells that hold a time, are left out.

Stops with exit code 2 and the line and field named when a file cannot be read.

Example:
  npx orderloom calibrate --deliveries past.csv --model lanes.json --predict open.csv > forecasts.jsonl`;

type Options = { readonly deliveries: string; readonly predict?: string; readonly model?: string };

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const forecastLine = (line: number, { onTimeProbability, etaP10Ms, etaP50Ms, etaP90Ms, records }: ArrivalForecast) => ({
  line,
  onTimeProbability: onTimeProbability === null ? null : round(onTimeProbability, 6),
  etaP10: fromEpochMillis(etaP10Ms),
  etaP50: fromEpochMillis(etaP50Ms),
  etaP90: fromEpochMillis(etaP90Ms),
  records,
});

const tellBacktest = ({ backtest }: LaneModel): void => {
  if (!backtest) return;
  const { deliveries, brier, constantBrier, logLoss, constantLogLoss, calibrationError, coverage } = backtest;
  note(
    `on the later half (${deliveries} deliveries, each forecast at its start): Brier ${round(brier, 4)} (constant ${round(constantBrier, 4)}), ` +
      `log-loss ${round(logLoss, 4)} (${round(constantLogLoss, 4)}), calibration error ${round(calibrationError, 4)}, ` +
      `P10–P90 held ${round(100 * coverage, 1)} %`,
  );
};

const writeModel = (file: string, model: LaneModel): void => {
  try {
    writeFileSync(file, `${JSON.stringify(model)}\n`);
  } catch (error) {
    throw new UnreadableDeliveries(
      `--model ${file}: cannot be written (${(error as NodeJS.ErrnoException).code}); name a file in a directory that exists`,
    );
  }
};

const PAST_COLUMNS = ['startedAt', 'promisedAt', 'deliveredAt'];
const ASKED_COLUMNS = ['startedAt', 'promisedAt'];

const calibrate = async ({ deliveries: file, predict, model: out }: Options): Promise<void> => {
  const past = readDeliveryTable(file, '--deliveries', PAST_COLUMNS);
  const tables: DeliveryTable[] = [past];
  if (predict !== undefined) tables.push(readDeliveryTable(predict, '--predict', ASKED_COLUMNS));
  const { used, leftOut } = furtherColumns(tables);
  const { deliveries, setAside } = pastDeliveries(past, used);
  if (deliveries.length === 0)
    throw new UnreadableDeliveries(`${file}: no delivery with startedAt; write at least one`);
  const asked = tables[1] ? askedDeliveries(tables[1], used) : [];
  if (used.length > 0) note(`further columns used: ${used.join(', ')}`);
  if (leftOut.length > 0) note(`columns left out: ${leftOut.join(', ')}`);
  for (const { why, count, firstLine } of setAside)
    note(`${count} rows ${why} are not learnt from (first: line ${firstLine})`);
  const { forecasts, model } = calibrateLanes(
    deliveries,
    asked.map(({ delivery }) => delivery),
    used,
  );
  tellBacktest(model);
  if (out !== undefined) writeModel(out, model);
  if (predict === undefined)
    await writeJsonLine(process.stdout, { deliveries: deliveries.length, backtest: model.backtest });
  for (const [i, { line }] of asked.entries())
    await writeJsonLine(process.stdout, forecastLine(line, forecasts[i] as ArrivalForecast));
};

export const calibrateCommand = (): Command =>
  new Command('calibrate')
    .description(
      'Learns from past deliveries how long lanes take, and foretells arrivals and the chance to be on time.',
    )
    .requiredOption('--deliveries <file>', 'past deliveries, CSV or JSON Lines')
    .option('--predict <file>', 'deliveries to forecast, CSV or JSON Lines')
    .option('--model <file>', 'where to write the lane model (JSON)')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      try {
        await calibrate(options);
      } catch (error) {
        if (!(error instanceof UnreadableDeliveries)) throw error;
        note(error.message);
        process.exitCode = 2;
      }
    });
