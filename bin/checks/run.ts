import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JestResult, type Tally, tallyOfJest } from './tally.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'node_modules/.bin');

type Ran = { readonly code: number; readonly output: string };

/** Children of this process, to be ended with it. */
const children = new Set<ReturnType<typeof spawn>>();
export const endChildren = (): void => {
  for (const child of children) child.kill('SIGTERM');
};

const runCommand = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', PATH: `${BIN}:${process.env.PATH}`, ...env },
    });
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });

/** A command that is right or wrong as a whole: one check. */
export const command = async (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Tally> => {
  const { code, output } = await runCommand(join(BIN, name), args, env);
  return code === 0
    ? { passed: 1, failed: 0, report: '' }
    : { passed: 0, failed: 1, report: `${name} ${args.join(' ')}\n${output}` };
};

export const script = (file: string, args: readonly string[] = []): Promise<Tally> =>
  command('node', ['--disable-warning=ExperimentalWarning', file, ...args]);

/** The tests of one jest project. */
export const jest = async (
  project: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Tally> => {
  const directory = mkdtempSync(join(tmpdir(), 'orderloom-jest-'));
  const outputFile = join(directory, 'result.json');
  try {
    const { output } = await runCommand(
      join(BIN, 'node'),
      [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        join(BIN, 'jest'),
        '--selectProjects',
        project,
        '--json',
        `--outputFile=${outputFile}`,
        ...args,
      ],
      env,
    );
    try {
      return tallyOfJest(JSON.parse(readFileSync(outputFile, 'utf8')) as JestResult);
    } catch {
      return { passed: 0, failed: 1, report: `jest did not finish project ${project}:\n${output}` };
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
