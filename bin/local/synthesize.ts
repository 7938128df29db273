import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLES_CONTEXT } from '../../lib/constructs/bundles.ts';
import { Failure } from './failure.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Resource = {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
};

export type Asset = { readonly folder: string; readonly bucket: string; readonly key: string };
export type Assembly = { readonly template: Template; readonly assets: readonly Asset[] };

type AssetManifest = {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string; readonly packaging: string };
        readonly destinations: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>;
      }
    >
  >;
};

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

export type Place = {
  readonly outdir: string;
  /** Where the functions were built for this run. */
  readonly bundles: string;
  readonly account: string;
  readonly region: string;
};

const runApp = ({ outdir, bundles, account, region }: Place): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/orderloom-app.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(ROOT, '.local/compile-cache'),
        CDK_OUTDIR: outdir,
        CDK_DEFAULT_ACCOUNT: account,
        CDK_DEFAULT_REGION: region,
        // Checked by `npm test` and `cdk synth`; here it would triple the time.
        CDK_VALIDATION: 'false',
        CDK_CONTEXT_JSON: JSON.stringify({
          ...readJson<{ context: object }>(join(ROOT, 'cdk.json')).context,
          target: 'local',
          [BUNDLES_CONTEXT]: bundles,
          'aws:cdk:disable-stack-trace': true,
          // One stack for all: the endpoint knows no stacks within stacks, and no limit (docs/decisions/0014).
          '@aws-cdk/core:stackResourceLimit': 0,
        }),
      },
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Failure(`The CDK app does not synthesise:\n${errors.trim()}`)),
    );
  });

const fill = (text: string, account: string, region: string): string =>
  text.replace(/\$\{AWS::AccountId\}/g, account).replace(/\$\{AWS::Region\}/g, region);

/** Runs the CDK app for the local target and reads what it made. */
export const synthesize = async (place: Place): Promise<Assembly> => {
  const { outdir, account, region } = place;
  await runApp(place);
  const manifest = readJson<AssetManifest>(join(outdir, 'Orderloom.assets.json'));
  const assets = Object.values(manifest.files).flatMap(({ source, destinations }) => {
    const folder = join(outdir, source.path);
    const [to] = Object.values(destinations);
    if (source.packaging !== 'zip' || !to || !existsSync(folder)) return [];
    return [{ folder, bucket: fill(to.bucketName, account, region), key: fill(to.objectKey, account, region) }];
  });
  return { template: readJson<Template>(join(outdir, 'Orderloom.template.json')), assets };
};
