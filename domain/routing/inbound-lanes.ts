import type { Lane, NetworkNode } from './network.ts';

/**
 * The ways from every node to one place, as columns: `start[n] … start[n + 1] - 1` are node n's. A way is a lane that starts at the node or
 * in its region and ends at the place.
 */
export type InboundLanes = {
  readonly start: Int32Array;
  /** Index of the way's lane. */
  readonly lanes: Int32Array;
  /** Node's fixed cost and the lane's first cost: what a parcel costs whatever is in it. */
  readonly baseCost: Float64Array;
  readonly perKgCost: Float64Array;
  readonly tags: Int32Array;
  /** No lane carries less than this. */
  readonly leastCapacityKg: number;
};

const byOrigin = (lanes: readonly Lane[], arriving: readonly number[]): Map<string, number[]> => {
  const departing = new Map<string, number[]>();
  for (const lane of arriving) {
    const { from } = lanes[lane] as Lane;
    const group = departing.get(from);
    if (group) group.push(lane);
    else departing.set(from, [lane]);
  }
  return departing;
};

/** @param arriving the open lanes that end at the place */
export const inboundLanes = (
  nodes: readonly NetworkNode[],
  lanes: readonly Lane[],
  laneTags: Int32Array,
  arriving: readonly number[],
): InboundLanes => {
  const departing = byOrigin(lanes, arriving);
  const start = new Int32Array(nodes.length + 1);
  const flat: number[] = [];
  const base: number[] = [];
  nodes.forEach(({ node, region, fixedCost }, index) => {
    for (const origin of region === node ? [node] : [node, region])
      for (const lane of departing.get(origin) ?? []) {
        flat.push(lane);
        base.push(fixedCost + (lanes[lane] as Lane).firstCost);
      }
    start[index + 1] = flat.length;
  });
  return {
    start,
    lanes: Int32Array.from(flat),
    baseCost: Float64Array.from(base),
    perKgCost: Float64Array.from(flat, (lane) => (lanes[lane] as Lane).perKgCost),
    tags: Int32Array.from(flat, (lane) => laneTags[lane] as number),
    leastCapacityKg: flat.reduce(
      (least, lane) => Math.min(least, (lanes[lane] as Lane).capacityKg),
      Number.POSITIVE_INFINITY,
    ),
  };
};
