import { Command, Option } from 'commander';
import { CHANNELS, channelById } from '../../domain/channel/channels.ts';
import type { CompiledAttributeSet } from '../../domain/channel/compile-attribute-set.ts';
import {
  type CompiledMapping,
  compileMapping,
  type Normalized,
  UnmappablePayload,
} from '../../domain/channel/compile-mapping.ts';
import type { CompiledLink } from '../../domain/channel/compile-semantic-link.ts';
import { describeOrder } from '../../domain/channel/describe-order.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { shownAttributes } from '../../domain/workbench/shown-attributes.ts';
import { BadLine, writeJsonLine } from '../json-lines.ts';
import { pushWithoutOrder, readPayloads } from '../payload-input.ts';
import { attributeSetIn, mappingIn, shippedLinks } from '../shipped-mapping.ts';

const HELP = `
Reads payloads, one JSON object a line: the order as the platform's API answers it, or a push that carries the whole order.
Integers beyond 2^53 are kept. A line that is a JSON string or a form is a message as it was pushed.
An input that is a document - JSON over several lines, XML, or an X12 interchange beginning with ISA - is read as a whole.
An answer, a list or a file may hold several orders: each is mapped.

Writes a line per payload:
  {"order":{…},"attributes":[{"name","lineId","title","type","unit","value","valueTitle","from","personal"}],"tags":[…],
   "problems":[{"field","target","value","problem","cure","hold"}],"missing":["lines.sku"]}
The attributes are what the channel's shipped attribute set says they are, typed and checked, the tags what the shipped links conclude.
The order carries its holds and conflicts; names, phones and streets are masked or left out. Nothing is stored.

Stops at the first line that is no order, with exit code 2 and the line and field named.

Example:
  npx orderloom map --channel shopify < orders.jsonl
  npx orderloom map --channel b2b < 850.edi`;

const load = (channel: string, file: string | undefined): CompiledMapping => compileMapping(mappingIn(channel, file));

type Options = { readonly channel: string; readonly mapping?: string; readonly attributes?: string };

type Documents = { readonly set: CompiledAttributeSet | null; readonly links: readonly CompiledLink[] };

const shown = (mapped: Normalized, { set, links }: Documents) => {
  const { order, problems, missing } = describeOrder(mapped, set);
  const attributes = shownAttributes({ ...order, channelView: order }, { set: set?.fields ?? null, packs: [] });
  const facts = { ...order, channelIdentity: order.initiator.channelIdentity };
  return { order, attributes, tags: links.flatMap((link) => link.tagsOf(facts)), problems, missing };
};

const map = async ({ channel: id, mapping: file, attributes }: Options): Promise<number> => {
  const channel = channelById(id);
  const mapping = load(id, file);
  const documents = { set: attributeSetIn(id, attributes), links: shippedLinks(id) };
  const receivedAt = fromEpochMillis(Date.now());
  let count = 0;
  for await (const { line, payload } of readPayloads(channel, mapping, process.stdin)) {
    try {
      const mapped = await mapping.normalize(payload, { shopId: '', receivedAt });
      await writeJsonLine(process.stdout, shown(mapped, documents));
      count += 1;
    } catch (error) {
      if (!(error instanceof UnmappablePayload)) throw error;
      throw new BadLine(line, 'whole line', pushWithoutOrder(channel, payload) ?? error.message);
    }
  }
  return count;
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
    .option('--attributes <file>', "another attribute set than the channel's shipped one")
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        process.stderr.write(`${await map(options)} payloads mapped\n`);
      } catch (error) {
        command.error(`map: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
