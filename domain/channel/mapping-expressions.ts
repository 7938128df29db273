import jsonata from 'jsonata';
import { BadMapping, type Mapping } from './mapping.ts';

export type Expressions = ReadonlyMap<string, ReturnType<typeof jsonata>>;

const jsonataIn = (value: unknown, found: Set<string> = new Set()): Set<string> => {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'jsonata' && typeof child === 'string') found.add(child);
    else if (key !== 'examples') jsonataIn(child, found);
  }
  return found;
};

/** @throws BadMapping naming the expression that does not parse */
export const compileExpressions = (mapping: Mapping): Expressions =>
  new Map(
    Array.from(jsonataIn(mapping), (expression) => {
      try {
        return [expression, jsonata(expression)] as const;
      } catch (error) {
        throw new BadMapping(`mapping ${mapping.id}: jsonata "${expression}": ${(error as Error).message}`);
      }
    }),
  );

const NOTHING: ReadonlyMap<string, unknown> = new Map();

export type ExpressionFailure = { readonly expression: string; readonly code: string };

/** The results of a mapping's expressions on one payload, by expression; one that fails gives nothing and is told. */
export const compute = async (
  expressions: Expressions,
  payload: unknown,
  failed: (failure: ExpressionFailure) => void,
): Promise<ReadonlyMap<string, unknown>> => {
  if (expressions.size === 0) return NOTHING;
  const computed = new Map<string, unknown>();
  for (const [text, expression] of expressions) {
    try {
      computed.set(text, await expression.evaluate(payload));
    } catch (error) {
      // JSONata rejects with a plain object; its message may quote the payload, its code does not.
      failed({ expression: text, code: (error as { code?: string }).code ?? 'unknown' });
    }
  }
  return computed;
};
