import { Command } from 'commander';
import { csvParts, reaching, type Where } from '../call-api.ts';

const HELP = `
Orders of the running system as a table for spreadsheets, part after part: as many as there are.

  npx orderloom export --state BACKORDERED > waiting.csv
  npx orderloom export --channel douyin > douyin.csv
  npx orderloom export --view waiting-for-stock > view.csv`;

const QUESTION = ['state', 'channel', 'customer', 'attribute', 'tag', 'sku', 'view'] as const;
type Options = Where & Partial<Record<(typeof QUESTION)[number], string>>;

const write = (text: string): Promise<void> =>
  new Promise((resolve) => (process.stdout.write(text) ? resolve() : process.stdout.once('drain', resolve)));

const run = async (options: Options): Promise<void> => {
  const asked = QUESTION.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as [string, string]],
  );
  let rows = -1;
  for await (const part of csvParts(`/orders?${new URLSearchParams([...asked, ['format', 'csv']])}`, options)) {
    await write(part);
    rows += part.split('\r\n').length - 1;
    process.stderr.write(`${rows} orders\n`);
  }
};

export const exportCommand = (): Command => {
  const command = reaching(new Command('export').description('orders as CSV, streamed').addHelpText('after', HELP));
  for (const name of QUESTION) command.option(`--${name} <${name}>`, `as in GET /orders?${name}=`);
  return command.action(run);
};
