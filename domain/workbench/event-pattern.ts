import * as z from 'zod';

const Plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Numeric = z
  .array(z.union([z.enum(['<', '<=', '=', '>=', '>']), z.number()]))
  .min(2)
  .max(4);
const Matcher = z.union([
  Plain,
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'anything-but': z.union([Plain, z.array(Plain).min(1)]) }),
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ numeric: Numeric }),
]);
type Matcher = z.infer<typeof Matcher>;

/** By field: any of these; fields within fields all of them. */
export type Fields = { readonly [field: string]: readonly Matcher[] | Fields };
const Fields: z.ZodType<Fields> = z.lazy(() => z.record(z.string(), z.union([z.array(Matcher).min(1), Fields])));

/**
 * Which events something is about, as EventBridge writes its patterns (a part of that language): the same text makes a rule of
 * one's own on the bus.
 */
export const EventPattern = z.strictObject({
  'detail-type': z.array(z.string().min(1)).min(1),
  detail: Fields.optional(),
});
export type EventPattern = z.infer<typeof EventPattern>;

/** What is known of an event: all of it, or the parts that are certain before it happens. */
export type PatternEvent = { readonly type: string; readonly detail: unknown };

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

const isWithin = (value: unknown, limits: z.infer<typeof Numeric>): boolean => {
  if (typeof value !== 'number') return false;
  for (let at = 0; at + 1 < limits.length; at += 2)
    if (!COMPARISONS[String(limits[at])]?.(value, Number(limits[at + 1]))) return false;
  return true;
};

const holds = (matcher: Matcher, value: unknown): boolean => {
  if (matcher === null || typeof matcher !== 'object') return matcher === value;
  if ('exists' in matcher) return matcher.exists === (value !== undefined);
  if (value === undefined) return false;
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(matcher.prefix);
  if ('suffix' in matcher) return typeof value === 'string' && value.endsWith(matcher.suffix);
  if ('numeric' in matcher) return isWithin(value, matcher.numeric);
  return ![matcher['anything-but']].flat().some((each) => each === value);
};

const memberOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;

const isMatchers = (part: readonly Matcher[] | Fields): part is readonly Matcher[] => Array.isArray(part);

/** @param unknown what a field counts as that is not there: missing, or anything */
const suits = (fields: Fields, value: unknown, unknown: 'MISSING' | 'ANYTHING'): boolean =>
  Object.entries(fields).every(([field, part]) => {
    const member = memberOf(value, field);
    if (member === undefined && unknown === 'ANYTHING') return true;
    if (!isMatchers(part)) return suits(part, member, unknown);
    const values = Array.isArray(member) ? member : [member];
    return part.some((matcher) => values.some((each) => holds(matcher, each)));
  });

/** Whether an event is one of the pattern's. */
export const matches = (pattern: EventPattern, { type, detail }: PatternEvent): boolean =>
  pattern['detail-type'].includes(type) && suits(pattern.detail ?? {}, detail, 'MISSING');

/** Whether an event of which only a part is known may turn out to be one of the pattern's. */
export const mayMatch = (pattern: EventPattern, { type, detail }: PatternEvent): boolean =>
  pattern['detail-type'].includes(type) && suits(pattern.detail ?? {}, detail, 'ANYTHING');
