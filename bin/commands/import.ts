import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import { type CompiledMapping, compileMapping } from '../../domain/channel/compile-mapping.ts';
import { type HistorySource, parseHistorySource } from '../../domain/channel/history-source.ts';
import { type HistoryInput, readChannelFile, readSource, UnreadableHistory } from '../history-input.ts';
import { HistoryOutput, type Tally } from '../history-output.ts';
import { HistoryPost } from '../history-post.ts';
import { type HistoryRun, runHistory } from '../history-run.ts';
import { readLocalState, STATE_DIRECTORY } from '../local-state.ts';
import { ProgressLine } from '../progress-line.ts';
import { mappingIn } from '../shipped-mapping.ts';

const HELP = `
Reads past orders through the same mappings as pushes. --channel takes a channel's payloads: JSON lines, or CSV whose columns are named by
the payload's paths (id, shipping_address.city, line_items[].sku; rows below each other with the same id are the lines of one order).
--source takes other files by a history source document, which says how several files belong together: a shipped one by name
(olist), or a file of your own.

Nothing is dropped for being dirty: what contradicts itself is flagged. Rows that are no order go to rejected.jsonl with line, field,
value and cure. --out holds orders.jsonl, rejected.jsonl and checkpoint.json; stopped and run again, the import goes on and ends the same.
Without --out orders go to standard output, one a line.

--to local puts the orders into the system that npm start runs, --to URL with --key into another one: as they ended, so that nothing is
planned or shipped again. The same orders again change nothing.

Ends with a line of counts: {"orders","flaggedOrders","flagged":{code:orders},"states","repeated","rejected","seconds","perSecond"}.

Examples:
  npx orderloom import --source olist --file archive/ --out import-olist
  npx orderloom import --channel shopify --file orders.csv --out import-shopify --to local`;

type Options = {
  readonly channel?: string;
  readonly source?: string;
  readonly mapping?: string;
  readonly file: string;
  readonly out?: string;
  readonly to?: string;
  readonly key?: string;
  readonly directory: string;
};

type Reader = {
  readonly id: string;
  readonly input: HistoryInput;
  readonly mapping: CompiledMapping;
  /** What its checks find, in words. */
  readonly titles: ReadonlyMap<string, string>;
};

const sourceIn = (name: string): HistorySource => {
  const shipped = fileURLToPath(new URL(`../../catalog/history/${name}.json`, import.meta.url));
  const file = existsSync(name) ? name : shipped;
  if (!existsSync(file))
    throw new UnreadableHistory(`--source ${name}: neither a file nor a shipped history source; olist is one`);
  return parseHistorySource(JSON.parse(readFileSync(file, 'utf8')));
};

const readerOf = ({ channel, source, mapping: mappingFile, file }: Options): Reader => {
  if (source !== undefined) {
    const document = sourceIn(source);
    const titles = new Map(document.checks.map(({ code, title }) => [code, `${title.en} · ${title.zh}`]));
    return { id: document.id, input: readSource(document, file), mapping: compileMapping(document.mapping), titles };
  }
  if (channel === undefined) throw new UnreadableHistory('--channel or --source: say whose orders they are');
  const document = mappingIn(channel, mappingFile);
  const input = readChannelFile(channelById(channel), document, file);
  return { id: channel, input, mapping: compileMapping(document), titles: new Map() };
};

const postTo = ({ to, key, directory }: Options, id: string): HistoryPost | null => {
  if (to === undefined) return null;
  if (to !== 'local') {
    if (key === undefined) throw new UnreadableHistory('--key: an operator key of the system that --to names');
    return new HistoryPost(to, id, key);
  }
  const { apiUrl, keys } = readLocalState(directory);
  return new HistoryPost(apiUrl, id, keys.operator);
};

const write = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const flagLines = ({ flagged }: Tally, titles: Reader['titles']): string =>
  Object.entries(flagged)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, orders]) => `  ${String(orders).padStart(7)}  ${code.padEnd(30)} ${titles.get(code) ?? ''}`.trimEnd())
    .join('\n');

const tellEnd = (tally: Tally, { titles }: Reader, seconds: number, out: string | undefined): void => {
  const { orders, flaggedOrders, rejected, repeated } = tally;
  const lines = [
    `${orders} orders, ${flaggedOrders} of them flagged, ${rejected} rows rejected, ${repeated} repeated, ${seconds.toFixed(1)} s`,
    flagLines(tally, titles),
    ...(rejected > 0 && out ? [`why rows were rejected: ${out}/rejected.jsonl`] : []),
  ];
  process.stderr.write(`${lines.filter((line) => line !== '').join('\n')}\n`);
};

const runImport = async (options: Options): Promise<void> => {
  const reader = readerOf(options);
  const { id, input, mapping } = reader;
  const post = postTo(options, id);
  const out = options.out ?? (post ? `import-${id}` : undefined);
  const output = out === undefined ? undefined : new HistoryOutput(out, `${input.fingerprint} ${options.to ?? ''}`);
  const line = new ProgressLine();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const before = output?.tally.orders ?? 0;
  const speed = (tally: Tally): number => Math.round((tally.orders - before) / Math.max(0.001, seconds()));
  if (output && output.rows > 0)
    process.stderr.write(output.isDone ? `${out}: imported already\n` : `${out}: goes on behind row ${output.rows}\n`);
  const run: HistoryRun = {
    input,
    mapping,
    ...(output ? { output } : {}),
    deliver: async (order, payload) => {
      if (!output) write(order);
      await post?.add(order, payload);
    },
    ...(output ? {} : { rejected: (rejection) => process.stderr.write(`${JSON.stringify(rejection)}\n`) }),
    ...(post ? { settle: () => post.send() } : {}),
    tell: (tally, share) =>
      line.tell(
        share,
        `${tally.orders} orders, ${speed(tally)}/s, ${tally.flaggedOrders} flagged, ${tally.rejected} rejected`,
      ),
  };
  const tally = await runHistory(run);
  output?.close();
  line.end();
  tellEnd(tally, reader, seconds(), out);
  if (out === undefined) return;
  write({ ...tally, ...(post ? post.taken : {}), seconds: Number(seconds().toFixed(2)), perSecond: speed(tally) });
};

export const importCommand = (): Command =>
  new Command('import')
    .description('Imports past orders from CSV or JSON lines, through the same mappings as pushes.')
    .addOption(new Option('--channel <channel>', 'whose payloads they are').choices(CHANNELS.map(({ id }) => id)))
    .addOption(new Option('--source <name>', 'a history source: a shipped one, or a file').conflicts('channel'))
    .option('--mapping <file>', "another mapping document than the channel's shipped one")
    .requiredOption('--file <path>', 'a .csv or .jsonl file, or the directory with the files of a source')
    .option('--out <directory>', 'where orders, rejected rows and the checkpoint go')
    .option('--to <system>', 'local, or the HTTP API of a system')
    .option('--key <key>', 'an operator key of that system')
    .option('--directory <directory>', 'where the running system keeps its state', STATE_DIRECTORY)
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        await runImport(options);
      } catch (error) {
        command.error(`import: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
