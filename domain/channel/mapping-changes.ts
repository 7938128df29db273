import type { ChannelOrder, LineChange } from '../order/order.ts';
import type { LinesRule } from './mapping.ts';
import { compileConditions } from './mapping-conditions.ts';

type Stated = Pick<ChannelOrder, 'lines' | 'constraints' | 'promiseAt' | 'conflicts' | 'saidAt'>;

/**
 * For payloads that name single lines of an order only, and for lines that a payload takes out. Where the lines are changes, they are
 * told as such beside the lines, for the merge to apply them to whatever the order's lines are (domain/order/line-changes.ts).
 */
export const compileLineChanges = ({ changesWhen, removedWhen }: LinesRule) => {
  const isChange = changesWhen ? compileConditions(changesWhen) : () => false;
  const isRemoved = removedWhen ? compileConditions(removedWhen) : null;
  const asChanges = <Order extends Stated>(
    payload: unknown,
    order: Order,
    lineSources: readonly unknown[],
    since: LineChange['saidAt'],
  ): Order & { lineChanges?: readonly LineChange[] } => {
    const gone = new Set(isRemoved ? order.lines.filter((_line, index) => isRemoved(lineSources[index])) : []);
    const goneIds = new Set([...gone].map(({ lineId }) => lineId));
    const lines = order.lines.filter((line) => !gone.has(line));
    const constraints = order.constraints.filter(({ lineId }) => lineId === null || !goneIds.has(lineId));
    if (!isChange(payload)) return gone.size === 0 ? order : { ...order, lines, constraints };
    const of = (wanted: string | null) => constraints.filter(({ lineId }) => lineId === wanted);
    const { promiseAt, conflicts } = order;
    const lineChanges: LineChange[] = order.lines.map((line) => ({
      lineId: line.lineId,
      saidAt: since,
      line: gone.has(line) ? null : line,
      constraints: of(line.lineId),
      promiseAt: null,
      conflicts: [],
    }));
    const whole = { lineId: null, saidAt: since, line: null, constraints: of(null), promiseAt, conflicts };
    return { ...order, lines, constraints, conflicts: [], lineChanges: [...lineChanges, whole] };
  };
  return { isChange, asChanges };
};
