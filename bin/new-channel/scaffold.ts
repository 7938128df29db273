import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixturesOf } from './fixtures.ts';
import { mappingDocument } from './mapping-document.ts';

export type NewChannel = { readonly id: string; readonly en: string; readonly zh: string };

/** What keeps a channel from being made: names the word or file and the cure. */
export class CannotScaffold extends Error {
  override name = 'CannotScaffold';
}

const templateText = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`${name}.txt`, import.meta.url)), 'utf8');

/** `tiktok-shop` → `tiktokShop` */
const variableOf = (id: string): string => id.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());

const filled = (template: string, { id, en, zh }: NewChannel): string =>
  templateText(template)
    .replaceAll('__id__', id)
    .replaceAll('__name__', variableOf(id))
    .replaceAll('__en__', en)
    .replaceAll('__zh__', zh);

/** Short lists of words on one line, as the formatter has them. */
const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(/\[\n\s*("[^"\n]*"(?:,\n\s*"[^"\n]*")*)\n\s*\]/g, (_all, words: string) => `[${words.replace(/,\n\s*/g, ', ')}]`)}\n`;

/** The four files (the last a folder) by their paths in the repository. */
const filesOf = (channel: NewChannel): ReadonlyMap<string, string> =>
  new Map([
    [`domain/channel/${channel.id}.ts`, filled('protocol.ts', channel)],
    [`functions/channel/${channel.id}.ts`, filled('function.ts', channel)],
    [`catalog/channels/${channel.id}.json`, json(mappingDocument(channel))],
    ...Object.entries(fixturesOf(channel)).map(([name, fixture]): [string, string] => [
      `test/fixtures/channel/${channel.id}/${name}.json`,
      json(fixture),
    ]),
  ]);

const LIST = 'domain/channel/channels.ts';

/** The list with one line more: an import in its alphabetical place and an entry at the end. */
const listedIn = (list: string, { id }: NewChannel): string => {
  const line = `import { ${variableOf(id)} } from './${id}.ts';`;
  const lines = list.split('\n');
  const imports = lines.filter((each) => each.startsWith('import '));
  const next = imports.find((each) => fileOf(each) > `./${id}.ts`);
  const at = next === undefined ? lines.indexOf(imports.at(-1) ?? '') + 1 : lines.indexOf(next);
  return [...lines.slice(0, at), line, ...lines.slice(at)].join('\n').replace(/\n\];/, `\n  ${variableOf(id)},\n];`);
};

const fileOf = (line: string): string => /'(.+)'/.exec(line)?.[1] ?? '';

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Words that already mean something in domain/channel/. */
const isTaken = (root: string, id: string): boolean => existsSync(join(root, `domain/channel/${id}.ts`));

/**
 * Writes a channel that works: signed pushes, a mapping with examples, six fixtures, its Lambda and its line in the list. What the
 * platform does otherwise is marked TODO in domain/channel/<id>.ts.
 * @returns the paths written
 * @throws CannotScaffold
 */
export const scaffoldChannel = (root: string, channel: NewChannel): string[] => {
  const { id } = channel;
  if (!ID.test(id))
    throw new CannotScaffold(`channel "${id}": use small letters, digits and dashes, as in tiktok-shop`);
  if (isTaken(root, id))
    throw new CannotScaffold(`channel "${id}": domain/channel/${id}.ts exists already; choose another word`);
  if (/['\\\n]/.test(channel.en + channel.zh)) throw new CannotScaffold("title: leave ' and \\ out");
  const files = filesOf(channel);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  const list = join(root, LIST);
  writeFileSync(list, listedIn(readFileSync(list, 'utf8'), channel));
  return [...files.keys(), LIST];
};
