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
import { writeJsonLine } from '../json-lines.ts';
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

Example:
  npx orderloom checkup --channel shopify --table < orders.jsonl`;

type Options = {
  readonly channel: string;
  readonly mapping?: string;
  readonly table?: boolean;
  readonly html?: string;
};

const BAR = 10;
const bar = (share: number): string => '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·');

/** Chinese characters take two columns. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2ff ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const FIELD_WIDTH = 46;

const rowOf = ({ field, coverage, types, mappedTo, gap, unseenWords, orders }: FieldReport): string =>
  [
    padded(field, FIELD_WIDTH),
    `${bar(coverage)} ${String(Math.round(coverage * 100)).padStart(3)} %`,
    padded(gap ?? '', 11),
    padded(Object.keys(types).join('|'), 16),
    padded(mappedTo.join(', '), 30),
    orders.held > 0 ? `${orders.held} held` : orders.withProblem > 0 ? `${orders.withProblem} flagged` : '',
    Object.entries(unseenWords)
      .map(([word, count]) => `${word} × ${count}`)
      .join(', '),
  ]
    .join('  ')
    .trimEnd();

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

/** Below a place that nobody reads, every place is one that nobody reads. */
const topmost = (reports: readonly FieldReport[]): FieldReport[] => {
  const unread = reports.filter(({ gap }) => gap === 'UNKNOWN').map(({ field }) => field);
  const isBelow = (field: string): boolean =>
    unread.some((root) => field.startsWith(`${root}.`) || field.startsWith(`${root}[]`));
  return reports.filter(({ gap, field }) => gap !== 'UNKNOWN' || !isBelow(field));
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

export const checkupCommand = (): Command =>
  new Command('checkup')
    .description("Says how well a channel's mapping fits the payloads it really sends.")
    .addOption(
      new Option('--channel <channel>', 'whose payloads they are')
        .choices(CHANNELS.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .option('--mapping <file>', "another mapping document than the channel's shipped one")
    .option('--table', 'draw a table for people')
    .option('--html <file>', 'write a page for people')
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        const examined = await examine(options);
        if (options.html) writeFileSync(options.html, pageOf(options.channel, examined));
        await tell(examined, options.table ?? false);
      } catch (error) {
        command.error(`checkup: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
