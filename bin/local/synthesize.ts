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
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
};

type InBucket = { readonly bucket: string; readonly key: string };
export type Asset = InBucket & { readonly folder: string };
export type Assembly = {
  readonly template: Template;
  /** Of stacks within the stack, and where it looks for them. */
  readonly nested: readonly (InBucket & { readonly template: Template })[];
  readonly assets: readonly Asset[];
};

/** Every resource, in whichever stack it stands: their logical ids differ. */
export const resourcesOf = ({ template, nested }: Assembly): Readonly<Record<string, Resource>> =>
  Object.assign({}, ...[template, ...nested.map((each) => each.template)].map(({ Resources }) => Resources));

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

const NESTED = '.nested.template.json';

/** Runs the CDK app for the local target and reads what it made. */
export const synthesize = async (place: Place): Promise<Assembly> => {
  const { outdir, account, region } = place;
  await runApp(place);
  const manifest = readJson<AssetManifest>(join(outdir, 'Orderloom.assets.json'));
  const files = Object.values(manifest.files).flatMap(({ source, destinations }) => {
    const [to] = Object.values(destinations);
    const path = join(outdir, source.path);
    if (!to || !existsSync(path)) return [];
    return [{ path, bucket: fill(to.bucketName, account, region), key: fill(to.objectKey, account, region), source }];
  });
  return {
    template: readJson<Template>(join(outdir, 'Orderloom.template.json')),
    nested: files
      .filter(({ path }) => path.endsWith(NESTED))
      .map(({ path, bucket, key }) => ({ template: readJson<Template>(path), bucket, key })),
    assets: files
      .filter(({ source }) => source.packaging === 'zip')
      .map(({ path, bucket, key }) => ({ folder: path, bucket, key })),
  };
};
