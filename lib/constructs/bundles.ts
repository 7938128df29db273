import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Construct } from 'constructs';

/** Where `bin/build-functions.ts` puts each function's folder. */
export const BUNDLES = fileURLToPath(new URL('../../dist/functions', import.meta.url));

/** The context value that names another folder of bundles (template tests bring their own). */
export const BUNDLES_CONTEXT = 'orderloom:bundles';

/** @throws Error naming the function when it was not built */
export const bundleOf = (scope: Construct, source: string): string => {
  const folder = join((scope.node.tryGetContext(BUNDLES_CONTEXT) as string | undefined) ?? BUNDLES, source);
  if (!existsSync(join(folder, 'index.js'))) {
    throw new Error(`no bundle for functions/${source}.ts in ${folder}: does the file exist, and was it built?`);
  }
  return folder;
};
