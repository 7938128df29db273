import fc from 'fast-check';
import type { OrderId } from '#domain/id.ts';

process.env.ORDERS_TABLE = 'orders';
process.env.ORDER_LIFECYCLE_ARN = 'arn:aws:states:us-east-1:1:stateMachine:order-lifecycle';
process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';
process.env.AWS_ENDPOINT_URL = 'http://endpoint.test';

const { replaceLifecycle, restartLifecycle, startLifecycle } = await import('#shared/lifecycle.ts');

const orderId = 'ord_01K9Z3V5T7E2B4N6M8Q0R1S2T3' as OrderId;
const traceId = 't';

class Crash extends Error {}

/** Step Functions and the run's row, as far as a lifecycle needs them: a name is used once, whatever became of it. */
class Machine {
  readonly used = new Set<string>();
  readonly running = new Set<string>();
  #run: unknown;
  #callsLeft = Number.POSITIVE_INFINITY;

  crashAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  answer(operation: string, body: Record<string, unknown>): [number, object] {
    if (this.#callsLeft <= 0) throw new Crash();
    this.#callsLeft -= 1;
    switch (operation) {
      case 'PutItem':
        this.#run = body.Item;
        return [200, {}];
      case 'GetItem':
        return [200, this.#run ? { Item: this.#run } : {}];
      case 'StopExecution': {
        const name = String(body.executionArn).split(':').at(-1) ?? '';
        this.running.delete(name);
        return this.used.has(name) ? [200, {}] : [400, { __type: 'ExecutionDoesNotExist' }];
      }
      default: {
        const name = String(body.name);
        if (this.used.has(name)) return [400, { __type: 'ExecutionAlreadyExists' }];
        this.used.add(name);
        this.running.add(name);
        return [200, {}];
      }
    }
  }
}

let machine = new Machine();
const real = globalThis.fetch;
beforeAll(() => {
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const operation = request.headers.get('x-amz-target')?.split('.').at(-1) ?? '';
    const [status, body] = machine.answer(operation, (await request.json()) as Record<string, unknown>);
    return new Response(JSON.stringify(body), { status });
  };
});
afterAll(() => {
  globalThis.fetch = real;
});

describe('the execution of an order', () => {
  it('is one and running, however often a replacement is told and wherever it crashes', async () => {
    /** By how much the order has moved on, and after how many calls each telling crashes; the last one gets through. */
    const replacements = fc.array(fc.tuple(fc.nat(2), fc.array(fc.nat(4), { maxLength: 3 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(replacements, async (asked) => {
        machine = new Machine();
        await startLifecycle(orderId, traceId);
        let version = 1;
        for (const [moved, crashes] of asked) {
          version += moved;
          const order = { orderId, traceId, version };
          for (const calls of crashes) {
            machine.crashAfter(calls);
            await replaceLifecycle(order).catch((error) => expect(error).toBeInstanceOf(Crash));
          }
          machine.crashAfter(Number.POSITIVE_INFINITY);
          await replaceLifecycle(order);
          expect([...machine.running]).toEqual([`${orderId}-r${version}`]);
        }
      }),
    );
  });

  it('that was lost after it was started anew gets a name that is not used up', async () => {
    machine = new Machine();
    const order = { orderId, traceId, version: 7 };
    expect(await restartLifecycle(order)).toBe(true);
    machine.running.clear();
    expect(await restartLifecycle(order)).toBe(false);
    expect(await restartLifecycle(order, '-r29384756')).toBe(true);
    expect([...machine.running]).toEqual([`${orderId}-r29384756`]);
  });
});
