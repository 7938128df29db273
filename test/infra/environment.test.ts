import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { buildOptions } from '../../bin/build-functions.ts';
import { ENV_NAMES } from '../../functions/shared/env.ts';
import {
  orderloomStack,
  permissionsBySource,
  resourcesOf,
  sourceOf,
  templateOf,
} from '../support/orderloom-template.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const template = templateOf(orderloomStack());
let metafile: Metafile;

beforeAll(async () => {
  ({ metafile } = await build({ ...buildOptions('/nowhere'), write: false, minify: false, sourcemap: false }));
}, 60_000);

/** The project's own files that went into a function's bundle. */
const sourcesIn = (source: string): string[] => {
  const [, output] = Object.entries(metafile.outputs).find(([file]) => file.endsWith(`/${source}/index.js`)) ?? [];
  return Object.entries(output?.inputs ?? {})
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && !file.includes('node_modules'))
    .map(([file]) => file);
};

const namesIn = (source: string, pattern: RegExp): string[] =>
  [
    ...new Set(
      sourcesIn(source).flatMap((file) =>
        [...readFileSync(join(ROOT, file), 'utf8').matchAll(pattern)].map(([, name = '']) => name),
      ),
    ),
  ].sort();

const functions = resourcesOf(template, 'AWS::Lambda::Function').map((found) => ({
  source: sourceOf(found),
  given: Object.keys((found.properties.Environment as { Variables: object }).Variables).filter((name) =>
    (ENV_NAMES as readonly string[]).includes(name),
  ),
}));

describe('the environment of each function', () => {
  it.each(functions)('$source is given the variables that its code reads, and no others', ({ source, given }) => {
    expect(given.sort()).toEqual(namesIn(source, /\benv\('([A-Z_]+)'\)/g));
  });

  it.each(functions)('$source may read the secrets that its code names, and no others', ({ source }) => {
    const named = namesIn(source, /[`'](orderloom\/[a-z]+)\//g);
    const allowed = (permissionsBySource(template).get(source) ?? [])
      .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
      .flatMap(({ resources }) =>
        [...JSON.stringify(resources).matchAll(/secret:(orderloom\/[a-z]+)\//g)].map(([, name]) => name),
      );
    expect([...new Set(allowed)].sort()).toEqual(named);
  });
});
