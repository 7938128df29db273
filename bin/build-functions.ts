import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FUNCTIONS = join(ROOT, 'functions');
export const BUNDLES = join(ROOT, 'dist/functions');

/** `<stage>/<verb-noun>` of every function: one file of functions/<stage>/ each, `shared` apart. */
export const functionSources = (): string[] =>
  readdirSync(FUNCTIONS, { withFileTypes: true })
    .filter((stage) => stage.isDirectory() && stage.name !== 'shared')
    .flatMap((stage) =>
      readdirSync(join(FUNCTIONS, stage.name))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${stage.name}/${file.slice(0, -'.ts'.length)}`),
    )
    .sort();

/** One esbuild call for all functions; each into `<outdir>/<stage>/<name>/index.js`. */
export const buildOptions = (outdir = BUNDLES): BuildOptions & { metafile: true } => ({
  absWorkingDir: ROOT,
  entryPoints: functionSources().map((source) => ({ in: join(FUNCTIONS, `${source}.ts`), out: `${source}/index` })),
  outdir,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  // Lambda loads CommonJS faster, and the local endpoint's workers take nothing else.
  format: 'cjs',
  sourcemap: 'external',
  // The SDK of the runtime is not used: a bundle that asks for it has taken a wrong import.
  external: [],
  legalComments: 'none',
  metafile: true,
  logLevel: 'silent',
});

export const buildFunctions = async (outdir = BUNDLES): Promise<Metafile> => {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build(buildOptions(outdir));
  // The repository is a module package; the bundles are CommonJS.
  writeFileSync(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
  return metafile;
};

/** Bytes of each function's bundle, by `<stage>/<name>`. */
export const bundleSizes = (metafile: Metafile, outdir = BUNDLES): Map<string, number> =>
  new Map(
    Object.entries(metafile.outputs)
      .filter(([file]) => file.endsWith('.js'))
      .map(([file, { bytes }]) => [relative(outdir, join(ROOT, file)).replace(/\/index\.js$/, ''), bytes]),
  );

/** When the sources are newer than the bundles, or there are none. */
export const bundlesAreStale = (): boolean => {
  const built = functionSources().map((source) => join(BUNDLES, source, 'index.js'));
  const builtAt = Math.min(...built.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
  const newest = (folder: string): number =>
    Math.max(
      0,
      ...readdirSync(folder, { withFileTypes: true }).map((entry) =>
        entry.isDirectory() ? newest(join(folder, entry.name)) : statSync(join(folder, entry.name)).mtimeMs,
      ),
    );
  return (
    builtAt <=
    Math.max(newest(FUNCTIONS), newest(join(ROOT, 'domain')), statSync(join(ROOT, 'package-lock.json')).mtimeMs)
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const sizes = bundleSizes(await buildFunctions());
  for (const [source, bytes] of sizes) console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${source}`);
  console.log(`${sizes.size} functions in ${((performance.now() - started) / 1000).toFixed(2)} s`);
}
