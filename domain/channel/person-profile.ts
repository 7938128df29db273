import { type Instant, toEpochMillis } from '../time.ts';
import { type AddressReading, type GivenAddress, placeKeys, readAddress } from './person-address.ts';
import { compareNames, type NameReading, readName } from './person-name.ts';
import { comparePhones, type PhoneReading, phoneEnds, readPhone } from './person-phone.ts';

/** One addressee that an account's orders went to. */
export type Recipient = {
  readonly name: string;
  readonly phone: string;
  readonly address: GivenAddress;
  /** How many orders went there. */
  readonly orders: number;
  /** The platform or the buyer says that it is a present: somebody else's address. */
  readonly gift: boolean;
};

/** What one account of a channel showed of the person behind it, so far. */
export type AccountSighting = {
  /** Names the account: its customer id. */
  readonly key: string;
  readonly channel: string;
  /** The platform names no buyer: such an account is one order's, and one person may have many. */
  readonly guest: boolean;
  /** Ids that a platform uses for a person across its channels, with the platform: `weixin:oABC`. */
  readonly unionIds: readonly string[];
  /** The account's own number, checked by the platform; clear, masked or empty. A recipient's phone is never that. */
  readonly ownPhone: string;
  /** The buyer's own, as given at checkout. */
  readonly emails: readonly string[];
  readonly recipients: readonly Recipient[];
  /** What was looked at, asked about or bought, and when. */
  readonly behaviours: readonly { readonly sku: string; readonly at: Instant }[];
};

/** An account prepared for comparison: what is taken for the person's own among all that it showed. */
export type PersonProfile = {
  readonly key: string;
  readonly channel: string;
  readonly guest: boolean;
  readonly unionIds: readonly string[];
  /** Whole and checked; empty where it is not. */
  readonly verifiedPhone: string;
  readonly emails: readonly string[];
  readonly names: readonly NameReading[];
  readonly phones: readonly PhoneReading[];
  readonly addresses: readonly AddressReading[];
  /** Moments in milliseconds, by SKU. */
  readonly seen: ReadonlyMap<string, readonly number[]>;
  /** How likely the addressee taken for the buyer is somebody else, 0–1. */
  readonly doubt: number;
};

/**
 * How likely it is that an account's usual addressee is not its owner: shares of accounts whose only, or every, order was a present
 * that nobody called one. Assumptions, on the careful side: no platform publishes them.
 */
export const DOUBT = { sameAsOwnPhone: 0.0005, severalOrders: 0.002, oneOrder: 0.008, noMajority: 0.5 } as const;

type Read = { readonly recipient: Recipient; readonly name: NameReading; readonly phone: PhoneReading };

const isSame = (level: string): boolean => level === 'SAME' || level === 'MASK';

const reachesOwner = ({ phone }: Read, own: PhoneReading): boolean => isSame(comparePhones(phone, own));

/** The same human under another address or number: same clear name, or the same phone and no other name. */
const isSelf = (one: Read, main: Read): boolean => {
  const name = compareNames(one.name, main.name);
  if (name === 'EXACT' || name === 'VARIANT') return true;
  return name !== 'DIFFER' && isSame(comparePhones(one.phone, main.phone));
};

const ordersOf = (reads: readonly Read[]): number => reads.reduce((sum, { recipient }) => sum + recipient.orders, 0);

const doubtOf = (self: readonly Read[], all: readonly Read[], own: PhoneReading): number => {
  if (self.length === 0) return 0;
  if (self.some((read) => reachesOwner(read, own))) return DOUBT.sameAsOwnPhone;
  const [mine, total] = [ordersOf(self), ordersOf(all)];
  if (mine * 2 <= total) return DOUBT.noMajority;
  return mine > 1 ? DOUBT.severalOrders : DOUBT.oneOrder;
};

