import { Command } from 'commander';
import type { ArrivalForecast } from '../../domain/routing/delivery.ts';
import type { ForecastScores } from '../../domain/routing/forecast-scores.ts';
import { forecastWithModel } from '../../domain/routing/forecast-with-model.ts';
import { calibrateLanes } from '../../domain/routing/lane-model.ts';
import { learntUntilMsOf } from '../../domain/routing/lane-model-file.ts';
import { type LaneName, lanePathOf } from '../../domain/routing/lane-path.ts';
import { laneModelFile } from '../../domain/routing/lane-snapshot.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import {
  askedDeliveries,
  type Columns,
  columnsOfModel,
  type DeliveryTable,
  furtherColumns,
  pastDeliveries,
  readDeliveryTable,
  UnreadableDeliveries,
} from '../deliveries-file.ts';
import { writeJsonLine } from '../json-lines.ts';
import { readLaneModel, writeLaneModel } from '../lane-model-file.ts';

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

--model beside --deliveries keeps what was learnt as JSON: per mode, carrier, place, corridor and lane the records, their effect and how
much of it counts; and, where the past has a column such as cause or delayReason, the hours that each cause cost at each destination. Without --deliveries it is read, and --predict forecasts with it, nothing fitted anew; rows that began before its last
delivery are marked "knewLater", since it knows what was not known then. --lane shows how a lane's typical hours come about.

Stops with exit code 2 and the line and field named when a file cannot be read.

Examples:
  npx orderloom calibrate --deliveries past.csv --model lanes.json --predict open.csv > forecasts.jsonl
  npx orderloom calibrate --model lanes.json --predict tomorrow.csv
  npx orderloom calibrate --model lanes.json --lane 'ROAD,SF,SHA-1,310000'`;

type Options = {
  readonly deliveries?: string;
  readonly predict?: string;
  readonly model?: string;
  readonly lane?: string;
};

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

const tellBacktest = (backtest: ForecastScores | null): void => {
  if (!backtest) return;
  const { deliveries, brier, constantBrier, logLoss, constantLogLoss, calibrationError, calibrationFloor, coverage } =
    backtest;
  note(
    `on the later half (${deliveries} deliveries, each forecast at its start): Brier ${round(brier, 4)} (constant ${round(constantBrier, 4)}), ` +
      `log-loss ${round(logLoss, 4)} (${round(constantLogLoss, 4)}), calibration error ${round(calibrationError, 4)} (${round(calibrationFloor, 4)} by chance alone), ` +
      `P10–P90 held ${round(100 * coverage, 1)} %`,
  );
};

const PAST_COLUMNS = ['startedAt', 'promisedAt', 'deliveredAt'];
const ASKED_COLUMNS = ['startedAt', 'promisedAt'];

const tellColumns = ({ used, leftOut }: Columns): void => {
  if (used.length > 0) note(`further columns used: ${used.join(', ')}`);
  if (leftOut.length > 0) note(`columns left out: ${leftOut.join(', ')}`);
};

const learn = async (file: string, { predict, model: out }: Options): Promise<void> => {
  const past = readDeliveryTable(file, '--deliveries', PAST_COLUMNS);
  const tables: DeliveryTable[] = [past];
  if (predict !== undefined) tables.push(readDeliveryTable(predict, '--predict', ASKED_COLUMNS));
  const columns = furtherColumns(tables);
  const { deliveries, setAside } = pastDeliveries(past, columns.used);
  if (deliveries.length === 0)
    throw new UnreadableDeliveries(`${file}: no delivery with startedAt; write at least one`);
  const asked = tables[1] ? askedDeliveries(tables[1], columns.used) : [];
  tellColumns(columns);
  for (const { why, count, firstLine } of setAside)
    note(`${count} rows ${why} are not learnt from (first: line ${firstLine})`);
  const calibrated = calibrateLanes(
    deliveries,
    asked.map(({ delivery }) => delivery),
    columns.used,
  );
  const { forecasts, backtest } = calibrated;
  tellBacktest(backtest);
  if (out !== undefined) writeLaneModel(out, laneModelFile(calibrated, columns.used));
  if (predict === undefined) await writeJsonLine(process.stdout, { deliveries: deliveries.length, backtest });
  for (const [i, { line }] of asked.entries())
    await writeJsonLine(process.stdout, forecastLine(line, forecasts[i] as ArrivalForecast));
};

const laneNamed = (text: string): LaneName => {
  const [mode, carrier, from, to, ...rest] = text.split(',').map((part) => part.trim());
  if (mode === undefined || carrier === undefined || !from || !to || rest.length > 0)
    throw new UnreadableDeliveries(
      `--lane ${text}: is not mode,carrier,from,to; write one such as ROAD,SF,SHA-1,310000`,
    );
  return { mode, carrier, from, to };
};

const useModel = async (file: string, { predict, lane }: Options): Promise<void> => {
  const model = readLaneModel(file);
  if (lane !== undefined) await writeJsonLine(process.stdout, lanePathOf(model, laneNamed(lane)));
  else if (predict === undefined)
    throw new UnreadableDeliveries(
      'nothing to do; give --deliveries to learn from, --predict to forecast or --lane to look at',
    );
  if (predict === undefined) return;
  const table = readDeliveryTable(predict, '--predict', ASKED_COLUMNS);
  const columns = columnsOfModel(table, model.columns);
  tellColumns(columns);
  const asked = askedDeliveries(table, columns.used);
  const forecasts = forecastWithModel(
    model,
    asked.map(({ delivery }) => delivery),
  );
  const early = asked.filter(({ delivery }) => delivery.startedAtMs < learntUntilMsOf(model));
  if (early[0])
    note(
      `${early.length} rows began before ${model.learntUntil}, the model's last delivery (first: line ${early[0].line}): ` +
        'give --deliveries to forecast them by what was known at their start',
    );
  const knewLater = new Set(early.map(({ line }) => line));
  for (const [i, { line }] of asked.entries())
    await writeJsonLine(process.stdout, {
      ...forecastLine(line, forecasts[i] as ArrivalForecast),
      ...(knewLater.has(line) ? { knewLater: true } : {}),
    });
};

const calibrate = async (options: Options): Promise<void> => {
  if (options.deliveries !== undefined) return learn(options.deliveries, options);
  if (options.model !== undefined) return useModel(options.model, options);
  throw new UnreadableDeliveries('--deliveries or --model is needed; name a file of past deliveries or a kept model');
};

export const calibrateCommand = (): Command =>
  new Command('calibrate')
    .description(
      'Learns from past deliveries how long lanes take, and foretells arrivals and the chance to be on time.',
    )
    .option('--deliveries <file>', 'past deliveries, CSV or JSON Lines')
    .option('--predict <file>', 'deliveries to forecast, CSV or JSON Lines')
    .option('--model <file>', 'where to write the lane model (JSON); without --deliveries, the model to use')
    .option('--lane <mode,carrier,from,to>', 'shows how the hours of a lane come about, from --model')
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
