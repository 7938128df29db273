import jsonata from 'jsonata';
import { BoundedRegex } from './bounded-regex.ts';
import { BadMapping, type Mapping } from './mapping.ts';
import { UnboundedRegex } from './regex-program.ts';

export type Expressions = ReadonlyMap<string, ReturnType<typeof jsonata>>;

/**
 * What one expression may take on one payload. An ordinary one needs a twentieth of a millisecond and some ten calls in one another;
 * the time leaves room for a machine that is busy with other things.
 */
const BOUNDS = {
  /** Milliseconds. */
  timeout: 250,
  /** Calls in one another. */
  stack: 300,
  /** Elements of a list. */
  sequence: 20_000,
  RegexEngine: BoundedRegex as unknown as RegExpConstructor,
};
/** Letters of a text that an expression gives. */
const LONGEST_RESULT = 64 * 1024;

/** Say something else each time, run what the payload says, or build texts of any length: an order is read the same way always. */
const REFUSED_FUNCTIONS = new Set(['now', 'millis', 'random', 'shuffle', 'eval', 'pad']);

const jsonataIn = (value: unknown, found: Set<string> = new Set()): Set<string> => {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'jsonata' && typeof child === 'string') found.add(child);
    else if (key !== 'examples') jsonataIn(child, found);
  }
  return found;
};

type SyntaxNode = { readonly type?: unknown; readonly value?: unknown };

/** @throws UnboundedRegex, BadMapping: the part of the expression that may not stand in it */
const checkSyntax = (node: unknown): void => {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  const { type, value } = node as SyntaxNode;
  if (type === 'regex') new BoundedRegex(value as RegExp);
  if (type === 'variable' && typeof value === 'string' && REFUSED_FUNCTIONS.has(value))
    throw new BadMapping(
      `$${value} may not be used: an expression gives the same for the same payload, within its bounds`,
    );
  for (const child of Object.values(node)) checkSyntax(child);
};

const compileOne = (expression: string): ReturnType<typeof jsonata> => {
  const compiled = jsonata(expression, BOUNDS);
  checkSyntax(compiled.ast());
  return compiled;
};

/** @throws BadMapping naming the expression that does not parse, or that cannot be bounded */
export const compileExpressions = (mapping: Mapping): Expressions =>
  new Map(
    Array.from(jsonataIn(mapping), (expression) => {
      try {
        return [expression, compileOne(expression)] as const;
      } catch (error) {
        throw new BadMapping(`mapping ${mapping.id}: jsonata "${expression}": ${(error as Error).message}`);
      }
    }),
  );

const NOTHING: ReadonlyMap<string, unknown> = new Map();

export type ExpressionFailure = { readonly expression: string; readonly problem: string };

const PROBLEMS: Readonly<Record<string, string>> = {
  D1011: `goes deeper than ${BOUNDS.stack} calls on this payload`,
  D1012: `takes longer than ${BOUNDS.timeout} ms on this payload`,
  D2014: `makes a list of more than ${BOUNDS.sequence} elements of this payload`,
  D2015: `makes a list of more than ${BOUNDS.sequence} elements of this payload`,
};

/** JSONata rejects with a plain object; its message may quote the payload, its code does not. */
const problemOf = (error: unknown): string => {
  if (error instanceof UnboundedRegex) return `cannot match on this payload: ${error.message}`;
  if (error instanceof RangeError) return 'outgrows its memory on this payload';
  const { code = 'unknown' } = error as { code?: string };
  return PROBLEMS[code] ?? `fails on this payload with JSONata ${code}`;
};

/** The results of a mapping's expressions on one payload, by expression; one that fails or takes too much gives nothing and is told. */
export const compute = async (
  expressions: Expressions,
  payload: unknown,
  failed: (failure: ExpressionFailure) => void,
): Promise<ReadonlyMap<string, unknown>> => {
  if (expressions.size === 0) return NOTHING;
  const computed = new Map<string, unknown>();
  for (const [text, expression] of expressions) {
    try {
      const result: unknown = await expression.evaluate(payload);
      if (typeof result === 'string' && result.length > LONGEST_RESULT)
        failed({ expression: text, problem: `gives a text of more than ${LONGEST_RESULT} letters on this payload` });
      else computed.set(text, result);
    } catch (error) {
      failed({ expression: text, problem: problemOf(error) });
    }
  }
  return computed;
};
