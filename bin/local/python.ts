import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';

/** The release every workaround was probed on (test/e2e/emulator-contract.test.ts). */
export const REQUIREMENTS = ['ministack==1.5.33'];

const CANDIDATES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const OLDEST_MINOR = 10;

const minorOf = (command: string): number | null => {
  const { status, stdout } = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  if (status !== 0) return null;
  const [major, minor] = stdout.trim().split(' ').map(Number);
  return major === 3 && minor !== undefined ? minor : null;
};

/** @throws Failure when there is none of 3.10 or newer */
export const findPython = (candidates: readonly string[] = CANDIDATES): string => {
  const found = candidates.find((command) => (minorOf(command) ?? 0) >= OLDEST_MINOR);
  if (!found)
    throw new Failure(
      `Python 3.${OLDEST_MINOR} or newer is needed for the local AWS endpoint and was not found: install it from https://www.python.org/downloads/.`,
    );
  return found;
};

type Ran = { readonly code: number | null; readonly output: string };

const runCommand = (command: string, args: readonly string[], progress: (line: string) => void): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk;
      const line = String(chunk).trim().split('\n').at(-1) ?? '';
      if (/^(Collecting|Installing)/.test(line)) progress(line.slice(0, 72));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

const makeVenv = async (venv: string, progress: (line: string) => void): Promise<void> => {
  const python = findPython();
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(venv, { recursive: true });
  progress('creating a virtual environment');
  const { code, output } = await runCommand(python, ['-m', 'venv', venv], progress);
  if (code !== 0) {
    const cure = /ensurepip|python3?-venv/.test(output)
      ? 'install its venv module (Debian, Ubuntu: apt install python3-venv)'
      : output.trim();
    throw new Failure(`${python} cannot make a virtual environment: ${cure}.`);
  }
};

const installInto = async (venv: string, progress: (line: string) => void): Promise<void> => {
  const { code, output } = await runCommand(
    join(venv, 'bin/python'),
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar=off', ...REQUIREMENTS],
    progress,
  );
  if (code === 0) return;
  if (/Connection|NewConnectionError|Max retries|Temporary failure|timed out|No matching distribution/i.test(output)) {
    throw new Failure(
      `${REQUIREMENTS.join(' ')} cannot be fetched: the Python package registry is not reachable. Check the network or pip's index-url, then run this again.`,
    );
  }
  throw new Failure(`pip could not install ${REQUIREMENTS.join(' ')}: ${output.trim().split('\n').at(-1)}`);
};

/**
 * The virtual environment with the endpoint in it; made once, again when the pinned release changes.
 * @returns its Python
 */
export const endpointPython = async (directory: string, progress: (line: string) => void): Promise<string> => {
  const venv = join(directory, 'venv');
  const note = join(venv, '.orderloom-requirements');
  const python = join(venv, 'bin/python');
  const hash = createHash('sha256').update(REQUIREMENTS.join('\n')).digest('hex');
  if (existsSync(python) && existsSync(note) && readFileSync(note, 'utf8') === hash) return python;
  await makeVenv(venv, progress);
  await installInto(venv, progress);
  writeFileSync(note, hash);
  return python;
};
