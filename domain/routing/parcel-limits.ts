import type { Demand, DemandLine } from './demand.ts';
import { capacityOf, lanesOf } from './inbound-lanes.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { ParcelColumns } from './parcel-columns.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';

/** Lines that go by one option. */
export type Load = { readonly option: number; readonly lines: readonly number[] };

/** Lines that cannot all be served by the options that `holds` says yes to. */
export type Conflict = { readonly lines: readonly number[]; readonly holds: (option: number) => boolean };

/** What one line alone does not show: a lane's capacity for several lines, and lines that draw on the same stock. */
export type ParcelLimits = {
  /** Whether the option could not carry all of its lines at once. */
  readonly isTight: (option: number) => boolean;
  readonly allows: (option: number, lines: readonly number[]) => boolean;
  /** The first limit that several parcels break together, or null. */
  readonly conflictIn: (loads: readonly Load[]) => Conflict | null;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** More than any mix of variants of the order weighs. */
const mostKg = ({ lines }: Demand): number =>
  sum(lines.map(({ variants }) => Math.max(...variants.map(({ kg }) => kg))));

type Draw = { readonly line: number; readonly option: number };

/** Whether nothing limits: every lane carries the whole order and no two lines draw on the same stock. */
export const isUnlimited = (demand: Demand): boolean =>
  demand.sharedStock.length === 0 &&
  (demand.inbound.leastCapacityKg === Number.POSITIVE_INFINITY || demand.inbound.leastCapacityKg >= mostKg(demand));

export const parcelLimits = (
  demand: Demand,
  network: PreparedNetwork,
  stock: StockView,
  columns: ParcelColumns,
): ParcelLimits => {
  const lanesBy = (option: number): number[] => lanesOf(demand.inbound, columns.way[option] as number);
  const kgOf = (draws: readonly Draw[]): number =>
    sum(draws.map(({ line, option }) => columns.variantAt(demand, option, line)?.kg ?? 0));
  /** Lines served with one SKU that the node has too little of for all of them. */
  const overdrawn = (node: number, draws: readonly Draw[]): readonly number[] | null => {
    const { node: id } = network.nodes[node] as NetworkNode;
    const bySku = Map.groupBy(draws, ({ line, option }) => columns.variantAt(demand, option, line)?.sku ?? '');
    for (const [sku, drawing] of bySku) {
      if (drawing.length === 1) continue;
      const asked = sum(drawing.map(({ line }) => (demand.lines[line] as DemandLine).quantity));
      if (asked > (stock.availableAt(sku).get(id) ?? 0)) return drawing.map(({ line }) => line);
    }
    return null;
  };
  const drawsOf = (option: number, lines: readonly number[]): Draw[] => lines.map((line) => ({ line, option }));
  const drawsTooMuch = (node: number, draws: readonly Draw[]): readonly number[] | null =>
    demand.sharedStock.length === 0 ? null : overdrawn(node, draws);
  const allows: ParcelLimits['allows'] = (option, lines) => {
    const draws = drawsOf(option, lines);
    const capacityKg = capacityOf(demand.inbound, columns.way[option] as number, network.lanes);
    return kgOf(draws) <= capacityKg && drawsTooMuch(columns.node[option] as number, draws) === null;
  };
  const isTight = (option: number): boolean => {
    const from = option * columns.lineCount;
    const possible = demand.lines.flatMap((_, line) => (Number.isFinite(columns.lineCost[from + line]) ? [line] : []));
    return !allows(option, possible);
  };
  const conflictIn: ParcelLimits['conflictIn'] = (loads) => {
    for (const { option } of loads) {
      for (const lane of lanesBy(option)) {
        const sameLane = (other: number): boolean => lanesBy(other).includes(lane);
        const carried = loads.flatMap((load) => (sameLane(load.option) ? drawsOf(load.option, load.lines) : []));
        if (kgOf(carried) > (network.lanes[lane] as Lane).capacityKg)
          return { lines: carried.map(({ line }) => line), holds: sameLane };
      }
      const sameNode = (other: number): boolean => columns.node[other] === columns.node[option];
      const drawn = loads.flatMap((load) => (sameNode(load.option) ? drawsOf(load.option, load.lines) : []));
      const drawing = drawsTooMuch(columns.node[option] as number, drawn);
      if (drawing) return { lines: drawing, holds: sameNode };
    }
    return null;
  };
  return { isTight, allows, conflictIn };
};
