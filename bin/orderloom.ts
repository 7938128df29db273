import { Command, CommanderError } from 'commander';
import { calibrateCommand } from './commands/calibrate.ts';
import { catalogCommand } from './commands/catalog.ts';
import { checkupCommand } from './commands/checkup.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { devCommand } from './commands/dev.ts';
import { exportCommand } from './commands/export.ts';
import { followCommand } from './commands/follow.ts';
import { importCommand } from './commands/import.ts';
import { mapCommand } from './commands/map.ts';
import { networkCommand } from './commands/network.ts';
import { newChannelCommand } from './commands/new-channel.ts';
import { planCommand } from './commands/plan.ts';
import { remarksCommand } from './commands/remarks.ts';
import { rereadCommand } from './commands/reread.ts';
import { reviewsCommand } from './commands/reviews.ts';
import { seedCommand } from './commands/seed.ts';
import { sendCommand } from './commands/send.ts';
import { shadowCommand } from './commands/shadow.ts';
import { signCommand } from './commands/sign.ts';
import { trackCommand } from './commands/track.ts';

const program = new Command('orderloom')
  .description('Orders from every channel, planned, run, remembered and served as one kind of order.')
  .addHelpText(
    'after',
    `
Commands that read files take them on standard input, write one JSON object a line on standard output and tell their
progress on standard error. Exit codes: 0 fine, 2 bad input (with the line and field), 1 anything else.`,
  )
  .showHelpAfterError('(see --help)');

const COMMANDS = [
  devCommand,
  sendCommand,
  followCommand,
  exportCommand,
  seedCommand,
  signCommand,
  mapCommand,
  trackCommand,
  checkupCommand,
  importCommand,
  catalogCommand,
  planCommand,
  shadowCommand,
  remarksCommand,
  reviewsCommand,
  rereadCommand,
  calibrateCommand,
  networkCommand,
  deadLettersCommand,
  newChannelCommand,
];
for (const command of COMMANDS) program.addCommand(command());

/** Commander throws instead of ending the process, so that bad usage ends with 2 like every bad input. */
const throwing = (command: Command): void => {
  command.exitOverride();
  for (const child of command.commands) throwing(child);
};
throwing(program);

// `| head` closes the pipe when it has enough: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
