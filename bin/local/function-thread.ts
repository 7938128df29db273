import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Asked, Call, Reply, WorkerData, WorkerFaults } from './function-worker.ts';

export type HostedFunction = {
  readonly name: string;
  readonly arn: string;
  /** `<stage>/<verb-noun>` */
  readonly source: string;
  readonly bundle: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string>>;
};

export type Thrown = { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };
export type Outcome = { readonly answer: string } | { readonly error: Thrown };

type Waiting = { readonly done: (outcome: Outcome) => void; readonly timer: NodeJS.Timeout };

/** A worker thread with one function in it; made at its first call, again after it died or timed out. */
export class FunctionThread {
  readonly #function: HostedFunction;
  readonly #log: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onAsked: (asked: Asked['asked']) => void;
  readonly #faults: WorkerFaults | null;
  #worker: Worker | null = null;
  #nextId = 0;

  /**
   * @param onAsked told after each call what the function asked of AWS
   * @param faults what goes wrong with its calls of AWS; null: nothing
   */
  constructor(
    hosted: HostedFunction,
    log: Writable,
    onAsked: (asked: Asked['asked']) => void,
    faults: Omit<WorkerFaults, 'turns'> | null = null,
  ) {
    this.#function = hosted;
    this.#log = log;
    this.#onAsked = onAsked;
    this.#faults = faults && { ...faults, turns: new Int32Array(new SharedArrayBuffer(4)) };
  }

  call(event: string, requestId: string): Promise<Outcome> {
    const { timeoutSeconds } = this.#function;
    this.#nextId += 1;
    const id = this.#nextId;
    const message: Call = { id, event, requestId, deadline: Date.now() + timeoutSeconds * 1_000 };
    return new Promise((done) => {
      const timer = setTimeout(() => this.#timeOut(), timeoutSeconds * 1_000);
      this.#waiting.set(id, { done, timer });
      this.#started().postMessage(message);
    });
  }

  /** Ends the thread once nothing runs in it. */
  async retire(): Promise<void> {
    while (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.#worker?.terminate();
  }

  async terminate(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const { bundle, source, name, arn, memoryMb, env } = this.#function;
    const workerData: WorkerData = { bundle, source, functionName: name, arn, memoryMb, faults: this.#faults };
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      workerData,
      env: { ...env },
      // Handlers allocate little; V8's default young generation would cost 20 MB in each thread.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 4 },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdout: true,
      stderr: true,
      name,
    });
    worker.stdout.pipe(this.#log, { end: false });
    worker.stderr.pipe(this.#log, { end: false });
    worker.on('message', (message: Reply | Asked) => {
      if ('asked' in message) this.#onAsked(message.asked);
      else this.#settle(message.id, 'answer' in message ? { answer: message.answer } : { error: message.error });
    });
    worker.on('error', (error) =>
      this.#die(worker, { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }),
    );
    worker.on('exit', () =>
      this.#die(worker, { errorType: 'Runtime.ExitError', errorMessage: 'the function ended its process', trace: [] }),
    );
    this.#worker = worker;
    return worker;
  }

  #settle(id: number, outcome: Outcome): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    if ('error' in outcome)
      this.#log.write(`${JSON.stringify({ function: this.#function.source, ...outcome.error })}\n`);
    waiting.done(outcome);
  }

  #timeOut(): void {
    const worker = this.#worker;
    if (!worker) return;
    const { timeoutSeconds } = this.#function;
    this.#die(worker, {
      errorType: 'Sandbox.Timedout',
      errorMessage: `Task timed out after ${timeoutSeconds}.00 seconds`,
      trace: [],
    });
    void worker.terminate();
  }

  #die(worker: Worker, error: Thrown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { error });
  }
}
