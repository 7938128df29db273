import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { shadowPage } from '../../domain/insight/shadow-page.ts';
import { type ShadowReport, shadowReport } from '../../domain/insight/shadow-report.ts';
import { prepareNetwork } from '../../domain/routing/prepared-network.ts';
import { resolveRegion } from '../../domain/routing/resolve-region.ts';
import { ShadowOrder, type ShadowVerdict } from '../../domain/routing/shadow-order.ts';
import { shadowVerdict } from '../../domain/routing/shadow-verdict.ts';
import { stockViewOf } from '../../domain/routing/stock-view.ts';
import { BadLine, readJsonLines, writeJsonLine } from '../json-lines.ts';
import { readNetworkDirectory, UnreadableNetwork } from '../network-directory.ts';

const HELP = `
Reads orders that another system routed, with what it did, one JSON object a line:
  {"orderId":"A1","channel":"douyin","placedAt":"2026-03-02T10:00:00+08:00","region":"330100","deadlineHours":72,"minSuccess":0.95,
   "lines":[{"sku":"OL-TEA-001","quantity":2}],
   "theirs":{"parcels":[{"node":"WH-WUHAN","carrier":"SF_EXPRESS"}],"cost":18.5,"arrivedAt":"2026-03-04T15:00:00+08:00"}}
A parcel may name its lane, or carrier and service; otherwise the node's cheapest lane counts. Of several parcels each says its lines.

Writes a line per order: {"orderId","theirs":{"cost","successProbability","parcels"},"ours":{…,"explanation"},"told","saving"}, both
priced by the network's cost model. Each order is judged alone: nothing is reserved, what they took counts as available for ours too.
On standard error: what all of them come to.

The network directory is that of \`orderloom plan\`. Stops at the first bad line with exit code 2 and the line and field named.

Example:
  npx orderloom shadow --network demo --html shadow.html < routed.jsonl`;

/** Points of the picture, rows of the page. */
const MOST_SHOWN = 1000;

const judge = async (directory: string): Promise<ShadowVerdict[]> => {
  const { network, stock } = readNetworkDirectory(directory);
  const ground = {
    network: prepareNetwork(network),
    stock: stockViewOf(stock),
    prices: null,
    closed: new Set<string>(),
  };
  const verdicts: ShadowVerdict[] = [];
  for await (const { value } of readJsonLines(process.stdin, ShadowOrder)) {
    const region = value.region ?? (value.to && resolveRegion(value.to, network.regions)) ?? 'unknown';
    const verdict = shadowVerdict(value, region, ground);
    await writeJsonLine(process.stdout, verdict);
    verdicts.push(verdict);
  }
  return verdicts;
};

const wordsOf = ({ total }: ShadowReport): string => {
  const { orders, compared, theirCost, ourCost, saving, savingShare, savingFrom, savingTo } = total;
  const share = (100 * savingShare).toFixed(1);
  return [
    `${orders} orders, ${compared} compared (${total.unpriced} not priced, ${total.unroutable} not routable here)`,
    `theirs ${theirCost.toFixed(2)}, ours ${ourCost.toFixed(2)}: ${saving.toFixed(2)} (${share} %) saved, ${savingFrom.toFixed(2)} to ${savingTo.toFixed(2)} an order (95 %)`,
    `parcels ${total.theirParcels} → ${total.ourParcels}, chance to be in time ${(100 * total.theirSuccess).toFixed(1)} % → ${(100 * total.ourSuccess).toFixed(1)} %`,
  ].join('\n');
};

const run = async ({ network, html }: { network: string; html?: string }): Promise<void> => {
  const verdicts = await judge(network);
  const days = verdicts.map(({ placedAt }) => placedAt.slice(0, 10)).sort();
  const span = { from: days[0] ?? '', to: days.at(-1) ?? '' };
  const report = shadowReport(verdicts, { limit: MOST_SHOWN }, span);
  process.stderr.write(`${wordsOf(report)}\n`);
  if (html) writeFileSync(html, shadowPage(report));
};

export const shadowCommand = (): Command =>
  new Command('shadow')
    .description('What this planner would have saved on orders that another system routed, order by order.')
    .requiredOption('--network <directory>', 'directory with the five CSV files of the network')
    .option('--html <file>', 'the comparison as a page with its picture')
    .addHelpText('after', HELP)
    .action(async (options: { network: string; html?: string }) => {
      try {
        await run(options);
      } catch (error) {
        if (!(error instanceof BadLine || error instanceof UnreadableNetwork)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
