import { handlingPoints, QUADRATURE_POINTS, withinHours } from './arrival-time.ts';
import type { DeparturesTaken } from './departure-room.ts';
import { type InboundLanes, inboundLanes } from './inbound-lanes.ts';
import type { Lane, Network, NetworkNode, Region, Sku } from './network.ts';
import { TimelyWaysMemory } from './timely-ways.ts';
import { TransferFinder } from './transfer-ways.ts';

/** Tags as bits, so that "every SKU tag among the tags of node and lane" is one comparison. */
export type TagMask = number;

export type PreparedSku = { readonly sku: Sku; readonly tags: TagMask };

/** A network indexed once for planning. It never changes; `inbound` and `timelyWays` remember what they worked out. */
export type PreparedNetwork = {
  readonly nodes: readonly NetworkNode[];
  readonly nodeIndex: ReadonlyMap<string, number>;
  readonly nodeTags: Int32Array;
  /** Handling hours at the quadrature points, `QUADRATURE_POINTS` per node. */
  readonly handlingHours: Float64Array;
  /** Open lanes only. */
  readonly lanes: readonly Lane[];
  readonly laneTags: Int32Array;
  readonly regions: ReadonlyMap<string, Region>;
  readonly skus: ReadonlyMap<string, PreparedSku>;
  /** Bits of tags; a tag that nobody in the network has is answered with a bit nobody has. */
  readonly tagMaskOf: (tags: readonly string[]) => TagMask;
  /** Lanes into a region, or into a node (its own lanes and those of its region); null when the place is unknown. */
  readonly inbound: (place: string) => InboundLanes | null;
  /** Cost of a line, per node. */
  readonly lineCost: Float64Array;
  readonly timelyWays: TimelyWaysMemory;
  /** What it was prepared from, where lanes keep a timetable: orders find it as `departingFor` says. Null: none does. */
  readonly timetabled: Network | null;
  /** Nodes, by index, at which parcels of one order may meet and go on as one. */
  readonly consolidators: readonly number[];
  /** Of departures; absent: nothing. */
  readonly departuresTaken?: DeparturesTaken;
};

export class TooManyTags extends Error {
  override name = 'TooManyTags';
}

/** 31 bits of a signed 32-bit number, one of them for tags nobody has. */
const MAX_TAGS = 30;
const UNKNOWN_TAG = 1 << MAX_TAGS;

const tagMasker = (network: Network): ((tags: readonly string[]) => TagMask) => {
  const bits = new Map<string, number>();
  for (const { tags } of [...network.nodes, ...network.lanes])
    for (const tag of tags) if (!bits.has(tag)) bits.set(tag, 1 << bits.size);
  if (bits.size > MAX_TAGS)
    throw new TooManyTags(`the network has ${bits.size} different tags; at most ${MAX_TAGS} can be told apart`);
  return (tags) => tags.reduce((mask, tag) => mask | (bits.get(tag) ?? UNKNOWN_TAG), 0);
};

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number[]> => {
  const groups = new Map<string, number[]>();
  items.forEach((item, index) => {
    const group = groups.get(keyOf(item));
    if (group) group.push(index);
    else groups.set(keyOf(item), [index]);
  });
  return groups;
};

/** Indexes a network once; orders are then planned against it without looking at the whole again. */
export const prepareNetwork = (network: Network): PreparedNetwork => {
  const { nodes } = network;
  const lanes = network.lanes.filter((lane) => lane.open);
  const tagMaskOf = tagMasker(network);
  const nodeIndex = new Map(nodes.map(({ node }, index) => [node, index]));
  const regions = new Map(network.regions.map((region) => [region.region, region]));
  const arriving = groupBy(lanes, (lane) => lane.to);
  const laneTags = Int32Array.from(lanes, ({ tags }) => tagMaskOf(tags));
  const nodeTags = Int32Array.from(nodes, ({ tags }) => tagMaskOf(tags));
  const finder = new TransferFinder(nodes, lanes);
  const handlingHours = new Float64Array(nodes.length * QUADRATURE_POINTS);
  nodes.forEach((node, index) => {
    handlingHours.set(handlingPoints(node.handlingMu, node.handlingSigma), index * QUADRATURE_POINTS);
  });
  const known = new Map<string, InboundLanes>();
  const inbound = (place: string): InboundLanes | null => {
    const remembered = known.get(place);
    if (remembered) return remembered;
    const node = nodes[nodeIndex.get(place) ?? -1];
    if (!node && !regions.has(place)) return null;
    const ends = node && node.region !== place ? [place, node.region] : [place];
    const found = inboundLanes(
      { nodes, nodeTags, lanes, laneTags },
      ends.flatMap((end) => arriving.get(end) ?? []),
      place,
      finder,
    );
    known.set(place, found);
    return found;
  };
  return {
    nodes,
    nodeIndex,
    nodeTags,
    handlingHours,
    lanes,
    laneTags,
    regions,
    skus: new Map(network.skus.map((sku) => [sku.sku, { sku, tags: tagMaskOf(sku.tags) }])),
    tagMaskOf,
    inbound,
    lineCost: Float64Array.from(nodes, ({ lineCost }) => lineCost),
    timelyWays: new TimelyWaysMemory({ lanes, handlingHours }),
    consolidators: [...nodes.keys()].filter((index) => nodes[index]?.consolidates),
    timetabled: lanes.some(({ departures }) => departures !== undefined) ? network : null,
  };
};

/** P(a way from a node arrives within the hours), handling included. */
export const successWithin = (
  { lanes, handlingHours }: Pick<PreparedNetwork, 'lanes' | 'handlingHours'>,
  inbound: InboundLanes,
  node: number,
  way: number,
  hours: number,
): number => {
  const transfer = inbound.transfers?.timeOf(way);
  if (transfer) return transfer.successWithin(hours);
  const { shiftHours, mu, sigma } = lanes[inbound.lanes[way] as number] as Lane;
  return withinHours(hours - shiftHours, handlingHours, node * QUADRATURE_POINTS, mu, sigma);
};
