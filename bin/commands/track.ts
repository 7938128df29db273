import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { Carrier } from '../../domain/fulfillment/carrier.ts';
import { CARRIERS, carrierById } from '../../domain/fulfillment/carriers.ts';
import { fromEpochMillis, fromIso } from '../../domain/time.ts';
import { carrierReading } from '../../functions/shared/carrier-catalog.ts';
import { writeJsonLine } from '../json-lines.ts';
import { trackingInput } from '../tracking-input.ts';
import { type TrackingContext, trackingReports } from '../tracking-report.ts';

const HELP = `
Reads a carrier's tracking on standard input, one JSON a line: a string is the body as it arrived (a line that is no JSON is one too),
{"http":{"method","url","contentType","headers","rawBody"}} a whole call, any other object the message in the clear.

Writes a line per parcel, nothing is stored:
  {"carrier":"zto","number":"78…","actions":[{"action":"delivery.out","occurredAt":"…","code":"DISPATCH","reason":null,
   "confidence":"exact","location":{"name":"…"},"text":"…"}],"retracted":[],"unreadable":[],"ack":{"status","contentType","body"}}
Texts are masked. ack is what the carrier is answered. With a secret the call is verified as its webhook would: what is not signed
has "refused" and no actions. Encrypted calls (ems) cannot be read without it.

Examples:
  npx orderloom track --carrier kuaidi100 --salt s3cr3t < calls.jsonl
  npx orderloom track --carrier jd < messages.jsonl`;

type Options = {
  readonly carrier: string;
  readonly secret?: string;
  readonly salt?: string;
  readonly account?: string;
  readonly at?: string;
};

const mappingOf = ({ id }: Carrier): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../catalog/carriers/${id}.json`, import.meta.url)), 'utf8'));

const contextOf = ({ carrier: id, secret, salt, account, at }: Options): TrackingContext => {
  const carrier = carrierById(id);
  if (!carrier) throw new Error(`--carrier ${id}: no such carrier`);
  const key = secret ?? salt;
  return {
    carrier,
    read: carrierReading(mappingOf(carrier)).read,
    secret: key === undefined ? null : { key, ...(account === undefined ? {} : { account }) },
    now: at === undefined ? fromEpochMillis(Date.now()) : fromIso(at),
  };
};

const track = async (context: TrackingContext): Promise<void> => {
  let parcels = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    for (const report of trackingReports(trackingInput(line), context)) {
      await writeJsonLine(process.stdout, report);
      parcels += report.number === null ? 0 : 1;
    }
  }
  process.stderr.write(`${parcels} parcels read\n`);
};

export const trackCommand = (): Command =>
  new Command('track')
    .description(
      "Reads carriers' tracking into actions: what each scan means, how sure that is, what the carrier is answered.",
    )
    .addOption(
      new Option('--carrier <carrier>', 'who sent it').choices(CARRIERS.map(({ id }) => id)).makeOptionMandatory(),
    )
    .option('--secret <secret>', 'verify with this secret')
    .option('--salt <salt>', 'the same, by the name Kuaidi100 gives it')
    .option('--account <account>', 'with --secret: who the calls must be for')
    .option('--at <time>', 'ISO time of the answer; now without it')
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        await track(contextOf(options));
      } catch (error) {
        command.error(`track: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
