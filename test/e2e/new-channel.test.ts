import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = join(ROOT, 'bin/orderloom.ts');
const COPIED = ['bin', 'catalog', 'domain', 'functions', 'test', 'package.json', 'jest.config.mjs', 'tsconfig.json'];

const newChannel = (root: string, ...words: string[]) =>
  spawnSync(process.execPath, [COMMAND, 'new-channel', ...words, '--root', root], { encoding: 'utf8' });

describe('npx orderloom new-channel', () => {
  let root = '';

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'orderloom-new-channel-'));
    for (const path of COPIED) cpSync(join(ROOT, path), join(root, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('scaffolds a channel that passes the contract suite as it is', () => {
    const made = newChannel(root, 'tea-house', '--title-en', 'Tea House', '--title-zh', '茶舍');
    expect({ status: made.status, error: made.status === 0 ? '' : made.stderr }).toEqual({ status: 0, error: '' });
    expect(made.stdout.split('\n')).toEqual(
      expect.arrayContaining(['domain/channel/tea-house.ts', 'domain/channel/channels.ts']),
    );
    expect(readFileSync(join(root, 'domain/channel/channels.ts'), 'utf8')).toMatch(/\n {2}teaHouse,\n\];/);
    const suite = execFileSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        join(root, 'node_modules/jest/bin/jest.js'),
        '--selectProjects',
        'unit',
        '--json',
        '--testNamePattern',
        'channel tea-house',
        '--',
        'unit/channel/contract',
      ],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const { numPassedTests, numFailedTests } = JSON.parse(suite) as Record<string, number>;
    expect(numFailedTests).toBe(0);
    expect(numPassedTests).toBeGreaterThan(15);
  });

  it('refuses a word that is taken, and one that cannot be a file name, and writes nothing', () => {
    const before = readFileSync(join(root, 'domain/channel/channels.ts'), 'utf8');
    writeFileSync(join(root, 'domain/channel/mine.ts'), 'export {};\n');
    for (const [word, told] of [
      ['mine', 'domain/channel/mine.ts exists already'],
      ['Tea House', 'small letters, digits and dashes'],
    ]) {
      const answer = newChannel(root, word ?? '');
      expect(answer.status).toBe(2);
      expect(answer.stderr).toContain(told);
    }
    expect(readFileSync(join(root, 'domain/channel/channels.ts'), 'utf8')).toBe(before);
    expect(readFileSync(join(root, 'domain/channel/mine.ts'), 'utf8')).toBe('export {};\n');
  });
});
