import { Command } from 'commander';
import { callerOf, reaching, type Where } from '../call-api.ts';
import { writeJsonLine } from '../json-lines.ts';

const HELP = `
Remarks that were not surely read wait for a person: GET /remarks/reviews, judged with POST /remarks/reviews/{id}.

  npx orderloom reviews list                        those that wait, oldest first, a line each
  npx orderloom reviews examples > examples.jsonl   what people judged, as examples of the reader

An example is a line of {"id","placedAt","source","text","gold":[{"type","value"}]}, as \`npx orderloom remarks --score\` reads them.
Phones, names and streets in it are stand-ins. A remark of which a part still waits is no example yet.`;

type Page<T> = { readonly reviews: readonly T[]; readonly cursor: string | null };
type Judged = { readonly example: object | null };

const MOST = 100;

const pages = async (
  state: 'OPEN' | 'JUDGED',
  where: Where,
  tell: (review: unknown) => Promise<number>,
): Promise<number> => {
  const call = callerOf(where);
  let told = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Page<unknown> = await call('GET', `/remarks/reviews?state=${state}&limit=${MOST}${from}`);
    for (const review of page.reviews) told += await tell(review);
    cursor = page.cursor;
  }
  return told;
};

const list = async (where: Where): Promise<void> => {
  const told = await pages('OPEN', where, async (review) => {
    await writeJsonLine(process.stdout, review);
    return 1;
  });
  process.stderr.write(`${told} readings wait for a verdict\n`);
};

const examples = async (where: Where): Promise<void> => {
  const told = await pages('JUDGED', where, async (review) => {
    const { example } = review as Judged;
    if (example === null) return 0;
    await writeJsonLine(process.stdout, example);
    return 1;
  });
  process.stderr.write(`${told} examples\n`);
};

export const reviewsCommand = (): Command => {
  const command = new Command('reviews')
    .description('The remarks that wait for a verdict, and the examples that verdicts made.')
    .addHelpText('after', HELP);
  reaching(command.command('list').description('readings that wait for a verdict')).action(list);
  reaching(command.command('examples').description('what verdicts taught, as examples of the reader')).action(examples);
  return command;
};
