import { placeKeys } from './person-address.ts';
import { type NameReading, surnameShare } from './person-name.ts';
import { phoneEnds } from './person-phone.ts';
import { doorKeys, type PersonProfile } from './person-profile.ts';

/** How common things are among the accounts that are compared: an agreement on what many share says little. */
export type Population = {
  readonly accounts: number;
  /** The share of accounts with this whole name, however written, 0–1. */
  readonly nameShare: (name: NameReading) => number;
  readonly surnameShare: (name: NameReading) => number;
  /** How likely two strangers' numbers fit the same mask. */
  readonly maskShare: number;
  readonly regionShare: (region: string) => number;
  /** Accounts seen at this house or estate, and at this door. */
  readonly placeCount: (key: string) => number;
  readonly doorCount: (key: string) => number;
  readonly skuShare: (sku: string) => number;
};

const nameKey = ({ roman, text }: NameReading): string => roman || text;

const counter = (): { add: (key: string) => void; of: (key: string) => number; all: ReadonlyMap<string, number> } => {
  const counts = new Map<string, number>();
  return {
    add: (key) => counts.set(key, (counts.get(key) ?? 0) + 1),
    of: (key) => counts.get(key) ?? 0,
    all: counts,
  };
};

/** Two drawn at random agree: the sum of the squared shares. */
const collision = (counts: ReadonlyMap<string, number>): number => {
  let [sum, squares] = [0, 0];
  for (const count of counts.values()) {
    sum += count;
    squares += count * count;
  }
  return sum === 0 ? 0 : squares / (sum * sum);
};

const newTally = () => ({
  names: counter(),
  surnames: counter(),
  heads: counter(),
  tails: counter(),
  regions: counter(),
  places: counter(),
  doors: counter(),
  skus: counter(),
});

type Tally = ReturnType<typeof newTally>;

const tallyPhones = ({ heads, tails }: Tally, { phones }: PersonProfile): void => {
  for (const ends of phones.map(phoneEnds)) {
    if (ends === '') continue;
    heads.add(ends.slice(0, 3));
    tails.add(ends.slice(3));
  }
};

const tallyAddresses = ({ regions, places, doors }: Tally, { addresses }: PersonProfile): void => {
  for (const address of addresses) {
    regions.add(address.region);
    for (const key of placeKeys(address)) places.add(key);
    for (const key of doorKeys(address)) doors.add(key);
  }
};

const tallied = (profiles: readonly PersonProfile[]): Tally => {
  const tally = newTally();
  for (const profile of profiles) {
    for (const name of profile.names) {
      if (name.text !== '') tally.names.add(nameKey(name));
      tally.surnames.add(name.surname);
    }
    tallyPhones(tally, profile);
    tallyAddresses(tally, profile);
    for (const sku of profile.seen.keys()) tally.skus.add(sku);
  }
  return tally;
};

/**
 * What is assumed where nobody has counted: a given name is shared by one in 400 of those with its family name (the 200 commonest
 * full names of China stand for 1 in 50 of them), a district holds 0.5 % of a shop's buyers, a SKU is seen by 2 % of them.
 */
const ASSUMED = { givenNames: 400, regionShare: 0.005, skuShare: 0.02, maskShare: 1e-5 } as const;

/**
 * A population known by its size, and by how many share the places of those that are compared.
 * @param accounts how many there are, about
 * @param counts accounts seen at a house or a door, as far as known
 */
export const assumedPopulation = (
  accounts: number,
  counts: { readonly placeCount: Population['placeCount']; readonly doorCount: Population['doorCount'] },
): Population => ({
  accounts,
  nameShare: (name) => surnameShare(name) / ASSUMED.givenNames,
  surnameShare,
  maskShare: ASSUMED.maskShare,
  regionShare: () => ASSUMED.regionShare,
  skuShare: () => ASSUMED.skuShare,
  ...counts,
});

/** Fewer say nothing about how common things are. */
export const FEWEST_TO_COUNT = 5_000;

/** A population as it is, counted; of a few accounts only the places are. */
export const populationOf = (profiles: readonly PersonProfile[]): Population => {
  const { names, surnames, heads, tails, regions, places, doors, skus } = tallied(profiles);
  const accounts = profiles.length;
  const counts = { placeCount: places.of, doorCount: doors.of };
  if (accounts < FEWEST_TO_COUNT) return assumedPopulation(FEWEST_TO_COUNT, counts);
  const share = (count: number): number => Math.max(count, 1) / Math.max(accounts, 1);
  return {
    accounts,
    // Without the two that are compared.
    nameShare: (name) => Math.max(names.of(nameKey(name)) - 2, 0.5) / accounts,
    surnameShare: ({ surname }) => share(surnames.of(surname)),
    // Head and tail each by itself: one person's accounts agree on both, and must not count as strangers.
    maskShare: collision(heads.all) * collision(tails.all),
    regionShare: (region) => share(regions.of(region)),
    ...counts,
    skuShare: (sku) => share(skus.of(sku)),
  };
};
