import { ADDRESS_LEVELS, type AddressLevel, type AddressReading, compareAddresses } from './person-address.ts';
import { compareNames, NAME_LEVELS, type NameLevel, type NameReading } from './person-name.ts';
import { comparePhones, PHONE_LEVELS, type PhoneLevel } from './person-phone.ts';
import { DOUBT, type PersonProfile } from './person-profile.ts';

export const EMAIL_LEVELS = ['SAME', 'DIFFER', 'MISSING'] as const;
/** SOON: one looked at or asked about what the other took within a fortnight. */
export const BEHAVIOUR_LEVELS = ['SOON', 'SHARED', 'NONE', 'MISSING'] as const;

/** How far two accounts agree, field by field: each the best that any of their names, phones and addresses do. */
export type Comparison = {
  readonly name: NameLevel;
  readonly phone: PhoneLevel;
  readonly address: AddressLevel;
  readonly email: (typeof EMAIL_LEVELS)[number];
  readonly behaviour: (typeof BEHAVIOUR_LEVELS)[number];
  /** What they agree on: how common it is decides what it is worth. */
  readonly sharedName: NameReading | null;
  readonly sharedAddress: AddressReading | null;
  readonly sharedSkus: readonly string[];
};

const SOON_MS = 14 * 24 * 3600 * 1000;

type Best<T, L> = { readonly level: L; readonly value: T | null };

/** @param levels best first, the last: nothing to compare */
const bestOf = <T, L extends string>(
  as: readonly T[],
  bs: readonly T[],
  compare: (a: T, b: T) => L,
  levels: readonly L[],
): Best<T, L> => {
  let rank = levels.length - 1;
  let value: T | null = null;
  for (const a of as) {
    for (const b of bs) {
      const found = levels.indexOf(compare(a, b));
      if (found >= rank) continue;
      rank = found;
      value = a;
    }
  }
  return { level: levels[rank] as L, value };
};

const emailsOf = (a: PersonProfile, b: PersonProfile): Comparison['email'] => {
  if (a.emails.length === 0 || b.emails.length === 0) return 'MISSING';
  return a.emails.some((email) => b.emails.includes(email)) ? 'SAME' : 'DIFFER';
};

const areClose = (as: readonly number[], bs: readonly number[]): boolean =>
  as.some((a) => bs.some((b) => Math.abs(a - b) <= SOON_MS));

const behavioursOf = (
  { seen: a }: PersonProfile,
  { seen: b }: PersonProfile,
): Best<readonly string[], Comparison['behaviour']> => {
  if (a.size === 0 || b.size === 0) return { level: 'MISSING', value: [] };
  const shared = [...a.keys()].filter((sku) => b.has(sku));
  if (shared.length === 0) return { level: 'NONE', value: [] };
  const soon = shared.filter((sku) => areClose(a.get(sku) ?? [], b.get(sku) ?? []));
  return soon.length > 0 ? { level: 'SOON', value: soon } : { level: 'SHARED', value: shared };
};

/** Compares two accounts; the same whichever comes first. */
export const compareProfiles = (a: PersonProfile, b: PersonProfile): Comparison => {
  const name = bestOf(a.names, b.names, compareNames, NAME_LEVELS);
  const address = bestOf(a.addresses, b.addresses, compareAddresses, ADDRESS_LEVELS);
  const behaviour = behavioursOf(a, b);
  return {
    name: name.level,
    phone: bestOf(a.phones, b.phones, comparePhones, PHONE_LEVELS).level,
    address: address.level,
    email: emailsOf(a, b),
    behaviour: behaviour.level,
    sharedName: name.value,
    sharedAddress: address.value,
    sharedSkus: behaviour.value ?? [],
  };
};

/** What can never be one person by itself: two numbers that platforms checked, or two ids of one platform. */
export const contradict = (a: PersonProfile, b: PersonProfile): boolean => {
  if (a.verifiedPhone !== '' && b.verifiedPhone !== '' && a.verifiedPhone !== b.verifiedPhone) return true;
  return a.unionIds.some((id) => {
    const platform = id.slice(0, id.indexOf(':') + 1);
    return b.unionIds.some((other) => other.startsWith(platform) && other !== id);
  });
};

/**
 * Two accounts of one platform, and one of them known by a single order. Few people have two: mostly somebody ordered for a friend, so
 * that only evidence of the accounts themselves, not of where their orders went, makes them one person's.
 */
export const areSecondAccounts = (a: PersonProfile, b: PersonProfile): boolean =>
  a.channel === b.channel &&
  !a.guest &&
  !b.guest &&
  Math.max(a.doubt, b.doubt) > DOUBT.severalOrders &&
  !ownEvidence(a, b);

/** The same union id, checked number or mailbox. */
const ownEvidence = (a: PersonProfile, b: PersonProfile): boolean =>
  (a.verifiedPhone !== '' && a.verifiedPhone === b.verifiedPhone) ||
  a.unionIds.some((id) => b.unionIds.includes(id)) ||
  a.emails.some((email) => b.emails.includes(email));
