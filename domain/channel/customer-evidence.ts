import type { Destination } from '../order/order.ts';
import type { Instant } from '../time.ts';
import type { Person } from './person.ts';
import type { AccountSighting, Recipient } from './person-profile.ts';

/** An order, or another sign of an account, as it bears on who is behind it. */
export type Sign = {
  /** Names the order or behaviour on its channel: the same sign twice counts once. */
  readonly id: string;
  readonly at: Instant;
  readonly skus: readonly string[];
  readonly unionIds: readonly string[];
  readonly ownPhone: string;
  readonly email: string;
  /** Null: nothing was sent anywhere. */
  readonly recipient: Omit<Recipient, 'orders'> | null;
  /** Names the recipient; empty without one. */
  readonly addressDigest: string;
};

/** Everything that one customer showed, as kept to recognise them: personal data. */
export type CustomerEvidence = {
  readonly sighting: AccountSighting;
  /** Digests of the addresses, in the order of the sighting's recipients. */
  readonly addressDigests: readonly string[];
  /** The newest signs, by id. */
  readonly signs: readonly string[];
};

const MOST = { recipients: 30, signs: 200, behaviours: 60 } as const;

export const noEvidence = (key: string, channel: string, guest: boolean): CustomerEvidence => ({
  sighting: { key, channel, guest, unionIds: [], ownPhone: '', emails: [], recipients: [], behaviours: [] },
  addressDigests: [],
  signs: [],
});

const withEach = (known: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...known, ...more.filter((text) => text !== '')]),
];

const withRecipient = (evidence: CustomerEvidence, sign: Sign): CustomerEvidence => {
  const { sighting, addressDigests } = evidence;
  if (!sign.recipient) return evidence;
  const known = addressDigests.indexOf(sign.addressDigest);
  const recipients: Recipient[] =
    known < 0
      ? [...sighting.recipients, { ...sign.recipient, orders: 1 }]
      : sighting.recipients.map((each, index) => (index === known ? { ...each, orders: each.orders + 1 } : each));
  const digests = known < 0 ? [...addressDigests, sign.addressDigest] : addressDigests;
  return {
    ...evidence,
    sighting: { ...sighting, recipients: recipients.slice(-MOST.recipients) },
    addressDigests: digests.slice(-MOST.recipients),
  };
};

/** True when the sign is known, with the address it names. */
export const isKnown = ({ signs, addressDigests }: CustomerEvidence, { id, recipient, addressDigest }: Sign): boolean =>
  signs.includes(id) && (recipient === null || addressDigests.includes(addressDigest));

/** The evidence with one more sign; the same when it was known. A later address of a known order counts as another one. */
export const withSign = (evidence: CustomerEvidence, sign: Sign): CustomerEvidence => {
  if (isKnown(evidence, sign)) return evidence;
  const { sighting } = withRecipient(evidence, sign);
  const seen = sign.skus.map((sku) => ({ sku, at: sign.at }));
  return {
    ...withRecipient(evidence, sign),
    sighting: {
      ...sighting,
      unionIds: withEach(sighting.unionIds, sign.unionIds),
      ownPhone: sign.ownPhone || sighting.ownPhone,
      emails: withEach(sighting.emails, [sign.email]),
      behaviours: [...sighting.behaviours, ...seen].slice(-MOST.behaviours),
    },
    signs: withEach(evidence.signs, [sign.id]).slice(-MOST.signs),
  };
};

/** What a platform shows of an addressee: clear, or its masks in place of ciphertext. */
export const recipientOf = (
  person: Person,
  masks: Pick<Destination, 'recipientMasked' | 'phoneMasked'>,
): Sign['recipient'] => {
  const { province, city, district, street } = person;
  return {
    name: person.encrypted ? masks.recipientMasked : person.name,
    phone: person.encrypted ? masks.phoneMasked : person.phone,
    address: {
      province,
      city,
      district,
      street: person.encrypted ? '' : street,
      detail: person.encrypted ? '' : person.detail,
    },
    gift: person.present ?? false,
  };
};
