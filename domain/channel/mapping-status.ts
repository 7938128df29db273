import type { ChannelStatus } from '../order/order.ts';
import type { Mapping } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';
import type { Reader } from './mapping-field.ts';
import { report, type Target } from './mapping-notes.ts';
import { compilePaths, pathText } from './mapping-path.ts';

const TARGET: Target = { target: 'status', hold: 'PLATFORM_RISK' };

/** The first rule that holds. No rule: the words are reported, and the order is held until someone says what they mean. */
export const compileStatus = (rules: Mapping['status']): Reader<ChannelStatus> => {
  const compiled = rules.map(({ is, when }) => ({ is, holds: compileConditions(when) }));
  const fields = new Map(rules.flatMap(({ when }) => when.map(({ path }) => [pathText(path), compilePaths(path)])));
  const names = [...fields.keys()].join(', ');
  return (source, notes) => {
    for (const { is, holds } of compiled) if (holds(source)) return is;
    const said = Array.from(fields, ([field, read]) => `${field}=${String(read(source))}`).join(', ');
    report(
      notes,
      TARGET,
      names,
      said,
      'is in no status rule, so whether it may ship is unknown',
      'add it to the mapping',
    );
    return 'PAID_HOLD';
  };
};
