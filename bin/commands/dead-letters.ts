import { Command } from 'commander';
import { type DeadLetterQueue, deadLetterQueues, replayLetters } from '../dead-letters.ts';
import { clientsOf } from '../local/clients.ts';
import { STACK } from '../local/deploy.ts';
import { readLocalState, STATE_DIRECTORY } from '../local-state.ts';

const HELP = `
What failed every attempt waits in dead-letter queues, for 14 days. Lists them, a JSON object a queue; with --replay what waits
goes back to where it came from and is tried again. Consumers know what they have done: nothing is done twice. Find and put right
the cause first: docs/runbook.md, dead letters.

Examples:
  npx orderloom dead-letters
  npx orderloom dead-letters --replay --queue RecordQueue
  AWS_PROFILE=shop npx orderloom dead-letters --stack Orderloom`;

type Options = {
  readonly replay?: boolean;
  readonly queue?: string;
  readonly all?: boolean;
  readonly directory: string;
  readonly stack?: string;
};

const rowOf = ({ name, from, waiting }: DeadLetterQueue) => ({ queue: name, waiting, from: from?.name ?? null });

const run = async ({ replay, queue = '', all, directory, stack }: Options): Promise<void> => {
  const { sqs } = clientsOf(stack ? null : readLocalState(directory).endpoint);
  const found = await deadLetterQueues(sqs, stack ?? STACK);
  const wanted = found.filter(({ name, waiting }) => name.includes(queue) && (all || waiting > 0));
  for (const each of wanted) {
    const replayed = replay ? await replayLetters(sqs, each) : null;
    process.stdout.write(`${JSON.stringify({ ...rowOf(each), ...(replayed === null ? {} : { replayed }) })}\n`);
  }
  const waiting = wanted.reduce((sum, each) => sum + each.waiting, 0);
  process.stderr.write(`${found.length} dead-letter queues, ${waiting} messages waited\n`);
};

export const deadLettersCommand = (): Command =>
  new Command('dead-letters')
    .description('what failed every attempt, and trying it again')
    .option('--replay', 'send what waits back to where it came from')
    .option('--queue <text>', 'only queues with this in their name')
    .option('--all', 'empty queues too')
    .option('--stack <name>', 'a deployed CloudFormation stack, reached as the AWS command line would')
    .option('--directory <directory>', 'where the running system keeps its state', STATE_DIRECTORY)
    .addHelpText('after', HELP)
    .action(run);
