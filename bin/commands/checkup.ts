import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import { checkupReader, type FieldReport, startCheckup } from '../../domain/channel/checkup.ts';
import { compileMapping, UnmappablePayload } from '../../domain/channel/compile-mapping.ts';
import type { FieldCounts } from '../../domain/channel/field-counts.ts';
import type { Mapping } from '../../domain/channel/mapping.ts';
import { checkChannel } from '../../domain/insight/channel-checkup.ts';
import { type ChannelCounts, noChannelCounts } from '../../domain/insight/channel-counts.ts';
import { checkupPage } from '../../domain/insight/checkup-page.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { rowOf, topmost } from '../checkup-table.ts';
import { writeJsonLine } from '../json-lines.ts';
import { askChannels, liveReports } from '../live-checkup.ts';
import { STATE_DIRECTORY } from '../local-state.ts';
import { readPayloads } from '../payload-input.ts';
import { mappingIn } from '../shipped-mapping.ts';

const HELP = `
Reads payloads, one JSON object a line (or a document, as map does), and says how well the channel's mapping fits them. Nothing is stored.

Writes a line per field, those with a gap first:
  {"field":"items[].price","coverage":0.98,"types":{"string":49,"null":1},"mappedTo":["lines.unitPrice"],"gap":null,
   "unseenWords":{},"orders":{"withProblem":0,"held":0}}
Gaps: MISSING read by the mapping and in no payload · UNSEEN_WORD a word no rule knows · DRIFT several types ·
      UNKNOWN neither mapped nor in the mapping's examples, perhaps new · UNMAPPED known and not read.
--table draws it instead, leaving out what lies below an unknown place. --html writes a page with a strip for each field: its coverage
along the input, marked where types or words came up that were not there before.

--live asks the system that npm start runs what its channels sent since a moment (seven days without --since); its lines also carry the
channel, coverage and types of the time before, and what each gap cost.

Examples:
  npx orderloom checkup --channel shopify --table < orders.jsonl
  npx orderloom checkup --live --table --html checkup.html`;

type LiveOptions = {
  readonly channel?: string;
  readonly since?: string;
  readonly directory: string;
  readonly table?: boolean;
  readonly html?: string;
};

type Options = {
  readonly channel: string;
  readonly mapping?: string;
  readonly table?: boolean;
  readonly html?: string;
};

type Examined = {
  readonly reports: FieldReport[];
  readonly payloads: number;
  readonly unmappable: number;
  readonly parts: readonly FieldCounts[];
  readonly document: Mapping;
};

const examine = async ({ channel, mapping: file }: Options): Promise<Examined> => {
  const document = mappingIn(channel, file);
  const mapping = compileMapping(document);
  const checkup = startCheckup(document);
  const receivedAt = fromEpochMillis(Date.now());
  let [payloads, unmappable] = [0, 0];
  for await (const { payload } of readPayloads(channelById(channel), mapping, process.stdin)) {
    try {
      const { problems } = await mapping.normalize(payload, { shopId: '', receivedAt });
      checkup.add(payload, problems);
    } catch (error) {
      if (!(error instanceof UnmappablePayload)) throw error;
      // Its fields are what the check-up is about; that it is no order is one of them missing.
      checkup.add(payload, []);
      unmappable += 1;
    }
    payloads += 1;
  }
  return { reports: checkup.report(), payloads, unmappable, parts: checkup.parts(), document };
};

const tell = async ({ reports, payloads, unmappable }: Examined, asTable: boolean): Promise<void> => {
  if (asTable) for (const report of topmost(reports)) console.log(rowOf(report));
  else for (const report of reports) await writeJsonLine(process.stdout, report);
  const gaps = Map.groupBy(
    reports.filter(({ gap }) => gap !== null),
    ({ gap }) => gap,
  );
  const counted = [...gaps].map(([gap, found]) => `${found.length} ${gap}`).join(', ');
  process.stderr.write(
    `${payloads} payloads, ${reports.length} fields: ${counted || 'no gaps'}${unmappable > 0 ? `; ${unmappable} payloads are no order (no order id)` : ''}\n`,
  );
};

/** The same page as `GET /insight/channels`, with the input's parts for its days. */
const pageOf = (channel: string, { parts, document }: Examined): string => {
  const { title } = channelById(channel);
  const now = fromEpochMillis(Date.now());
  let first = 1;
  const labelled = parts.map((fields) => {
    const label = `# ${first}`;
    first += fields.payloads;
    return { label, counts: { ...noChannelCounts(), fields, costs: costsIn(fields) } };
  });
  const input = { channel, title, from: now, to: now, parts: labelled, before: noChannelCounts(), open: [] };
  return checkupPage([checkChannel(input, checkupReader(document))], { from: `# 1`, to: `# ${first - 1}` });
};

const costsIn = ({ problems }: FieldCounts): ChannelCounts['costs'] =>
  Object.fromEntries(
    Object.entries(problems).map(([field, { flagged, held }]) => [field, { flagged, held, failed: 0, lostSeconds: 0 }]),
  );

/** What the running system counted, instead of an input. */
const tellLive = async ({ html, table, ...asked }: LiveOptions): Promise<void> => {
  if (html) writeFileSync(html, (await askChannels({ ...asked, format: 'html' })).page);
  const { channels } = liveReports((await askChannels({ ...asked, format: 'json' })).page);
  for (const { channel, title, fields, payloads } of channels) {
    process.stderr.write(`${title.en}: ${payloads} payloads\n`);
    for (const field of fields) {
      const { flagged, held } = field.cost;
      if (table) console.log(`${channel.padEnd(12)} ${rowOf({ ...field, orders: { withProblem: flagged, held } })}`);
      else await writeJsonLine(process.stdout, { channel, ...field });
    }
  }
  if (channels.length === 0) process.stderr.write('no messages in this time\n');
};

const isOffline = (options: Options | LiveOptions): options is Options => options.channel !== undefined;

export const checkupCommand = (): Command =>
  new Command('checkup')
    .description("Says how well a channel's mapping fits the payloads it really sends.")
    .addOption(new Option('--channel <channel>', 'whose payloads they are').choices(CHANNELS.map(({ id }) => id)))
    .option('--live', 'what the running system received, instead of an input')
    .option('--since <time>', 'with --live: 2026-06-01T00:00:00.000Z')
    .option('--directory <directory>', 'where the running system keeps its state', STATE_DIRECTORY)
    .option('--mapping <file>', "another mapping document than the channel's shipped one")
    .option('--table', 'draw a table for people')
    .option('--html <file>', 'write a page for people')
    .addHelpText('after', HELP)
    .action(async ({ live, ...options }: (Options | LiveOptions) & { live?: boolean }, command: Command) => {
      try {
        if (live) return await tellLive(options as LiveOptions);
        if (!isOffline(options)) throw new Error('--channel: say whose payloads they are, or --live');
        const examined = await examine(options);
        if (options.html) writeFileSync(options.html, pageOf(options.channel, examined));
        await tell(examined, options.table ?? false);
      } catch (error) {
        command.error(`checkup: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
