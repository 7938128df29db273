import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { FunctionThread, type HostedFunction } from '../../../bin/local/function-thread.ts';

const hosted = (code: string, more: Partial<HostedFunction> = {}): HostedFunction => {
  const folder = mkdtempSync(join(tmpdir(), 'orderloom-function-'));
  writeFileSync(join(folder, 'index.cjs'), code);
  return {
    name: 'f',
    arn: 'arn:f',
    source: 'order/f',
    bundle: join(folder, 'index.cjs'),
    memoryMb: 128,
    timeoutSeconds: 10,
    env: { GIVEN: 'yes' },
    ...more,
  };
};

const threads: FunctionThread[] = [];
const threadOf = (...given: Parameters<typeof hosted>): FunctionThread => {
  const thread = new FunctionThread(hosted(...given), new PassThrough().resume(), () => {});
  threads.push(thread);
  return thread;
};
afterAll(() => Promise.all(threads.map((thread) => thread.terminate())));

describe('FunctionThread', () => {
  it('runs a handler with its own variables and a context, and keeps its module between calls', async () => {
    const thread = threadOf(`let calls = 0;
      exports.handler = async (event, context) => ({ event, calls: ++calls, env: process.env.GIVEN, path: process.env.PATH ?? null, id: context.awsRequestId });`);
    await thread.call('{"a":1}', 'r1');
    expect(await thread.call('{"a":2}', 'r2')).toEqual({
      answer: JSON.stringify({ event: { a: 2 }, calls: 2, env: 'yes', path: null, id: 'r2' }),
    });
  });

  it('tells what a handler threw, by name', async () => {
    const thread = threadOf('exports.handler = async () => { throw new RangeError("too far"); };');
    expect(await thread.call('{}', 'r')).toMatchObject({ error: { errorType: 'RangeError', errorMessage: 'too far' } });
  });

  it('fails a call that ends its process, and starts anew for the next', async () => {
    const thread = threadOf('exports.handler = async ({ exit }) => { if (exit) process.exit(1); return "alive"; };');
    expect(await thread.call('{"exit":true}', 'r1')).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
    expect(await thread.call('{}', 'r2')).toEqual({ answer: '"alive"' });
  });

  it('fails a call that takes longer than its time-out, as Lambda does', async () => {
    const thread = threadOf('exports.handler = () => new Promise(() => {});', { timeoutSeconds: 0.3 });
    expect(await thread.call('{}', 'r')).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
  });

  it('fails a module that does not load, naming why', async () => {
    const thread = threadOf('throw new Error("ORDERS_TABLE is not set");');
    expect(await thread.call('{}', 'r')).toMatchObject({ error: { errorMessage: 'ORDERS_TABLE is not set' } });
  });
});
