// Makes `npx orderloom` find this checkout's own command: npm links the commands of dependencies, not of the project itself.
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../node_modules/.bin', import.meta.url));
const TARGET = '../../bin/orderloom.mjs';

const linkedTo = (link) => {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
};

export const linkCommand = () => {
  const link = join(BIN, 'orderloom');
  if (!existsSync(BIN)) mkdirSync(BIN, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\..\\..\\bin\\orderloom.mjs" %*\r\n`);
    return;
  }
  if (linkedTo(link) === TARGET) return;
  rmSync(link, { force: true });
  symlinkSync(TARGET, link);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) linkCommand();
