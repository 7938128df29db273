import highsLoader, { type LegacyHighs } from 'highs';
import type { Demand } from '../domain/routing/demand.ts';
import { OptionSieve } from '../domain/routing/option-sieve.ts';
import { ParcelColumns } from '../domain/routing/parcel-columns.ts';
import type { PreparedNetwork } from '../domain/routing/prepared-network.ts';
import type { StockView } from '../domain/routing/stock-view.ts';

/** Its types describe the CommonJS build, where the loader is `default`; the module loaded is the ESM one, which is the loader itself. */
const loadHighs = highsLoader as unknown as typeof highsLoader.default;

/** Which parcels the solver may choose from: all that alone keep the promise, or only those that no other makes needless. */
export type MilpScope = 'FULL' | 'REDUCED';

/** The order as a mixed-integer program in CPLEX LP text: y opens a parcel, x puts a line into it. */
const modelOf = (
  { lineCount, baseCost, lineCost, risk }: ParcelColumns,
  options: readonly number[],
  riskBudget: number,
): string => {
  const lines = Array.from({ length: lineCount }, (_, line) => line);
  const costOf = (option: number, line: number): number => lineCost[option * lineCount + line] as number;
  const carried = options.map((option) => ({ option, lines: lines.filter((line) => costOf(option, line) < Infinity) }));
  const costs = carried.flatMap(({ option, lines: own }) => [
    `${baseCost[option]} y${option}`,
    ...own.map((line) => `${costOf(option, line)} x${option}_${line}`),
  ]);
  const served = lines.map((line) => {
    const ways = carried.filter(({ lines: own }) => own.includes(line));
    return `${ways.map(({ option }) => `x${option}_${line}`).join(' + ')} = 1`;
  });
  const opened = carried.flatMap(({ option, lines: own }) => own.map((line) => `x${option}_${line} - y${option} <= 0`));
  const promised = `${options.map((option) => `${risk[option]} y${option}`).join(' + ')} <= ${riskBudget}`;
  const binaries = carried.flatMap(({ option, lines: own }) => [
    `y${option}`,
    ...own.map((line) => `x${option}_${line}`),
  ]);
  return `Minimize\n ${costs.join(' + ')}\nSubject To\n ${[...served, ...opened, promised].join('\n ')}\nBinary\n ${binaries.join(' ')}\nEnd\n`;
};

/** The cheapest cost that keeps the promise, proven by HiGHS; null when there is none. */
export type MilpSolver = (demand: Demand, scope: MilpScope) => number | null;

export const milpSolver = async (network: PreparedNetwork, stock: StockView): Promise<MilpSolver> => {
  const highs: LegacyHighs = await loadHighs();
  const columns = new ParcelColumns(network);
  const sieve = new OptionSieve();
  return (demand, scope) => {
    columns.collect(demand, stock, scope === 'FULL');
    sieve.keepAll(columns);
    if (scope === 'REDUCED') {
      sieve.sort(columns);
      sieve.drop(columns, () => true);
    }
    const options = Array.from(sieve.kept.slice(0, sieve.count));
    const servable = demand.lines.every((_, line) =>
      options.some((option) => (columns.lineCost[option * columns.lineCount + line] as number) < Infinity),
    );
    if (!servable) return null;
    const solution = highs.solve(modelOf(columns, options, demand.riskBudget), { mip_rel_gap: 0, output_flag: false });
    return solution.Status === 'Optimal' ? solution.ObjectiveValue : null;
  };
};
