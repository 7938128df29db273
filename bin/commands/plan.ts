import { Command } from 'commander';
import { type PlanAnswer, PlanRequest } from '../../domain/routing/plan.ts';
import { answersTogether, planTogether } from '../../domain/routing/plan-together.ts';
import { type PreparedNetwork, prepareNetwork } from '../../domain/routing/prepared-network.ts';
import { proposePlans } from '../../domain/routing/propose-plans.ts';
import { type StockView, stockViewOf } from '../../domain/routing/stock-view.ts';
import { fromIso, NotATime } from '../../domain/time.ts';
import { BadLine, readJsonLines, writeJsonLine } from '../json-lines.ts';
import { readNetworkDirectory, UnreadableNetwork } from '../network-directory.ts';

const HELP = `
Reads orders, one JSON object a line:
  {"orderId":"A1","placedAt":"2026-03-02T10:00:00+08:00","region":"330100","deadlineHours":72,"minSuccess":0.95,
   "lines":[{"sku":"OL-TEA-001","quantity":2}],
   "constraints":[{"type":"CARRIER_WANTED","value":"SF_EXPRESS"}]}
Constraints that bear on routing: CARRIER_WANTED, CARRIER_AVOIDED, NODE_WANTED, NODE_AVOIDED (an id or a list), DELIVER_BY (a time),
DELIVERY_WINDOW ({"from","to"}), NOT_BEFORE, SHIP_BY (a time), COLD_CHAIN, GMP, DANGEROUS_GOODS (true). All are hard.
SUBSTITUTES_ALLOWED (true, or the highest penalty a piece) lets lines be served with the substitutes that skus.csv names.

Writes a line per order, either
  {"orderId","plans":[{"planId","recommended","cost","successProbability","legs":[{"node","lane","lines","etaAt",…}],…}],"rejected":[…]}
or
  {"orderId","unroutable":[{"code","sku","reason"}],"relaxations":[what alone would make it routable]}
A lane that ends at a region delivers there; one that ends at a node hands over to it: a leg that goes on from there has "via".
Costs are in major units of the network's currency, rounded to 0.0001; etaAt is the P50 and etaLatestAt the P90 arrival, UTC.

The network directory holds regions.csv, nodes.csv, lanes.csv, skus.csv and stock.csv (UTF-8, header row, lists parted by ";").
What customs must be told may stand there too: hsCode and origin in skus.csv, country in regions.csv.
Each order is planned against the same stock: nothing is taken between lines but with --together.

With --together the orders are all still open: stock is taken between lines, in their order, and then the plans are considered again together:
orders exchange sources wherever the sum gets less. A plan that changed says what it was before; answers come when all are read.

Stops at the first bad line with exit code 2 and the line and field named; what stood before it is written.

Example:
  npx orderloom network --out demo && npx orderloom plan --network demo < orders.jsonl`;

const loadNetwork = (directory: string): { network: PreparedNetwork; stock: StockView } => {
  const { network, stock } = readNetworkDirectory(directory);
  return { network: prepareNetwork(network), stock: stockViewOf(stock) };
};

/** Plan ids of the command line follow from order and place in the answer, so that the same input gives the same bytes. */
const planIdsOf = (orderId: string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `${orderId}-${count}`;
  };
};

/** @throws BadLine */
const checkTime = (line: number, { placedAt }: PlanRequest): void => {
  try {
    fromIso(placedAt);
  } catch (error) {
    if (!(error instanceof NotATime)) throw error;
    throw new BadLine(
      line,
      'placedAt',
      `${error.message}; write a time with its zone such as 2026-03-02T10:00:00+08:00`,
    );
  }
};

const planLine = (line: number, request: PlanRequest, network: PreparedNetwork, stock: StockView): PlanAnswer => {
  checkTime(line, request);
  return proposePlans(request, network, stock, planIdsOf(request.orderId));
};

const PROGRESS_EVERY = 10_000;

const planOrders = async (directory: string): Promise<void> => {
  const { network, stock } = loadNetwork(directory);
  let planned = 0;
  for await (const { line, value } of readJsonLines(process.stdin, PlanRequest)) {
    await writeJsonLine(process.stdout, planLine(line, value, network, stock));
    planned += 1;
    if (process.stderr.isTTY && planned % PROGRESS_EVERY === 0) process.stderr.write(`\r${planned} orders planned`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${planned} orders planned\n`);
};

const planOpenOrders = async (directory: string): Promise<void> => {
  const { network, stock } = readNetworkDirectory(directory);
  const requests: PlanRequest[] = [];
  for await (const { line, value } of readJsonLines(process.stdin, PlanRequest)) {
    checkTime(line, value);
    requests.push(value);
  }
  const planned = planTogether(requests, prepareNetwork(network), stock);
  for (const answer of answersTogether(planned)) await writeJsonLine(process.stdout, answer);
  const moved = planned.together.filter((plan, index) => plan !== planned.oneByOne[index]).length;
  process.stderr.write(
    `${requests.length} orders, ${moved} planned otherwise together: ${planned.saving.toFixed(2)} saved\n`,
  );
};

const isBadInput = (error: unknown): error is Error => error instanceof BadLine || error instanceof UnreadableNetwork;

export const planCommand = (): Command =>
  new Command('plan')
    .description('Plans orders on a network: the cheapest plan that keeps its promise, alternatives and reasons.')
    .requiredOption('--network <directory>', 'directory with the five CSV files of the network')
    .option('--together', 'the orders are all still open: plan them together')
    .addHelpText('after', HELP)
    .action(async ({ network, together }: { network: string; together?: true }) => {
      // A reader that has seen enough (`| head`) is no failure.
      process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
      try {
        await (together ? planOpenOrders(network) : planOrders(network));
      } catch (error) {
        if (!isBadInput(error)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 2;
      }
    });
