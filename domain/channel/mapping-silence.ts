import { ASPECTS, type Aspect, type ChannelOrder, type Conflict } from '../order/order.ts';
import type { Instant } from '../time.ts';
import { asRecord } from './lossless-json.ts';
import type { Mapping } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import { compilePath } from './mapping-path.ts';

/** The aspects a payload says nothing about. */
export const compileSilence = ({ silentOn }: Pick<Mapping, 'silentOn'>): ((source: unknown) => ReadonlySet<Aspect>) => {
  const rules = ASPECTS.flatMap((aspect) => {
    const when = silentOn[aspect];
    return when ? [{ aspect, holds: compileConditions(when) }] : [];
  });
  const nothing: ReadonlySet<Aspect> = new Set();
  return (source) =>
    rules.length === 0 ? nothing : new Set(rules.filter(({ holds }) => holds(source)).map(({ aspect }) => aspect));
};

const ASPECT_OF: Readonly<Record<string, Aspect>> = {
  status: 'status',
  destination: 'address',
  amounts: 'amount',
  currency: 'amount',
  remarks: 'remark',
};
/** The aspect that a target of the mapping belongs to (domain/order/merge.ts). */
const aspectOf = (target: string): Aspect => ASPECT_OF[target.split('.')[0] ?? ''] ?? 'lines';

/** Whether a target is one the payload speaks about. A change is silent about the order's lines, and speaks of those it names. */
export const speaksOf =
  (silent: ReadonlySet<Aspect>, namesLines: boolean) =>
  (target: string): boolean =>
    !silent.has(aspectOf(target)) || (namesLines && target.startsWith('lines.'));

export const saidAbout = (at: Instant, silent: ReadonlySet<Aspect>): ChannelOrder['saidAt'] =>
  Object.fromEntries(ASPECTS.filter((aspect) => !silent.has(aspect)).map((aspect) => [aspect, at]));

/** What the payload's own reader found to contradict itself. */
export const compileChecks = (path: string | undefined) => {
  if (path === undefined) return () => [];
  const read = compilePath(path);
  return (source: unknown, since: Instant, chosenBy: string): Conflict[] => {
    const found = read(source);
    return (Array.isArray(found) ? found : []).flatMap((each) => {
      const check = asRecord(each);
      return check
        ? [
            {
              code: String(check.code),
              field: String(check.field),
              values: (Array.isArray(check.values) ? check.values : [check.values]).map(String),
              since,
              chosenBy,
            },
          ]
        : [];
    });
  };
};
