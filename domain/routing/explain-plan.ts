import type { Demand } from './demand.ts';
import { chance, money, successOf, wayName } from './describe-plan.ts';
import type { PlanChoice } from './plan-choice.ts';
import { type PreparedNetwork, successWithin } from './prepared-network.ts';
import type { Rivals } from './rival-plans.ts';

const hours = (value: number): string => value.toFixed(1);

const whySplit = (
  best: PlanChoice,
  { singles: [single] }: Rivals,
  demand: Demand,
  network: PreparedNetwork,
): string[] => {
  const [parcel] = single?.parcels ?? [];
  if (best.parcels.length === 1) return [];
  const parcels = `${best.parcels.length} parcels`;
  if (!single || !parcel) return [`${parcels}: no single source can send every line in time`];
  return [
    `${parcels} cost ${money(single.cost - best.cost)} less than everything from ${wayName(parcel, demand, network)}`,
  ];
};

const nextElsewhere = (best: PlanChoice, { singles }: Rivals, demand: Demand, network: PreparedNetwork): string[] => {
  const used = best.parcels.map(({ node }) => node);
  const other = singles.find(({ parcels }) => !used.includes(parcels[0]?.node ?? -1));
  const [parcel] = other?.parcels ?? [];
  if (!other || !parcel) return [];
  return [`next best from elsewhere: ${wayName(parcel, demand, network)}, ${money(other.cost - best.cost)} more`];
};

/** Hours within which a way arrives with the promised probability, to 0.01 h. */
const hoursNeeded = (
  demand: Demand,
  network: PreparedNetwork,
  { node, way }: { node: number; way: number },
): number => {
  const keeps = (within: number): boolean =>
    successWithin(network, demand.inbound, node, way, within) >= demand.minSuccess;
  let low = demand.deadlineHours;
  let high = 2 * low;
  while (!keeps(high) && high < 1e5) high *= 2;
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (keeps(middle)) high = middle;
    else low = middle;
  }
  return high;
};

/** What would have to be asked for another plan to be recommended. */
const whatWouldChange = (
  choices: readonly PlanChoice[],
  { late }: Rivals,
  demand: Demand,
  network: PreparedNetwork,
): string[] => {
  const [best, safer] = choices as [PlanChoice, ...PlanChoice[]];
  const [parcel] = late?.parcels ?? [];
  return [
    ...(safer
      ? [`a promise above ${chance(successOf(best))} would choose the next plan, ${money(safer.cost - best.cost)} more`]
      : []),
    ...(late && parcel && late.cost < best.cost
      ? [
          `within ${hours(hoursNeeded(demand, network, parcel))} h instead of ${demand.deadlineHours} h ${wayName(parcel, demand, network)} would do, ${money(best.cost - late.cost)} less`,
        ]
      : []),
  ];
};

const plural = (count: number): string => (count === 1 ? 'a piece' : `${count} pieces`);

/** What of a plan is scarce, and what that was counted with. */
const scarceIn = (
  { parcels }: PlanChoice,
  { lines, prices, parcelPrices }: Demand,
  network: PreparedNetwork,
): string[] =>
  parcels.flatMap(({ node, lines: carried }) => {
    const name = network.nodes[node]?.node;
    const hour = parcelPrices?.[node] ?? 0;
    const goods = carried.flatMap(({ line, variant: { sku } }) => {
      const { quantity } = lines[line] as Demand['lines'][number];
      const price = prices?.stockPrices(sku)?.[node] ?? 0;
      return price > 0 ? [`${plural(quantity)} of ${sku} at ${name} with ${money(price * quantity)}`] : [];
    });
    return hour > 0 ? [...goods, `a parcel of ${name} in this hour with ${money(hour)}`] : goods;
  });

/** Which plan would cost less now, and what is spared by not taking it. */
const whatPricesChanged = (
  best: PlanChoice,
  cheapestNow: PlanChoice | null,
  demand: Demand,
  network: PreparedNetwork,
): string[] => {
  const own = scarceIn(best, demand, network);
  const used = own.length > 0 ? [`scarce for orders to come: ${own.join(', ')}`] : [];
  if (!cheapestNow || cheapestNow.cost >= best.cost - 1e-9) return used;
  const ways = cheapestNow.parcels.map((parcel) => wayName(parcel, demand, network)).join(' and ');
  const spared = scarceIn(cheapestNow, demand, network).join(', ');
  return [
    ...used,
    `prices of what is scarce changed the choice: ${ways} would cost ${money(best.cost - cheapestNow.cost)} less now, but takes what later orders need: ${spared}`,
  ];
};

/**
 * For a person: what decided, what the next best costs, what would change the choice.
 * @param bound no plan weighs less than this
 * @param cheapestNow what would be chosen if nothing were scarce
 */
export const explainBest = (
  demand: Demand,
  network: PreparedNetwork,
  choices: readonly PlanChoice[],
  rivals: Rivals,
  bound: number,
  cheapestNow: PlanChoice | null = null,
): string[] => {
  const best = choices[0] as PlanChoice;
  const promise = `within ${demand.deadlineHours} h with ${chance(demand.minSuccess)} or more`;
  const gap = best.weight - bound;
  const proven =
    gap <= 1e-6 * best.weight
      ? 'no plan costs less'
      : `none costs more than ${((100 * gap) / best.weight).toFixed(2)} % less`;
  return [
    `${money(best.cost)}, arrives in time with ${chance(successOf(best))}: ${proven} and arrives ${promise}`,
    ...whySplit(best, rivals, demand, network),
    ...nextElsewhere(best, rivals, demand, network),
    ...whatWouldChange(choices, rivals, demand, network),
    ...whatPricesChanged(best, cheapestNow, demand, network),
    ...demand.requirements.unused.map((type) => `constraint ${type} does not bear on routing`),
  ];
};

export const explainAlternative = (choice: PlanChoice, best: PlanChoice): string[] => [
  `${money(choice.cost - best.cost)} more than the recommended plan; arrives in time with ${chance(successOf(choice))} instead of ${chance(successOf(best))}`,
];
