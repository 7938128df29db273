import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPort, useEndpoint } from '../../../bin/local/endpoint.ts';
import { Failure, tell } from '../../../bin/local/failure.ts';
import { findPython } from '../../../bin/local/python.ts';
import { NotRunning, readLocalState } from '../../../bin/local-state.ts';

const taken = async (): Promise<{ port: number; close: () => void }> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
};

describe('what has to be there', () => {
  it('refuses to go on without Python, in one line with the cure', () => {
    expect(() => findPython(['python-that-is-not-there'])).toThrow(
      /^Python 3\.10 or newer .* install it from https:\/\/\S+$/,
    );
  });

  it('refuses a port that is in use, in one line with the cure', async () => {
    const { port, close } = await taken();
    await expect(claimPort(port, 'choose another')).rejects.toThrow(
      new Failure(`Port ${port} is in use: choose another.`),
    );
    close();
  });

  it('finds a free port when none is asked for', async () => {
    expect(await claimPort(0, '')).toBeGreaterThan(1023);
  });

  it('refuses an endpoint of the user that does not answer', async () => {
    const { port, close } = await taken();
    close();
    await expect(useEndpoint(`http://127.0.0.1:${port}/`)).rejects.toThrow(
      `No AWS endpoint answers at ORDERLOOM_ENDPOINT=http://127.0.0.1:${port}:`,
    );
  });

  it('tells a foreseen failure in one line and an unforeseen one with its stack', () => {
    expect(tell(new Failure('no disk'))).toBe('no disk');
    expect(tell(new TypeError('odd'))).toContain('prerequisites.test.ts');
  });
});

describe('the state of the running system', () => {
  it('fails with the cure when nothing runs', () => {
    const directory = mkdtempSync(join(tmpdir(), 'orderloom-state-'));
    expect(() => readLocalState(directory)).toThrow(NotRunning);
    expect(() => readLocalState(directory)).toThrow('npm start');
  });

  it('refuses a state that another version wrote', () => {
    const directory = mkdtempSync(join(tmpdir(), 'orderloom-state-'));
    writeFileSync(join(directory, 'state.json'), '{"endpoint":"http://127.0.0.1:4566"}');
    expect(() => readLocalState(directory)).toThrow(NotRunning);
  });
});
