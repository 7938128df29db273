import type { Plan } from './plan.ts';
import { cellOf } from './stock-pool.ts';

/** An order whose plan is another one now. `order`: its index. */
export type ChangedPlan = { readonly order: number; readonly before: Plan; readonly after: Plan };

const cellsOf = ({ before, after }: ChangedPlan): string[] =>
  [before, after].flatMap(({ legs }) =>
    legs.flatMap(({ node, lines }) => lines.map(({ sku }) => cellOf({ node, sku }))),
  );

/** Changes that touch the same goods at the same node: all of them happen, or none. */
export const exchangesOf = (plans: readonly Plan[], reconsidered: readonly Plan[]): ChangedPlan[][] => {
  const groups: { cells: Set<string>; changes: ChangedPlan[] }[] = [];
  plans.forEach((before, order) => {
    const after = reconsidered[order] as Plan;
    if (after === before) return;
    const change = { order, before, after };
    const own = { cells: new Set(cellsOf(change)), changes: [change] };
    const touched = groups.filter(({ cells }) => [...own.cells].some((cell) => cells.has(cell)));
    for (const { cells, changes } of touched) {
      own.changes.push(...changes);
      for (const cell of cells) own.cells.add(cell);
    }
    groups.splice(0, groups.length, ...groups.filter((group) => !touched.includes(group)), own);
  });
  return groups.map(({ changes }) => changes.sort((a, b) => a.order - b.order));
};
