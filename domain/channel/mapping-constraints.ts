import type { Constraint } from '../order/order.ts';
import { beijingSlot } from '../time.ts';
import type { ConstraintRule } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import { type Reader, readNames, readText, readTime } from './mapping-field.ts';
import { type Notes, report, type Target } from './mapping-notes.ts';
import { compilePaths, isEmpty, pathText } from './mapping-path.ts';

type Value = Constraint['value'];
type Slot = Extract<ConstraintRule['value'], { slot: unknown }>['slot'];

/** A day without hours is no appointment yet. */
const readSlot = (slot: Slot, target: Target): Reader<Value | null> => {
  const day = compilePaths(slot.day);
  const hours = compilePaths(slot.hours);
  return (source, notes) => {
    const [date, span] = [day(source), hours(source)];
    if (isEmpty(date) || isEmpty(span)) return null;
    try {
      return beijingSlot(String(date), String(span));
    } catch (error) {
      const fields = `${pathText(slot.day)} and ${pathText(slot.hours)}`;
      report(
        notes,
        target,
        fields,
        `${date} ${span}`,
        `is no slot: ${(error as Error).message}`,
        'read it as another kind of value in the mapping',
      );
      return null;
    }
  };
};

const readValue = (
  value: Exclude<ConstraintRule['value'], { names: unknown }>,
  target: Target,
): Reader<Value | null> => {
  if ('constant' in value) return () => value.constant;
  if ('time' in value) return readTime(value.time, target);
  if ('slot' in value) return readSlot(value.slot, target);
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

const readValues = ({ type, value }: ConstraintRule): Reader<readonly Value[]> => {
  const target: Target = { target: `constraints.${type}`, hold: null };
  if ('names' in value) return readNames(value.names, target);
  const read = readValue(value, target);
  return (source, notes) => {
    const found = read(source, notes);
    return found === null ? [] : [found];
  };
};

/** The constraints one rule finds in the payload or in each of its lines. */
export const compileConstraint = (rule: ConstraintRule, source: string) => {
  const holds = compileConditions(rule.when);
  const read = readValues(rule);
  const found = (from: unknown, lineId: string | null, notes: Notes): Constraint[] => {
    if (!holds(from)) return [];
    const { type, confidence } = rule;
    return read(from, notes).map((value) => ({ type, value, lineId, source, confidence }));
  };
  return (payload: unknown, lines: readonly unknown[], lineIds: readonly string[], notes: Notes): Constraint[] =>
    rule.perLine
      ? lines.flatMap((line, index) => found(line, lineIds[index] ?? null, notes))
      : found(payload, null, notes);
};
