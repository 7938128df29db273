import type { Machine, State, States } from './asl.ts';
import { evaluate, evaluateTo, Fault, leave, matches, type Scope } from './asl-expressions.ts';

type Payload = Readonly<Record<string, unknown>>;

/** Answers to a task, one per call in that order (a Fault is thrown), or a function of its payload. */
export type Mock = readonly unknown[] | ((payload: Payload) => unknown);

export type WalkOptions = {
  readonly input: unknown;
  readonly name?: string;
  /** By state name; those of child machines too. */
  readonly tasks: Readonly<Record<string, Mock>>;
  /** By placeholder: machines run by `startExecution.sync:2`. */
  readonly machines?: Readonly<Record<string, Machine>>;
  /** AWS reports a failed child as States.TaskFailed, the local endpoint by the child's own error. */
  readonly childErrors?: 'aws' | 'local';
};

type Trace = {
  /** Every state entered, in Map items and child executions too: the standard transitions, retries apart. */
  readonly visited: string[];
  readonly retried: string[];
  readonly calls: { readonly state: string; readonly payload: Payload }[];
  /** Names of the child executions. */
  readonly children: string[];
};

export type Walk = Trace & {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
};

type Step = { readonly output: unknown; readonly next: string | null };

/** What is being entered: the state with its name, the variables and context it sees, its input. */
type Entry = { readonly name: string; readonly state: State; readonly scope: Scope; readonly input: unknown };

/** No order of a test takes as many; a machine that goes round for ever does. */
const MAX_STEPS = 500;

class Walker {
  readonly trace: Trace = { visited: [], retried: [], calls: [], children: [] };
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  execute(machine: Machine, input: unknown, name: string): Promise<unknown> {
    const context = { Execution: { Id: `execution:${name}`, Name: name, Input: input } };
    return this.#run(machine, { variables: {}, context }, input);
  }

