import type { Lane, NetworkNode } from './network.ts';

/** Where goods change over: the lane they arrive by, and the node that hands them on. */
export type Stop = { readonly lane: number; readonly node: number };

/** A way of several lanes: from `node` over its stops, then by `last` to the place. */
export type TransferWay = { readonly node: number; readonly stops: readonly Stop[]; readonly last: number };

/** More changes than two are not worth their handling. */
const MAX_STOPS = 2;
/** Ways kept per source: so many of the cheapest, and of the fastest. */
const KEPT = 3;
/** What a parcel is taken to weigh when ways are compared before any order is known. */
const USUAL_KG = 2;

type Measured = TransferWay & { readonly cost: number; readonly hours: number };
type Tail = Omit<Measured, 'node'> & { readonly first: number };

const meanHours = (mu: number, sigma: number): number => Math.exp(mu + sigma ** 2 / 2);

const laneCost = ({ firstCost, perKgCost }: Lane): number => firstCost + USUAL_KG * perKgCost;
const laneHours = ({ shiftHours, mu, sigma, ahead }: Lane): number =>
  (ahead?.[0]?.departsIn ?? 0) + shiftHours + meanHours(mu, sigma);
const nodeCost = ({ fixedCost, lineCost }: NetworkNode): number => fixedCost + lineCost;
const nodeHours = ({ handlingMu, handlingSigma }: NetworkNode): number => meanHours(handlingMu, handlingSigma);

/** Finds ways of several lanes: a lane that ends at a node hands over to it, one that ends at a region delivers there. */
export class TransferFinder {
  readonly #nodes: readonly NetworkNode[];
  readonly #lanes: readonly Lane[];
  /** Lanes by the node they end at. */
  readonly #into = new Map<number, number[]>();
  /** Nodes by their id, and by the region they lie in. */
  readonly #at = new Map<string, number[]>();

  constructor(nodes: readonly NetworkNode[], lanes: readonly Lane[]) {
    this.#nodes = nodes;
    this.#lanes = lanes;
    nodes.forEach(({ node, region }, index) => {
      for (const place of node === region ? [node] : [node, region])
        this.#at.set(place, [...(this.#at.get(place) ?? []), index]);
    });
    const indexOf = new Map(nodes.map(({ node }, index) => [node, index]));
    lanes.forEach(({ to }, lane) => {
      const node = indexOf.get(to);
      if (node === undefined) return;
      const known = this.#into.get(node);
      if (known) known.push(lane);
      else this.#into.set(node, [lane]);
    });
  }

  /** Whether any goods can change over at all. */
  get isNeeded(): boolean {
    return this.#into.size > 0;
  }

  /** The cheapest and fastest few ways from each node over others to where `arriving` lanes end, by node. */
  find(arriving: readonly number[], place: string): Map<number, TransferWay[]> {
    const found = new Map<number, Measured[]>();
    let tails: Tail[] = arriving.flatMap((last) => {
      const lane = this.#lanes[last] as Lane;
      return this.#sourcesOf(lane, place).map((first) => this.#tailOf(first, last, lane));
    });
    for (let stop = 1; stop <= MAX_STOPS; stop += 1) {
      tails = tails.flatMap((tail) => this.#before(tail, place));
      const reached = this.#best(tails);
      for (const [node, ways] of reached)
        found.set(node, [...(found.get(node) ?? []), ...ways.map(({ first: _, ...way }) => ({ ...way, node }))]);
      tails = [...reached.values()].flat();
    }
    return new Map([...found].map(([node, ways]) => [node, bestOf(ways)]));
  }

  #tailOf(first: number, last: number, lane: Lane): Tail {
    const hub = this.#nodes[first] as NetworkNode;
    return { first, stops: [], last, cost: laneCost(lane) + nodeCost(hub), hours: laneHours(lane) + nodeHours(hub) };
  }

  #sourcesOf({ from }: Lane, place: string): number[] {
    return (this.#at.get(from) ?? []).filter((node) => (this.#nodes[node] as NetworkNode).node !== place);
  }

  /** The tail with one more lane before it, from wherever that lane starts. */
  #before(tail: Tail, place: string): Tail[] {
    return (this.#into.get(tail.first) ?? []).flatMap((lane) => {
      const by = this.#lanes[lane] as Lane;
      const visited = [tail.first, ...tail.stops.map(({ node }) => node)];
      return this.#sourcesOf(by, place).flatMap((first): Tail[] => {
        if (visited.includes(first)) return [];
        const source = this.#nodes[first] as NetworkNode;
        return [
          {
            first,
            last: tail.last,
            stops: [{ lane, node: tail.first }, ...tail.stops],
            cost: tail.cost + laneCost(by) + nodeCost(source),
            hours: tail.hours + laneHours(by) + nodeHours(source),
          },
        ];
      });
    });
  }

  #best(tails: readonly Tail[]): Map<number, Tail[]> {
    const byNode = Map.groupBy(tails, ({ first }) => first);
    return new Map([...byNode].map(([node, own]) => [node, bestOf(own)]));
  }
}

/** The cheapest few and the fastest few, each once. */
const bestOf = <Kind extends { readonly cost: number; readonly hours: number }>(ways: readonly Kind[]): Kind[] => {
  const cheapest = ways.toSorted((a, b) => a.cost - b.cost || a.hours - b.hours).slice(0, KEPT);
  const fastest = ways.toSorted((a, b) => a.hours - b.hours || a.cost - b.cost).slice(0, KEPT);
  return [...new Set([...cheapest, ...fastest])];
};
