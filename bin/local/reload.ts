import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, context } from 'esbuild';
import { buildOptions, functionSources } from '../build-functions.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WATCHED = ['functions', 'domain'];
/** Editors write a file in several steps. */
const QUIET_MS = 80;

export type Reloading = { readonly stop: () => Promise<void> };

const digests = (bundles: string): Map<string, string> =>
  new Map(
    functionSources().map((source) => {
      try {
        return [
          source,
          createHash('sha1')
            .update(readFileSync(join(bundles, source, 'index.js')))
            .digest('hex'),
        ];
      } catch {
        return [source, ''];
      }
    }),
  );

/** One line per problem, as an editor can jump to it. */
export const buildProblems = (error: unknown): string =>
  ((error as BuildFailure).errors ?? [])
    .map(({ location, text }) => `${location ? `${location.file}:${location.line}:${location.column}: ` : ''}${text}`)
    .join('\n') || String((error as Error).message);

/** Rebuilds when functions/ or domain/ change and names the functions whose code is another. */
export const reloadOnChange = async (
  bundles: string,
  changed: (sources: readonly string[]) => void,
  say: (line: string) => void,
): Promise<Reloading> => {
  const building = await context(buildOptions(bundles));
  let before = digests(bundles);
  let stopped = false;
  const rebuild = async (): Promise<void> => {
    const started = performance.now();
    try {
      await building.rebuild();
    } catch (error) {
      if (stopped) return;
      say(`not reloaded:\n${buildProblems(error)}`);
      return;
    }
    const after = digests(bundles);
    const sources = [...after].filter(([source, digest]) => before.get(source) !== digest).map(([source]) => source);
    before = after;
    if (sources.length === 0) return;
    changed(sources);
    say(`reloaded ${sources.join(', ')} in ${Math.round(performance.now() - started)} ms`);
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = (_event: string, file: string | null): void => {
    if (!file?.endsWith('.ts') && !file?.endsWith('.json')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), QUIET_MS);
  };
  const watchers: FSWatcher[] = WATCHED.map((folder) => watch(join(ROOT, folder), { recursive: true }, soon));
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await building.dispose();
    },
  };
};
