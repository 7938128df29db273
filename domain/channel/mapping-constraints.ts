import type { Constraint } from '../order/order.ts';
import type { ConstraintRule } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import { type Reader, readText, readTime } from './mapping-field.ts';
import type { Notes, Target } from './mapping-notes.ts';

type Value = Constraint['value'];

const readValue = (value: ConstraintRule['value'], target: Target): Reader<Value | null> => {
  if ('constant' in value) return () => value.constant;
  if ('time' in value) return readTime(value.time, target);
  if ('text' in value) {
    const text = readText(value.text, target);
    return (source, notes) => text(source, notes) || null;
  }
  const from = readTime(value.window.from, target);
  const to = readTime(value.window.to, target);
  return (source, notes) => {
    const start = from(source, notes);
    const end = to(source, notes);
    return start && end && start <= end ? { from: start, to: end } : null;
  };
};

/** The constraints one rule finds in the payload or in each of its lines. */
export const compileConstraint = (rule: ConstraintRule, source: string) => {
  const holds = compileConditions(rule.when);
  const read = readValue(rule.value, { target: `constraints.${rule.type}`, hold: null });
  const found = (from: unknown, lineId: string | null, notes: Notes): Constraint[] => {
    if (!holds(from)) return [];
    const value = read(from, notes);
    return value === null ? [] : [{ type: rule.type, value, lineId, source, confidence: rule.confidence }];
  };
  return (payload: unknown, lines: readonly unknown[], lineIds: readonly string[], notes: Notes): Constraint[] =>
    rule.perLine
      ? lines.flatMap((line, index) => found(line, lineIds[index] ?? null, notes))
      : found(payload, null, notes);
};
