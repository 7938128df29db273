import type { HoldType } from '../order/order.ts';

/** Something in a payload that could not be taken as it is: which field, what it said, and what to do. */
export type MappingProblem = {
  /** Source path in the payload. */
  readonly field: string;
  /** Our name for it. */
  readonly target: string;
  /** What the platform said, shortened; `***` where it may be personal. */
  readonly value: string;
  readonly problem: string;
  readonly cure: string;
  /** The hold it asks for; null: the order may go on, the conflict is shown. */
  readonly hold: HoldType | null;
};

/** What one run of a mapping carries along. */
export type Notes = {
  readonly problems: MappingProblem[];
  readonly missing: string[];
  /** Results of the mapping's JSONata expressions, by expression. */
  readonly computed: ReadonlyMap<string, unknown>;
  /** Known once it is read; decimals need its exponent. */
  currency: string;
};

/** How the reader of one target tells what is wrong with it. */
export type Target = {
  readonly target: string;
  readonly hold: HoldType | null;
  readonly personal?: boolean;
};

const LONGEST_SHOWN = 64;
const shown = (value: unknown): string => {
  const said = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return said.length > LONGEST_SHOWN ? `${said.slice(0, LONGEST_SHOWN)}…` : said;
};

export const report = (
  notes: Notes,
  { target, hold, personal }: Target,
  field: string,
  value: unknown,
  problem: string,
  cure: string,
): void => {
  notes.problems.push({ field, target, value: personal ? '***' : shown(value), problem, cure, hold });
};

export const reportMissing = (notes: Notes, target: Target, field: string): void => {
  notes.missing.push(target.target);
  report(
    notes,
    target,
    field,
    '',
    'is missing',
    'have the platform or the merchant fill it in, or correct the path in the mapping',
  );
};
