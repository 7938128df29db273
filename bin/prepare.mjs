// Gets everything a command needs, then runs it on the right Node: `node bin/prepare.mjs <script> [args…]`.
// Plain JavaScript without dependencies: it runs before there are any, on whatever Node ≥ 20 is here.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkCommand } from './link-command.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = join(ROOT, 'node_modules/.bin/node');
const NOTE = join(ROOT, 'node_modules/.orderloom-lock');

const stop = (line) => {
  console.error(line);
  process.exit(1);
};

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');

/** What npm says when it cannot reach its registry; everything else is shown as it is. */
const UNREACHABLE =
  /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)|network|socket hang up/i;

const install = () => {
  console.error('Installing dependencies (npm ci); only when package-lock.json has changed …');
  const started = Date.now();
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=true'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.error) stop(`npm could not be started (${result.error.message}): install Node.js together with npm`);
  if (result.status !== 0) {
    if (UNREACHABLE.test(result.stderr)) {
      stop('The npm registry cannot be reached: check the network or `npm config get registry`, then run this again.');
    }
    process.stderr.write(result.stderr);
    stop('npm ci failed: see above.');
  }
  console.error(`Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`);
};

export const prepare = () => {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
  const hash = lockHash();
  const noted = existsSync(NOTE) ? readFileSync(NOTE, 'utf8') : '';
  if (noted !== hash || !existsSync(NODE)) {
    install();
    mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
    writeFileSync(NOTE, hash);
  }
  linkCommand();
};

/** Runs a script under the project's Node and ends as it ends; signals go on to it. */
export const run = (script, args) => {
  const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', join(ROOT, script), ...args], {
    stdio: 'inherit',
  });
  // A Ctrl-C reaches the whole foreground group: the child gets it by itself and this process only waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop(`${NODE} could not be started: ${error.message}`));
  child.on('exit', (code, signal) =>
    process.exit(signal ? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal] ?? 9) : (code ?? 1)),
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (!script) stop('usage: node bin/prepare.mjs <script> [args…]');
  prepare();
  run(script, args);
}
