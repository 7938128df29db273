import { createRequire } from 'node:module';
import jsonata from 'jsonata';
import { expressionIn, type Machine } from './asl.ts';

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
};

const variablesIn = (value: unknown): string[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => [
    ...(key === 'Assign' ? Object.keys(part as object) : []),
    ...variablesIn(part),
  ]);
};

const parses = (expression: string): string | null => {
  try {
    jsonata(expression);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Expressions that do not parse, and variables that no state assigns. */
export const expressionProblems = (machine: Machine): string[] => {
  const known = new Set(['states', ...variablesIn(machine)]);
  const all = stringsIn(machine)
    .map(expressionIn)
    .filter((expression) => expression !== null);
  return all.flatMap((expression) => {
    const problem = parses(expression);
    if (problem !== null) return [`${expression}: ${problem}`];
    const used = [...expression.matchAll(/\$(\w+)\b(?!\()/g)].map(([, name = '']) => name);
    return used.filter((name) => !known.has(name)).map((name) => `${expression}: no state assigns $${name}`);
  });
};

type Validator = (definition: unknown) => { readonly errors: readonly unknown[] };
const validate = createRequire(import.meta.url)('asl-validator') as Validator;

/** What the schema of the States language refuses, placeholders filled with ARNs. */
export const languageProblems = (machine: Machine): string[] => {
  const filled = JSON.stringify(machine).replaceAll(
    /\$\{(\w+)\}/g,
    (_, name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
  );
  return validate(JSON.parse(filled)).errors.map((error) => `asl-validator: ${JSON.stringify(error)}`);
};
