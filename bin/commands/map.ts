import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { CHANNELS } from '../../domain/channel/channels.ts';
import { type CompiledMapping, compileMapping, UnmappablePayload } from '../../domain/channel/compile-mapping.ts';
import { parseLossless } from '../../domain/channel/lossless-json.ts';
import { parseMapping } from '../../domain/channel/mapping.ts';
import { fromEpochMillis } from '../../domain/time.ts';
import { BadLine, writeJsonLine } from '../json-lines.ts';

const HELP = `
Reads payloads, one JSON object a line: the order as the platform's API answers it, or a push that carries the whole order (shopify).
Integers beyond 2^53 are kept.

Writes a line per payload:
  {"order":{…},"problems":[{"field","target","value","problem","cure","hold"}],"missing":["lines.sku"]}
The order carries its holds and conflicts; names, phones and streets are masked or left out. Nothing is stored.

Stops at the first line that is no order, with exit code 2 and the line and field named.

Example:
  npx orderloom map --channel shopify < orders.jsonl`;

const shippedMapping = (channel: string): string =>
  fileURLToPath(new URL(`../../catalog/channels/${channel}.json`, import.meta.url));

const load = (channel: string, file: string | undefined): CompiledMapping =>
  compileMapping(parseMapping(JSON.parse(readFileSync(file ?? shippedMapping(channel), 'utf8'))));

const payloadIn = (line: number, text: string): unknown => {
  try {
    return parseLossless(text);
  } catch (error) {
    throw new BadLine(line, 'whole line', `no JSON (${(error as Error).message}); write one object a line`);
  }
};

type Options = { readonly channel: string; readonly mapping?: string };

const map = async ({ channel, mapping: file }: Options): Promise<number> => {
  const mapping = load(channel, file);
  const receivedAt = fromEpochMillis(Date.now());
  let line = 0;
  let mapped = 0;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      const { order, problems, missing } = await mapping.normalize(payloadIn(line, text), { shopId: '', receivedAt });
      await writeJsonLine(process.stdout, { order, problems, missing });
      mapped += 1;
    } catch (error) {
      if (error instanceof UnmappablePayload) throw new BadLine(line, 'whole line', error.message);
      throw error;
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
