import { placeKeys } from './person-address.ts';
import type { Comparison } from './person-comparison.ts';
import type { Population } from './person-population.ts';
import { doorKeys } from './person-profile.ts';
import { FIELDS, type LevelShares, type PersonWeights } from './person-weights.ts';

/** How many accounts of each kind an account would be expected to agree with so: of its own person, of a housemate, of strangers. */
export type Expected = { readonly same: number; readonly housemates: number; readonly strangers: number };

/** Other accounts of one person that there are, on average. */
const OWN_ACCOUNTS = 1.5;
/** Accounts of a household; more at one place are neighbours, a dormitory, an office or a parcel shop, whose people bear any name. */
const HOUSEHOLD = 4;
/** What two strangers' fields are like where there is nothing to count. */
const STRANGERS = {
  typo: 0.002,
  phoneTypo: 4e-7,
  /** Other people's accounts with a number: it was given up and given to them, or they share it. */
  othersOnPhone: 0.01,
  sameEmail: 1e-7,
  soon: 0.5,
} as const;

const shareOf = (shares: LevelShares, compared: Comparison): number => {
  let product = 1;
  for (const field of FIELDS) product *= (shares[field] as Readonly<Record<string, number>>)[compared[field]] ?? 1;
  return product;
};

const strangersName = ({ name, sharedName }: Comparison, population: Population): number => {
  if (sharedName === null) return 1;
  switch (name) {
    case 'EXACT':
    case 'VARIANT':
      return population.nameShare(sharedName);
    case 'SURNAME':
      return population.surnameShare(sharedName);
    case 'TYPO':
      return STRANGERS.typo;
    default:
      return 1;
  }
};

const strangersPhone = ({ phone }: Comparison, population: Population): number => {
  switch (phone) {
    case 'SAME':
      return STRANGERS.othersOnPhone / population.accounts;
    case 'MASK':
      return population.maskShare;
    case 'TYPO':
      return STRANGERS.phoneTypo;
    default:
      return 1;
  }
};

const accountsAt = ({ address, sharedAddress }: Comparison, population: Population): number => {
  if (sharedAddress === null) return 0;
  const [keys, count] =
    address === 'DOOR'
      ? [doorKeys(sharedAddress), population.doorCount]
      : [placeKeys(sharedAddress), population.placeCount];
  return keys.reduce((most, key) => Math.max(most, count(key)), 1);
};

const isAtOnePlace = ({ address }: Comparison): boolean => address === 'DOOR' || address === 'PLACE';

const strangersAddress = (compared: Comparison, population: Population): number => {
  const { address, sharedAddress } = compared;
  if (sharedAddress === null || address === 'ELSEWHERE') return 1;
  if (isAtOnePlace(compared)) return accountsAt(compared, population) / population.accounts;
  return population.regionShare(sharedAddress.region);
};

const strangersBehaviour = ({ behaviour, sharedSkus }: Comparison, population: Population): number => {
  if (sharedSkus.length === 0) return 1;
  // Tastes go together: the rarest thing counts, not the product of all.
  const rarest = sharedSkus.reduce((least, sku) => Math.min(least, population.skuShare(sku)), 1);
  return behaviour === 'SOON' ? rarest * STRANGERS.soon : rarest;
};

/**
 * How many accounts would agree with one as far as this: the base of the odds. Housemates are counted where the two were seen at
 * one place: there the family name is often the same, and an agreement of address says nothing.
 */
export const expectedAgreements = (
  compared: Comparison,
  population: Population,
  { same, housemates }: PersonWeights,
): Expected => {
  const name = strangersName(compared, population);
  const phone = strangersPhone(compared, population);
  const email = compared.email === 'SAME' ? STRANGERS.sameEmail : 1;
  const behaviour = strangersBehaviour(compared, population);
  const strangers = population.accounts * name * phone * strangersAddress(compared, population) * email * behaviour;
  if (!isAtOnePlace(compared)) return { same: OWN_ACCOUNTS * shareOf(same, compared), housemates: 0, strangers };
  const there = accountsAt(compared, population);
  const family = Math.min(there, HOUSEHOLD) * shareOf(housemates, { ...compared, address: 'MISSING' });
  const neighbours = Math.max(0, there - HOUSEHOLD) * name * phone * email * behaviour;
  return { same: OWN_ACCOUNTS * shareOf(same, compared), housemates: family + neighbours, strangers };
};

/** How likely two accounts are one person's, 0–1, by what they agree on. */
export const likelihoodOf = (compared: Comparison, population: Population, weights: PersonWeights): number => {
  const { same, housemates, strangers } = expectedAgreements(compared, population, weights);
  return same / (same + housemates + strangers);
};
