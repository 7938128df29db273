import { Command } from 'commander';
import { addLocalOptions, type LocalFlags, runLocal } from '../local/run-local.ts';

export const devCommand = (): Command =>
  addLocalOptions(new Command('dev'))
    .description('run the whole system on this machine, like npm start')
    .action((flags: LocalFlags) => runLocal(flags));
