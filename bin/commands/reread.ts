import { Command } from 'commander';
import { fromIso } from '../../domain/time.ts';
import { callerOf, reaching, type Where } from '../call-api.ts';
import { writeJsonLine } from '../json-lines.ts';

const HELP = `
Reads the remarks of stored orders again, by the reader of today, and says what each order would obey and ask otherwise:
  {"orderId":"ord_…","readBefore":"1","readNow":"2","before":{"obeyed":["buyer: drop_place=LOCKER"],"asked":[]},"after":{…}}

Nothing is changed without --apply. Orders that have ended keep the new reading and are asked nothing by it; verdicts stand.

Examples:
  npx orderloom reread --channel douyin
  npx orderloom reread --channel douyin --from 2026-05-01T00:00:00+08:00 --apply`;

type Options = Where & {
  readonly channel: string;
  readonly from?: string;
  readonly to?: string;
  readonly apply?: boolean;
};

type Report = {
  readonly read: number;
  readonly differing: number;
  readonly differences: readonly unknown[];
  readonly until: string | null;
  readonly cursor: string | null;
};

const PAGE = 50;

const reread = async ({ channel, from, to, apply = false, ...where }: Options): Promise<void> => {
  const call = callerOf(where);
  const range = { ...(from ? { from: fromIso(from) } : {}), ...(to ? { to: fromIso(to) } : {}) };
  let [read, differing] = [0, 0];
  let cursor: string | null = null;
  do {
    const body = { target: 'remarks', channel, ...range, dryRun: !apply, limit: PAGE, ...(cursor ? { cursor } : {}) };
    const page: Report = await call('POST', '/replays', body);
    for (const difference of page.differences) await writeJsonLine(process.stdout, difference);
    read += page.read;
    differing += page.differing;
    cursor = page.cursor;
    if (page.until) process.stderr.write(`${read} orders read, up to ${page.until}; ${differing} differ\n`);
  } while (cursor !== null);
  process.stderr.write(
    `${read} orders read, ${differing} differ${apply ? '' : '; nothing was changed, add --apply'}\n`,
  );
};

export const rereadCommand = (): Command =>
  reaching(
    new Command('reread')
      .description('Reads the remarks of stored orders again, and tells or applies what changes.')
      .requiredOption('--channel <channel>', 'whose orders')
      .option('--from <time>', 'orders known here since, with its zone')
      .option('--to <time>', 'orders known here until, with its zone')
      .option('--apply', 'change the orders, instead of only telling')
      .addHelpText('after', HELP),
  ).action(async (options: Options, command: Command) => {
    try {
      await reread(options);
    } catch (error) {
      command.error(`reread: ${(error as Error).message}`, { exitCode: 2 });
    }
  });