const selfAmong = (reads: readonly Read[], own: PhoneReading): Read[] => {
  const candidates = reads.filter((read) => reachesOwner(read, own));
  // Whoever has a number of their own and sends elsewhere is none of the addressees.
  if (candidates.length === 0 && own.whole && reads.every(({ phone }) => comparePhones(phone, own) === 'DIFFER'))
    return [];
  const from = candidates.length > 0 ? candidates : reads;
  const [main] = [...from].sort((a, b) => b.recipient.orders - a.recipient.orders);
  return main ? reads.filter((read) => read === main || isSelf(read, main)) : [];
};

/** Nobody's own: mailboxes that answer nobody, and those that stand for a shop. */
const SHARED_MAIL = /^(?:no-?reply|info|admin|test|sales|order|service)\b|@example\b/;

/** `User+shop@Mail.com ` → `user@mail.com`; empty for what is no mailbox of a person. */
export const readEmail = (given: string): string => {
  const text = given.normalize('NFKC').trim().toLowerCase();
  const [, name, host] = /^([^@\s+]+)(?:\+[^@\s]*)?@([^@\s]+\.[^@\s]+)$/.exec(text) ?? [];
  if (name === undefined || text.includes('*') || SHARED_MAIL.test(text)) return '';
  return `${name}@${host}`;
};

const unique = <T>(values: readonly T[], keyOf: (value: T) => string): T[] => {
  const known = new Map<string, T>();
  for (const value of values) if (keyOf(value) !== '' && !known.has(keyOf(value))) known.set(keyOf(value), value);
  return [...known.values()];
};

const seenBy = (behaviours: AccountSighting['behaviours']): PersonProfile['seen'] => {
  const seen = new Map<string, number[]>();
  for (const { sku, at } of behaviours) {
    const times = seen.get(sku);
    if (times) times.push(toEpochMillis(at));
    else seen.set(sku, [toEpochMillis(at)]);
  }
  return seen;
};

/** Finds the person's own names, phones and addresses among everything an account showed. */
export const profileOf = (sighting: AccountSighting): PersonProfile => {
  const own = readPhone(sighting.ownPhone);
  const reads = sighting.recipients
    .filter(({ gift }) => !gift)
    .map((recipient): Read => ({ recipient, name: readName(recipient.name), phone: readPhone(recipient.phone) }));
  const self = selfAmong(reads, own);
  return {
    key: sighting.key,
    channel: sighting.channel,
    guest: sighting.guest,
    unionIds: sighting.unionIds,
    verifiedPhone: own.whole ? own.pattern : '',
    emails: unique(sighting.emails.map(readEmail), (email) => email),
    names: unique(
      self.map(({ name }) => name),
      ({ text, surname }) => text || surname,
    ),
    phones: unique([own, ...self.map(({ phone }) => phone)], ({ pattern }) => pattern),
    addresses: unique(
      self.map(({ recipient }) => readAddress(recipient.address)),
      (address) => (address.region === '' ? '' : Object.values(address).join('|')),
    ),
    seen: seenBy(sighting.behaviours),
    doubt: doubtOf(self, reads, own),
  };
};

/** The door with its house; empty while no room is known. */
export const doorKeys = (address: AddressReading): string[] =>
  address.room === '' ? [] : placeKeys(address).map((place) => `${place}/${address.room}`);

/**
 * What two accounts of one person nearly always share at least one of: only accounts under the same key are compared. Each is
 * personal data and leaves the process as a keyed digest only.
 */
export const blockKeys = (profile: PersonProfile): string[] => {
  const keys = [
    ...profile.unionIds.map((id) => `union:${id}`),
    ...profile.emails.map((email) => `email:${email}`),
    ...profile.phones.map((phone) => `phone:${phoneEnds(phone) || (phone.whole ? phone.pattern : '')}`),
    ...profile.addresses.flatMap(doorKeys).map((door) => `door:${door}`),
  ];
  for (const address of profile.addresses) {
    for (const name of profile.names) {
      if (name.text !== '') keys.push(`name:${name.roman || name.text}@${address.region}`);
      for (const place of placeKeys(address)) keys.push(`house:${name.surname}@${place}`);
    }
  }
  return [...new Set(keys.filter((key) => !key.endsWith(':')))];
};
