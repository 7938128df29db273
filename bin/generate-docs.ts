import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVENTS } from '../domain/events.ts';
import { apiPage } from './docs/api-page.ts';
import { schemaOf } from './docs/event-schema.ts';
import { eventsPage } from './docs/events-page.ts';

const DOCS = fileURLToPath(new URL('../docs', import.meta.url));

/** Every generated page by its path below docs/. */
export const generatedDocs = (): Map<string, string> =>
  new Map([
    ['events.md', eventsPage()],
    ['api.md', apiPage()],
    ...EVENTS.map((event): [string, string] => [
      `schemas/${event.type}.json`,
      `${JSON.stringify(schemaOf(event), null, 2)}\n`,
    ]),
  ]);

const onDisk = (path: string): string | null => {
  try {
    return readFileSync(join(DOCS, path), 'utf8');
  } catch {
    return null;
  }
};

/** Schemas of events that are no more. */
const leftOver = (docs: Map<string, string>): string[] => {
  mkdirSync(join(DOCS, 'schemas'), { recursive: true });
  return readdirSync(join(DOCS, 'schemas'))
    .map((file) => `schemas/${file}`)
    .filter((path) => !docs.has(path));
};

/** Pages that differ from what the code says. */
export const staleDocs = (docs = generatedDocs()): string[] => [
  ...[...docs].filter(([path, text]) => onDisk(path) !== text).map(([path]) => path),
  ...leftOver(docs),
];

const write = (docs: Map<string, string>): void => {
  for (const path of leftOver(docs)) rmSync(join(DOCS, path));
  for (const [path, text] of docs) {
    mkdirSync(dirname(join(DOCS, path)), { recursive: true });
    writeFileSync(join(DOCS, path), text);
  }
};

const USAGE =
  'usage: npm run docs [-- --check]\nWrites docs/events.md, docs/api.md and docs/schemas/; --check only compares.';

const main = (args: readonly string[]): number => {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    console.error(`${unknown.join(' ')}: unknown argument\n${USAGE}`);
    return 2;
  }
  const docs = generatedDocs();
  const stale = staleDocs(docs);
  if (!args.includes('--check')) {
    write(docs);
    console.error(`${docs.size} pages, ${stale.length} changed`);
    return 0;
  }
  for (const path of stale) console.error(`docs/${path} is not what the code says: run \`npm run docs\``);
  return stale.length === 0 ? 0 : 1;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.slice(2));
