import type { Demand } from './demand.ts';
import type { Lane, NetworkNode } from './network.ts';
import type { ParcelOption } from './parcel-options.ts';
import type { Parcel } from './plan-choice.ts';
import type { PreparedNetwork } from './prepared-network.ts';
import type { StockView } from './stock-view.ts';

/** Lines that cannot all be served by the options that `holds` says yes to. */
export type Conflict = { readonly lines: readonly number[]; readonly holds: (option: ParcelOption) => boolean };

/** What one line alone does not show: a lane's capacity for several lines, and lines that draw on the same stock. */
export type ParcelLimits = {
  /** Whether the option could not carry all of its lines at once. */
  readonly isTight: (option: ParcelOption) => boolean;
  readonly allows: (option: ParcelOption, lines: readonly number[]) => boolean;
  /** The first limit that several parcels break together, or null. */
  readonly conflictIn: (parcels: readonly Parcel[]) => Conflict | null;
};

const UNLIMITED: ParcelLimits = { isTight: () => false, allows: () => true, conflictIn: () => null };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const parcelLimits = (
  demand: Demand,
  network: PreparedNetwork,
  stock: StockView,
  options: readonly ParcelOption[],
): ParcelLimits => {
  const totalKg = sum(demand.lines.map(({ kg }) => kg));
  if (demand.sharedStock.length === 0 && options.every(({ capacityKg }) => capacityKg >= totalKg)) return UNLIMITED;

  const kgOf = (lines: readonly number[]): number => sum(lines.map((line) => demand.lines[line]?.kg ?? 0));
  /** Lines of one SKU that the node cannot serve together. */
  const overdrawn = (node: number, lines: readonly number[]): readonly number[] | null => {
    const { node: id } = network.nodes[node] as NetworkNode;
    for (const group of demand.sharedStock) {
      const drawing = group.filter((line) => lines.includes(line));
      const available = stock.availableAt(demand.lines[group[0] as number]?.sku ?? '').get(id) ?? 0;
      if (drawing.length > 1 && sum(drawing.map((line) => demand.lines[line]?.quantity ?? 0)) > available)
        return drawing;
    }
    return null;
  };
  const allows = (option: ParcelOption, lines: readonly number[]): boolean =>
    kgOf(lines) <= option.capacityKg && overdrawn(option.node, lines) === null;
  const together = (parcels: readonly Parcel[], holds: Conflict['holds']): number[] =>
    parcels.filter(({ option }) => holds(option)).flatMap(({ lines }) => lines);
  const conflictIn = (parcels: readonly Parcel[]): Conflict | null => {
    for (const { option } of parcels) {
      const sameLane: Conflict['holds'] = (other) => other.lane === option.lane;
      const carried = together(parcels, sameLane);
      if (kgOf(carried) > (network.lanes[option.lane] as Lane).capacityKg) return { lines: carried, holds: sameLane };
      const sameNode: Conflict['holds'] = (other) => other.node === option.node;
      const drawing = overdrawn(option.node, together(parcels, sameNode));
      if (drawing) return { lines: drawing, holds: sameNode };
    }
    return null;
  };
  return { isTight: (option) => !allows(option, option.lines), allows, conflictIn };
};
