import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { CannotScaffold, scaffoldChannel } from '../new-channel/scaffold.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Options = { readonly titleEn?: string; readonly titleZh?: string; readonly root: string };

const HELP = `
Writes a channel that works from the first minute - signed pushes, mapping, fixtures, Lambda - and marks with TODO what the
platform does otherwise. docs/adding-a-channel.md says what to do next.

Example:
  npx orderloom new-channel jingxi --title-en Jingxi --title-zh 京喜
  npm test`;

/** `tiktok-shop` → `Tiktok Shop` */
const titleOf = (id: string): string =>
  id
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');

export const newChannelCommand = (): Command =>
  new Command('new-channel')
    .description('Scaffolds a sales channel: protocol, Lambda, mapping, fixtures and its line in the list.')
    .argument('<id>', 'kebab-case, the word of its files and its URL')
    .option('--title-en <title>', 'its name in English')
    .option('--title-zh <title>', 'its name in Chinese')
    .option('--root <directory>', 'the checkout to write into', ROOT)
    .addHelpText('after', HELP)
    .action((id: string, { titleEn, titleZh, root }: Options, command: Command) => {
      const en = titleEn ?? titleOf(id);
      try {
        const written = scaffoldChannel(root, { id, en, zh: titleZh ?? en });
        for (const path of written) console.log(path);
        process.stderr.write(`Written. Search for "TODO ${id}" and read docs/adding-a-channel.md.\n`);
      } catch (error) {
        if (!(error instanceof CannotScaffold)) throw error;
        command.error(`new-channel: ${error.message}`, { exitCode: 2 });
      }
    });
