import { Command, CommanderError } from 'commander';
import { addLocalOptions, type LocalFlags, runLocal } from './local/run-local.ts';

const program = addLocalOptions(new Command('npm start --'))
  .description('run the whole system on this machine')
  .exitOverride();

try {
  program.parse();
  await runLocal(program.opts<LocalFlags>());
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