  async #run({ StartAt, States }: States, scope: Scope, input: unknown): Promise<unknown> {
    let at: Step = { output: input, next: StartAt };
    while (at.next !== null) {
      const [name, state] = [at.next, States[at.next]];
      if (!state) throw new Error(`there is no state ${name}`);
      if (this.trace.visited.push(name) > MAX_STEPS) throw new Error('the machine does not end');
      const context = {
        ...scope.context,
        State: { Name: name },
        Task: { Token: `token-${this.trace.visited.length}` },
      };
      at = await this.#step({ name, state, scope: { ...scope, context }, input: at.output });
    }
    return at.output;
  }

  async #step(entry: Entry): Promise<Step> {
    const { state, scope, input } = entry;
    if (state.Type === 'Task' || state.Type === 'Map') return this.#withRetryAndCatch(entry);
    if (state.Type === 'Choice') return this.#choose(entry);
    if (state.Type === 'Fail') {
      const error = await evaluateTo('string', state.Error ?? '', scope, { input });
      throw new Fault(String(error), String(await evaluateTo('string', state.Cause ?? '', scope, { input })));
    }
    return { output: await leave(state, scope, { input, result: input }, input), next: state.Next ?? null };
  }

  async #choose({ state, scope, input }: Entry): Promise<Step> {
    for (const rule of state.Choices ?? [])
      if (await evaluateTo('boolean', rule.Condition, scope, { input }))
        return { output: await leave(rule, scope, { input }, input), next: rule.Next };
    if (!state.Default) throw new Fault('States.NoChoiceMatched');
    return { output: await leave(state, scope, { input }, input), next: state.Default };
  }

  async #withRetryAndCatch(entry: Entry): Promise<Step> {
    const used = new Map<object, number>();
    for (;;) {
      try {
        return await this.#attempt(entry);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (!this.#mayRetry(entry, error, used)) return this.#caught(entry, error);
      }
    }
  }

  #mayRetry({ name, state }: Entry, { error }: Fault, used: Map<object, number>): boolean {
    const retrier = state.Retry?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
    const count = retrier ? (used.get(retrier) ?? 0) : 0;
    if (!retrier || count >= (retrier.MaxAttempts ?? 3)) return false;
    used.set(retrier, count + 1);
    this.trace.retried.push(name);
    return true;
  }

  async #caught({ state, scope, input }: Entry, fault: Fault): Promise<Step> {
    const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, fault.error));
    if (!catcher) throw fault;
    // The language promises no Cause.
    const errorOutput = fault.message === '' ? { Error: fault.error } : { Error: fault.error, Cause: fault.message };
    return { output: await leave(catcher, scope, { input, errorOutput }, errorOutput), next: catcher.Next };
  }

  async #attempt(entry: Entry): Promise<Step> {
    const { state, scope, input } = entry;
    const result = state.Type === 'Map' ? await this.#map(entry) : await this.#invoke(entry);
    return { output: await leave(state, scope, { input, result }, result), next: state.Next ?? null };
  }

  async #map({ state, scope, input }: Entry): Promise<unknown[]> {
    const items = (await evaluateTo('array', state.Items, scope, { input })) as unknown[];
    const results: unknown[] = [];
    for (const [Index, Value] of items.entries()) {
      const context = { ...scope.context, Map: { Item: { Index, Value } } };
      const inner = { variables: { ...scope.variables }, context };
      const item = state.ItemSelector ? await evaluate(state.ItemSelector, inner, { input }) : Value;
      results.push(await this.#run(state.ItemProcessor as States, inner, item));
    }
    return results;
  }

  async #invoke({ name, state, scope, input }: Entry): Promise<unknown> {
    const { Resource = '' } = state;
    const args = (await evaluate(state.Arguments, scope, { input })) as Payload;
    if (Resource.includes(':startExecution') && !this.#options.tasks[name]) return this.#child(args);
    const payload = Resource.includes(':lambda:') ? (args.Payload as Payload) : args;
    const answer = await this.#answer(name, payload);
    return Resource.endsWith(':lambda:invoke') ? { StatusCode: 200, Payload: answer } : answer;
  }

  async #answer(name: string, payload: Payload): Promise<unknown> {
    const mock = this.#options.tasks[name];
    const earlier = this.trace.calls.filter(({ state }) => state === name).length;
    this.trace.calls.push({ state: name, payload });
    if (mock === undefined) throw new Error(`no mock for the task ${name}`);
    if (typeof mock !== 'function' && earlier >= mock.length)
      throw new Error(`${name} was called more often than answered`);
    const answer = typeof mock === 'function' ? await mock(payload) : mock[earlier];
    if (answer instanceof Error) throw answer;
    return answer;
  }

  async #child(args: Payload): Promise<unknown> {
    const placeholder = String(args.StateMachineArn).replace(/^\$\{(\w+)\}$/, '$1');
    const machine = this.#options.machines?.[placeholder];
    if (!machine) throw new Error(`no machine for ${placeholder}`);
    const name = String(args.Name);
    if (this.trace.children.includes(name)) throw new Fault('StepFunctions.ExecutionAlreadyExistsException', name);
    this.trace.children.push(name);
    try {
      return { Name: name, Status: 'SUCCEEDED', Output: await this.execute(machine, args.Input, name) };
    } catch (error) {
      if (error instanceof Fault && this.#options.childErrors !== 'local')
        throw new Fault('States.TaskFailed', JSON.stringify({ Error: error.error, Cause: error.message }));
      throw error;
    }
  }
}

/** Runs a machine with the reference JSONata, its tasks answered by mocks: no clock, no network; retries and waits take no time. */
export const walk = async (machine: Machine, options: WalkOptions): Promise<Walk> => {
  const walker = new Walker(options);
  try {
    const output = await walker.execute(machine, options.input, options.name ?? 'execution');
    return { status: 'SUCCEEDED', output, error: null, cause: null, ...walker.trace };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { status: 'FAILED', output: null, error: error.error, cause: error.message, ...walker.trace };
  }
};
