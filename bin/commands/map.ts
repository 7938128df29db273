import { Command, Option } from 'commander';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import { type CompiledMapping, compileMapping, UnmappablePayload } from '../../domain/channel/compile-mapping.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { BadLine, writeJsonLine } from '../json-lines.ts';
import { pushWithoutOrder, readPayloads } from '../payload-input.ts';
import { mappingIn } from '../shipped-mapping.ts';

const HELP = `
Reads payloads, one JSON object a line: the order as the platform's API answers it, or a push that carries the whole order.
Integers beyond 2^53 are kept. A line that is a JSON string or a form is a message as it was pushed.
An input that is a document - JSON over several lines, XML, or an X12 interchange beginning with ISA - is read as a whole.
An answer, a list or a file may hold several orders: each is mapped.

Writes a line per payload:
  {"order":{…},"problems":[{"field","target","value","problem","cure","hold"}],"missing":["lines.sku"]}
The order carries its holds and conflicts; names, phones and streets are masked or left out. Nothing is stored.

Stops at the first line that is no order, with exit code 2 and the line and field named.

Example:
  npx orderloom map --channel shopify < orders.jsonl
  npx orderloom map --channel b2b < 850.edi`;

const load = (channel: string, file: string | undefined): CompiledMapping => compileMapping(mappingIn(channel, file));

type Options = { readonly channel: string; readonly mapping?: string };

const map = async ({ channel: id, mapping: file }: Options): Promise<number> => {
  const channel = channelById(id);
  const mapping = load(id, file);
  const receivedAt = fromEpochMillis(Date.now());
  let mapped = 0;
  for await (const { line, payload } of readPayloads(channel, mapping, process.stdin)) {
    try {
      const { order, problems, missing } = await mapping.normalize(payload, { shopId: '', receivedAt });
      await writeJsonLine(process.stdout, { order, problems, missing });
      mapped += 1;
    } catch (error) {
      if (!(error instanceof UnmappablePayload)) throw error;
      throw new BadLine(line, 'whole line', pushWithoutOrder(channel, payload) ?? error.message);
    }
  }
  return mapped;
};

export const mapCommand = (): Command =>
  new Command('map')
    .description("Maps a channel's order payloads to orders, with conflicts and missing fields.")
    .addOption(
      new Option('--channel <channel>', 'whose payloads they are')
        .choices(CHANNELS.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .option('--mapping <file>', "another mapping document than the channel's shipped one")
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        process.stderr.write(`${await map(options)} payloads mapped\n`);
      } catch (error) {
        command.error(`map: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
