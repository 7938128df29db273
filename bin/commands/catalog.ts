import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { parseLossless } from '../../domain/channel/lossless-json.ts';
import { CATALOG_KINDS, type CatalogKind } from '../../domain/workbench/catalog-document.ts';
import { type Caller, callerOf, Refused, reaching, type Where } from '../call-api.ts';
import { writeJsonLine } from '../json-lines.ts';

const HELP = `
Documents as files, so that they also live in git: <directory>/<kind>/<id>.json.

  npx orderloom catalog pull documents/                       what is released now, into files
  npx orderloom catalog push documents/ --why "new status"    files that differ become drafts, and are tested
  npx orderloom catalog push documents/ --why "…" --release   … and are released to all where their tests pass
  npx orderloom catalog push documents/ --why "…" --share 0.1 … or to a tenth of the orders first (--color blue: to a colour)

Writes a line per document. Exit code 2 when a document is refused or fails its tests.`;

type Push = Where & {
  readonly why: string;
  readonly release?: boolean;
  readonly share?: string;
  readonly color?: string;
};

const pull = async (root: string, where: Where): Promise<void> => {
  const call = callerOf(where);
  for (const kind of CATALOG_KINDS) {
    const { documents } = await call<{ documents: { id: string }[] }>('GET', `/catalog/${kind}`);
    mkdirSync(join(root, kind), { recursive: true });
    for (const { id } of documents) {
      const { version, document } = await call<{ version: number; document: unknown }>('GET', `/catalog/${kind}/${id}`);
      const file = join(root, kind, `${id}.json`);
      writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
      await writeJsonLine(process.stdout, { kind, id, version, file });
    }
  }
};

const audienceOf = ({ release, share, color }: Push): unknown => {
  if (share !== undefined) return { share: Number(share) };
  if (color !== undefined) return { color };
  return release ? 'ALL' : null;
};

type Report = {
  readonly passed: number;
  readonly failed: number;
  readonly tests: { name: string; differences: string[] }[];
  readonly notes: string[];
};

const pushOne = async (call: Caller, kind: CatalogKind, id: string, text: string, options: Push): Promise<boolean> => {
  const path = `/catalog/${kind}/${id}`;
  const { version, isNew } = await call<{ version: number; isNew: boolean }>('PUT', path, {
    document: parseLossless(text),
    why: options.why,
  });
  const { passed, failed, tests, notes } = await call<Report>('POST', `${path}/test`, { version });
  const to = audienceOf(options);
  const releases = isNew && failed === 0 && to !== null;
  if (releases) await call('POST', `${path}/releases`, { version, to, why: options.why });
  const failing = tests.filter(({ differences }) => differences.length > 0);
  await writeJsonLine(process.stdout, {
    kind,
    id,
    version,
    isNew,
    passed,
    failed,
    released: releases ? to : null,
    failing,
    notes,
  });
  return failed === 0;
};

const push = async (root: string, options: Push): Promise<void> => {
  const call = callerOf(options);
  let bad = 0;
  // A directory that was pulled by an earlier version lacks the kinds that came since.
  for (const kind of CATALOG_KINDS.filter((each) => existsSync(join(root, each))))
    for (const name of readdirSync(join(root, kind)).filter((each) => each.endsWith('.json'))) {
      const id = name.slice(0, -'.json'.length);
      try {
        if (!(await pushOne(call, kind, id, readFileSync(join(root, kind, name), 'utf8'), options))) bad += 1;
      } catch (error) {
        if (!(error instanceof Refused) && !(error instanceof SyntaxError)) throw error;
        process.stderr.write(`${join(root, kind, name)}: ${error.message}\n`);
        bad += 1;
      }
    }
  if (bad > 0) process.exitCode = 2;
};

export const catalogCommand = (): Command => {
  const command = new Command('catalog')
    .description('Pulls and pushes catalog documents as files.')
    .addHelpText('after', HELP);
  reaching(command.command('pull <directory>').description('what is released now, into files')).action(pull);
  reaching(
    command.command('push <directory>').description('files that differ become drafts, tested, and released if asked'),
  )
    .requiredOption('--why <text>', 'what the versions are for; kept with them')
    .option('--release', 'release to all')
    .option('--share <share>', 'release to a share of the orders first, 0 to 1')
    .option('--color <color>', 'release to marked traffic first')
    .action(push);
  return command;
};
