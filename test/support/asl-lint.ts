import { isDeepStrictEqual } from 'node:util';
import { OUTCOMES } from '#domain/outcome.ts';
import type { ChoiceRule, Machine, State } from './asl.ts';
import { type Edge, edgesOf, leadsTo, type Place, placesOf } from './asl-graph.ts';
import { expressionProblems, languageProblems } from './asl-language.ts';

/** What a machine may refer to: names of function files (kebab-case, without folder) and of machine files. */
export type House = { readonly functions: readonly string[]; readonly machines: readonly string[] };

/** A machine laid out for the rules. */
type Plan = {
  readonly machine: Machine;
  readonly places: readonly Place[];
  readonly edges: readonly Edge[];
  readonly house: House;
};
type Rule = (plan: Plan) => readonly string[];

const transient = (names: readonly string[], attempts: number) => ({
  ErrorEquals: names,
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: attempts,
  JitterStrategy: 'FULL',
});

/**
 * Transient errors of Lambda 4 times; anything a function throws twice, since a lost race (VersionConflict) is won the second time and the
 * local endpoint knows no other name for it. Never a time-out: after one the first call may still be at work, and a callback waits days.
 */
export const LAMBDA_RETRY = [
  transient(
    [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    4,
  ),
  transient(['States.TaskFailed'], 2),
];

/** Only a start that failed: States.TaskFailed would be the child's own end, and its name is used up. */
export const CHILD_RETRY = [
  transient(
    [
      'StepFunctions.ExecutionLimitExceededException',
      'StepFunctions.AWSStepFunctionsException',
      'StepFunctions.SdkClientException',
    ],
    4,
  ),
];

/** What is done, and right after it in the file what undoes it. */
const UNDO: Readonly<Record<string, string>> = {
  CommitPlan: 'WithdrawPlan',
  DispatchLeg: 'ReleaseLeg',
  TakeBackLegs: 'ReinstateLegs',
};

/** Fields that one of the two endpoints ignores or refuses. */
const FORBIDDEN = [
  'HeartbeatSeconds',
  'HeartbeatSecondsPath',
  'TimeoutSecondsPath',
  'QueryLanguage',
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
];

const TYPES = ['Pass', 'Task', 'Choice', 'Map', 'Succeed', 'Fail'];

const kebab = (name: string): string => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

const each =
  (type: State['Type'], problemsOf: (place: Place, plan: Plan) => readonly (string | false)[]): Rule =>
  (plan) =>
    plan.places
      .filter(({ state }) => state.Type === type)
      .flatMap((place) =>
        problemsOf(place, plan)
          .filter((problem) => problem !== false)
          .map((problem) => `${place.name}: ${problem}`),
      );

const isChild = ({ Resource = '' }: State): boolean => Resource.includes(':startExecution');

const head: Rule = ({ machine: { Comment, QueryLanguage, StartAt, States, TimeoutSeconds } }) => [
  ...(QueryLanguage === 'JSONata' ? [] : ['the machine: QueryLanguage must be JSONata at the top']),
  ...(Comment ? [] : ['the machine: Comment must say what starts it, under which name, and how it ends']),
  ...(TimeoutSeconds === undefined ? [] : ['the machine: TimeoutSeconds is ignored locally']),
  ...(StartAt === 'Begin' && States.Begin?.Type === 'Pass' && States.Begin.Assign
    ? []
    : ['the machine: its first state must be Begin, a Pass that assigns identity']),
];

const reachability: Rule = ({ machine, places, edges }) => {
  const reached = new Set(['Begin', ...leadsTo(edges, ['Begin'])]);
  const names = new Set(places.map(({ name }) => name));
  return [
    ...edges.filter(({ to }) => !names.has(to)).map(({ from, to }) => `${from}: leads to ${to}, which does not exist`),
    ...places.filter(({ name }) => !reached.has(name)).map(({ name }) => `${name}: is never reached`),
    ...Object.entries(machine.States)
      .filter(([, state]) => state.End)
      .map(([name]) => `${name}: ends the machine without a name; lead it to a Succeed or Fail`),
  ];
};

const fields: Rule = ({ places }) =>
  places.flatMap(({ name, state }) => [
    ...FORBIDDEN.filter((field) => field in state).map((field) => `${name}: ${field} is not honoured everywhere`),
    ...(TYPES.includes(state.Type) ? [] : [`${name}: the type ${state.Type} is not used in this house`]),
  ]);

const tasks: Rule = each('Task', ({ state }) => [
  !Number.isInteger(state.TimeoutSeconds) && 'TimeoutSeconds must be a literal number',
  !isDeepStrictEqual(state.Retry, isChild(state) ? CHILD_RETRY : LAMBDA_RETRY) &&
    'Retry must be the standard block of its kind',
  !isDeepStrictEqual(state.Catch?.at(-1)?.ErrorEquals, ['States.ALL']) && 'its last Catch must take States.ALL',
]);

/** Locally every throw has one name: catching by others works only where a callback or the service gives the name. */
const catchNames: Rule = each('Task', ({ state }) =>
  (state.Catch ?? [])
    .flatMap(({ ErrorEquals }) => ErrorEquals)
    .filter((name) => !['States.ALL', 'States.TaskFailed', 'States.Timeout'].includes(name))
    .map((name) => `catches ${name}, a name that the local endpoint loses`),
);

const resources: Rule = each('Task', ({ name, state }, { house }) => {
  const args = (state.Arguments ?? {}) as { FunctionName?: string; StateMachineArn?: string; Name?: string };
  if (isChild(state)) {
    const machine = /^\$\{(\w+)\}$/.exec(args.StateMachineArn ?? '')?.[1] ?? '';
    return [
      !state.Resource?.endsWith('.sync:2') && 'must wait for the child by startExecution.sync:2',
      !house.machines.includes(kebab(machine)) && `StateMachineArn must be \${Placeholder} of a file in statemachines/`,
      args.Name === undefined && 'the child must have a Name, so that it is not started twice',
    ];
  }
  return [
    !/^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/.test(state.Resource ?? '') && 'must invoke a function',
    args.FunctionName !== `\${${name}}` && `FunctionName must be \${${name}}, the name of the state`,
    !house.functions.includes(kebab(name)) && `there is no function file ${kebab(name)}.ts`,
    state.Resource?.endsWith('Token') === true &&
      !JSON.stringify(args).includes('$states.context.Task.Token') &&
      'must hand its task token on',
  ];
});

const maps: Rule = each('Map', ({ state }) => [
  !state.Catch && 'must have a Catch: its Items may fail',
  !Object.values(state.ItemProcessor?.States ?? {}).every(({ Type, Catch }) => Type !== 'Task' || Catch) &&
    'every task inside needs a Catch: one item must not stop the others',
]);

const choices: Rule = each('Choice', ({ state }) => [
  !state.Default && 'must have a Default for answers it does not know',
  state.Default !== undefined && !state.Assign && 'must assign what its Default says',
  ...(state.Choices ?? []).flatMap((rule) => unknownOutcomes(rule)),
]);

const unknownOutcomes = ({ Condition }: ChoiceRule): string[] => {
  const compared = [...Condition.matchAll(/\$states\.input\.outcome = '([^']*)'/g)].map(([, outcome = '']) => outcome);
  if (compared.length === 0) return [`compares no outcome: ${Condition}`];
  return compared
    .filter((outcome) => !(OUTCOMES as readonly string[]).includes(outcome))
    .map((outcome) => `compares ${outcome}, which no task answers`);
};

const ends: Rule = ({ places }) =>
  places.flatMap(({ name, state }) => [
    ...(state.Type === 'Succeed' && state.Output !== undefined
      ? [`${name}: Output of Succeed is ignored locally; shape it in the state before`]
      : []),
    ...(state.Type === 'Fail' && !(state.Error && state.Cause) ? [`${name}: a Fail must have Error and Cause`] : []),
  ]);

/** From a fault or an answer nobody knows, a success must not be reached unless a task has answered since and a Choice looked. */
const neverGreenByAccident: Rule = ({ places, edges }) => {
  const typeOf = new Map(places.map(({ name, state }) => [name, state.Type]));
  const unguarded = edges.filter(({ from, kind }) => typeOf.get(from) !== 'Choice' || kind === 'default');
  return edges
    .filter(({ kind }) => kind === 'catch' || kind === 'default')
    .flatMap(({ from, to, kind }) =>
      [to, ...leadsTo(unguarded, [to])]
        .filter((end) => typeOf.get(end) === 'Succeed')
        .map((end) => `${from}: its ${kind} ends green in ${end}`),
    );
};

const undo: Rule = ({ machine }) => {
  const names = Object.keys(machine.States);
  return Object.entries(UNDO)
    .filter(([done, undone]) => names.includes(done) && names[names.indexOf(done) + 1] !== undone)
    .map(([done, undone]) => `${done}: ${undone} must stand right after it`);
};

const expressions: Rule = ({ machine }) => expressionProblems(machine);
const language: Rule = ({ machine }) => languageProblems(machine);

const RULES: readonly Rule[] = [
  head,
  reachability,
  fields,
  tasks,
  catchNames,
  resources,
  maps,
  choices,
  ends,
  neverGreenByAccident,
  undo,
  expressions,
  language,
];

/** What keeps a machine from being ours: what both endpoints honour, named as the house names, never green by accident. */
export const lintMachine = (machine: Machine, house: House): string[] => {
  const plan = { machine, places: placesOf(machine), edges: edgesOf(machine), house };
  return RULES.flatMap((rule) => rule(plan));
};
