import jsonata from 'jsonata';
import { expressionIn, type Template } from './asl.ts';

/** What a machine can catch: an error with a name. Any other error that a mock throws is the test's own and ends the test. */
export class Fault extends Error {
  readonly error: string;
  constructor(error: string, cause = '') {
    super(cause);
    this.name = error;
    this.error = error;
  }
}

export type Scope = { readonly variables: Record<string, unknown>; readonly context: Record<string, unknown> };

/** What `$states` holds beside the context. */
export type Stand = { readonly input: unknown; readonly result?: unknown; readonly errorOutput?: unknown };

const evaluateExpression = async (expression: string, scope: Scope, stand: Stand): Promise<unknown> => {
  let value: unknown;
  try {
    const states = { ...stand, context: scope.context };
    value = await jsonata(expression).evaluate(undefined, { ...scope.variables, states });
  } catch (error) {
    throw new Fault('States.QueryEvaluationError', `${expression}: ${(error as Error).message}`);
  }
  if (value === undefined) throw new Fault('States.QueryEvaluationError', `${expression} did not return a result`);
  return JSON.parse(JSON.stringify(value));
};

/** @throws Fault States.QueryEvaluationError, also where an expression gives nothing */
export const evaluate = async (template: Template, scope: Scope, stand: Stand): Promise<unknown> => {
  if (Array.isArray(template)) return Promise.all(template.map((item) => evaluate(item, scope, stand)));
  if (template !== null && typeof template === 'object') {
    const entries = Object.entries(template);
    const values = await Promise.all(entries.map(([, value]) => evaluate(value, scope, stand)));
    return Object.fromEntries(entries.map(([key], index) => [key, values[index]]));
  }
  const expression = expressionIn(template);
  return expression === null ? template : evaluateExpression(expression, scope, stand);
};

/** As `evaluate`, for the fields that the language wants to be of one type. */
export const evaluateTo = async (type: string, template: Template, scope: Scope, stand: Stand): Promise<unknown> => {
  const value = await evaluate(template, scope, stand);
  const found = Array.isArray(value) ? 'array' : typeof value;
  if (found !== type) throw new Fault('States.QueryEvaluationError', `${template}: ${type} expected, ${found} found`);
  return value;
};

type Leaving = { readonly Output?: Template; readonly Assign?: Readonly<Record<string, Template>> };

/** Output and Assign of a state, a rule or a catcher. All assigned values see the variables as they were before. */
export const leave = async (part: Leaving, scope: Scope, stand: Stand, otherwise: unknown): Promise<unknown> => {
  const output = part.Output === undefined ? otherwise : await evaluate(part.Output, scope, stand);
  const assigned = part.Assign ? await evaluate(part.Assign, scope, stand) : {};
  Object.assign(scope.variables, assigned);
  return output;
};

/** Does a retrier or catcher with these names take this error? */
export const matches = (names: readonly string[], error: string): boolean =>
  names.includes('States.ALL') ||
  names.includes(error) ||
  (names.includes('States.TaskFailed') && error !== 'States.Timeout');
