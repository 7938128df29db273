import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A value of a definition: JSON, with `{% … %}` expressions among the strings. */
export type Template = unknown;

export type Retrier = { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number };
export type Catcher = {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: Readonly<Record<string, Template>>;
  readonly Output?: Template;
};
export type ChoiceRule = Omit<Catcher, 'ErrorEquals'> & { readonly Condition: string };

/** One state of any type; only the fields that this project's machines use. */
export type State = {
  readonly Type: 'Pass' | 'Task' | 'Choice' | 'Map' | 'Wait' | 'Succeed' | 'Fail';
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly Arguments?: Template;
  readonly Assign?: Readonly<Record<string, Template>>;
  readonly Output?: Template;
  readonly TimeoutSeconds?: Template;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly ItemProcessor?: States;
  readonly Error?: Template;
  readonly Cause?: Template;
};
export type States = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
export type Machine = States & {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: unknown;
};

const folder = fileURLToPath(new URL('../../statemachines/', import.meta.url));

/** Names of all machines: their files without `.asl.json`. */
export const machineNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.asl.json'))
    .map((file) => file.slice(0, -'.asl.json'.length));

export const machineText = (name: string): string => readFileSync(`${folder}${name}.asl.json`, 'utf8');

export const readMachine = (name: string): Machine => JSON.parse(machineText(name)) as Machine;

/** The text inside `{% … %}`, or null when the value is no expression. */
export const expressionIn = (value: unknown): string | null =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') ? value.slice(2, -2).trim() : null;
