import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Machine, machineNames, readMachine, type State } from '../support/asl.ts';
import { type House, lintMachine } from '../support/asl-lint.ts';

const functionsFolder = fileURLToPath(new URL('../../functions/', import.meta.url));

const house: House = {
  functions: readdirSync(functionsFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(/[\\/]/))
    .filter(([stage, file]) => stage !== 'shared' && file?.endsWith('.ts'))
    .map(([, file = '']) => file.slice(0, -'.ts'.length)),
  machines: machineNames(),
};

describe.each(machineNames())('the machine %s', (name) => {
  it('keeps every rule of the house', () => {
    expect(lintMachine(readMachine(name), house)).toEqual([]);
  });
});

const lifecycle = readMachine('order-lifecycle');

/** The machine with one state changed, or taken out. */
const withState = (name: string, change: Partial<Record<keyof State | 'HeartbeatSeconds', unknown>>): Machine => ({
  ...lifecycle,
  States: { ...lifecycle.States, [name]: { ...lifecycle.States[name], ...change } as State },
});
const stateOf = (name: string): State => {
  const state = lifecycle.States[name];
  if (!state) throw new Error(`no state ${name}`);
  return state;
};
const inLegs = (change: Partial<State>): Machine =>
  withState('FulfillLegs', {
    ItemProcessor: {
      ...stateOf('FulfillLegs').ItemProcessor,
      States: {
        ...stateOf('FulfillLegs').ItemProcessor?.States,
        FulfillLeg: { ...stateOf('FulfillLegs').ItemProcessor?.States.FulfillLeg, ...change },
      },
    },
  });
const placeholder = (name: string): string => `\${${name}}`;
const swapped: Machine = {
  ...lifecycle,
  States: Object.fromEntries(Object.entries(lifecycle.States).reverse()),
};

describe('the lint', () => {
  it.each<[string, Machine, string]>([
    ['JSONPath', { ...lifecycle, QueryLanguage: 'JSONPath' }, 'the machine: QueryLanguage must be JSONata'],
    ['a machine-wide time-out', { ...lifecycle, TimeoutSeconds: 60 }, 'the machine: TimeoutSeconds is ignored'],
    ['another first state', { ...lifecycle, StartAt: 'ScreenOrder' }, 'the machine: its first state must be Begin'],
    ['a target that is not there', withState('Begin', { Next: 'Nowhere' }), 'Begin: leads to Nowhere'],
    ['a state nobody reaches', withState('Stray', { Type: 'Succeed' }), 'Stray: is never reached'],
    ['an end without a name', withState('Begin', { End: true }), 'Begin: ends the machine without a name'],
    ['a heartbeat', withState('AwaitRelease', { HeartbeatSeconds: 60 }), 'AwaitRelease: HeartbeatSeconds'],
    ['a Wait', withState('Begin', { Type: 'Wait' }), 'Begin: the type Wait'],
    ['a task without time-out', withState('CommitPlan', { TimeoutSeconds: undefined }), 'CommitPlan: TimeoutSeconds'],
    [
      'a time-out that is computed',
      withState('CommitPlan', { TimeoutSeconds: '{% 60 %}' }),
      'CommitPlan: TimeoutSeconds',
    ],
    ['a retry of its own', withState('CommitPlan', { Retry: [] }), 'CommitPlan: Retry must be'],
    [
      'a child that is retried like a function',
      inLegs({ Retry: stateOf('CommitPlan').Retry }),
      'FulfillLeg: Retry must be',
    ],
    ['a task that catches nothing', withState('CommitPlan', { Catch: undefined }), 'CommitPlan: its last Catch'],
    [
      'a catch by a name that is lost locally',
      withState('CommitPlan', {
        Catch: [{ ErrorEquals: ['VersionConflict'], Next: 'CommitPlan' }, ...(stateOf('CommitPlan').Catch ?? [])],
      }),
      'CommitPlan: catches VersionConflict',
    ],
    [
      'a placeholder that is not the state',
      withState('CommitPlan', { Arguments: { FunctionName: placeholder('PlanOrder'), Payload: {} } }),
      'CommitPlan: FunctionName must be',
    ],
    [
      'a task without a function file',
      { ...lifecycle, States: { ...lifecycle.States, PayBack: stateOf('ScreenOrder') } },
      'PayBack: there is no function file pay-back.ts',
    ],
    [
      'a callback that keeps its token',
      withState('AwaitRelease', { Arguments: { FunctionName: placeholder('AwaitRelease'), Payload: {} } }),
      'AwaitRelease: must hand its task token on',
    ],
    [
      'a child machine that is no file',
      inLegs({ Arguments: { StateMachineArn: placeholder('ShipLeg'), Name: 'x' } }),
      'FulfillLeg: StateMachineArn must be',
    ],
    [
      'a child without a name',
      inLegs({ Arguments: { StateMachineArn: placeholder('LegFulfillment') } }),
      'FulfillLeg: the child',
    ],
    ['a Map that catches nothing', withState('FulfillLegs', { Catch: undefined }), 'FulfillLegs: must have a Catch'],
    ['a Map whose tasks catch nothing', inLegs({ Catch: undefined }), 'FulfillLegs: every task inside'],
    ['a Choice without Default', withState('Settled?', { Default: undefined }), 'Settled?: must have a Default'],
    [
      'an outcome nobody answers',
      withState('Settled?', { Choices: [{ Condition: "{% $states.input.outcome = 'DONE' %}", Next: 'Fulfilled' }] }),
      'Settled?: compares DONE',
    ],
    ['an Output of Succeed', withState('Fulfilled', { Output: {} }), 'Fulfilled: Output of Succeed'],
    ['a Fail without a name', withState('Faulted', { Error: undefined }), 'Faulted: a Fail must have'],
    [
      'a fault that ends green',
      withState('RecordFault', { Next: 'Cancelled' }),
      'CommitPlan: its catch ends green in Cancelled',
    ],
    [
      'an unknown answer that ends green',
      withState('Settled?', { Default: 'Fulfilled' }),
      'Settled?: its default ends green in Fulfilled',
    ],
    ['an undo far from its do', swapped, 'CommitPlan: WithdrawPlan must stand right after it'],
    ['an expression that does not parse', withState('Begin', { Output: '{% $states. %}' }), '$states.: '],
    ['a variable nobody assigns', withState('Begin', { Output: '{% $plan %}' }), '$plan: no state assigns $plan'],
    ['what the language does not know', withState('Begin', { Colour: 'red' } as object), 'asl-validator: '],
  ])('refuses %s', (_what, machine, problem) => {
    expect(lintMachine(machine, house)).toContainEqual(expect.stringContaining(problem));
  });
});
