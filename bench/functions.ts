import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { BUNDLES, buildFunctions, bundleSizes } from '../bin/build-functions.ts';
import { ENV_NAMES } from '../functions/shared/env.ts';
import type { BenchRow } from './bench-row.ts';

const RUNS = 7;

/** Loads one bundle in a fresh process, as a cold start does, and says how many milliseconds that took. */
const LOAD = `const started = performance.now(); require(process.argv[1]); process.stdout.write(String(performance.now() - started)); process.exit(0);`;

const environment = Object.fromEntries(ENV_NAMES.map((name) => [name, 'bench']));

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const coldLoadMs = (source: string): number =>
  median(
    Array.from({ length: RUNS }, () =>
      Number(
        execFileSync(process.execPath, ['-e', LOAD, join(BUNDLES, source, 'index.js')], {
          env: { ...environment, PATH: '' },
        }),
      ),
    ),
  );

/** Size and cold load of every function's bundle. No peer: the aim is 300 KB and 150 ms. */
export const benchFunctions = async (): Promise<BenchRow[]> => {
  const sizes = bundleSizes(await buildFunctions());
  return [...sizes].flatMap(([source, bytes]) => [
    { name: `bundle ${source}`, ours: bytes / 1024, peer: null, peerName: '', unit: 'KB', ratio: null },
    { name: `cold load ${source}`, ours: coldLoadMs(source), peer: null, peerName: '', unit: 'ms', ratio: null },
  ]);
};
