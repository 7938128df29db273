import { type CustomerEvidence, noEvidence, type Sign, withSign } from '#domain/channel/customer-evidence.ts';
import { placeKeys } from '#domain/channel/person-address.ts';
import type { PersonMember } from '#domain/channel/person-group.ts';
import { blockKeys, type PersonProfile, profileOf } from '#domain/channel/person-profile.ts';
import type { CustomerId } from '#domain/id.ts';
import { blockKey, blockPk, customerPk, evidenceKey, placeKey } from './customer-keys.ts';
import {
  addTo,
  getItem,
  getItems,
  put,
  queryPage,
  remove,
  type TransactItem,
  TransactionRefused,
  transact,
} from './dynamo.ts';
import { env } from './env.ts';

const table = (): string => env('CUSTOMERS_TABLE');

/** A customer's evidence with what was made of it: the digests it is found under, and whether it was compared with others since. */
export type KeptEvidence = {
  readonly evidence: CustomerEvidence;
  readonly blocks: readonly string[];
  readonly places: readonly string[];
  /** Not compared yet, or the last comparison did not end. */
  readonly pending: boolean;
  readonly revision: number;
};

export type Digest = (text: string) => string;

const read = (row: KeptEvidence | null): KeptEvidence | null =>
  row && {
    evidence: row.evidence,
    blocks: row.blocks,
    places: row.places,
    pending: row.pending,
    revision: row.revision,
  };

export const evidenceOf = async (id: CustomerId): Promise<KeptEvidence | null> =>
  read(await getItem<KeptEvidence>(table(), evidenceKey(id)));

/** Profiles of customers that still have evidence. */
export const profilesOf = async (ids: readonly CustomerId[]): Promise<PersonProfile[]> => {
  const rows = await getItems<KeptEvidence>(table(), [...new Set(ids)].map(evidenceKey));
  return rows.map(({ evidence }) => profileOf(evidence.sighting));
};

/** What must not differ within a person. */
export const memberOf = (customerId: CustomerId, evidence: CustomerEvidence | null, digest: Digest): PersonMember => {
  if (!evidence) return { customerId, phoneDigest: null, unionDigests: {} };
  const { verifiedPhone, unionIds } = profileOf(evidence.sighting);
  return {
    customerId,
    phoneDigest: verifiedPhone === '' ? null : digest(`phone:${verifiedPhone}`),
    unionDigests: Object.fromEntries(unionIds.map((id) => [id.slice(0, id.indexOf(':')), digest(`union:${id}`)])),
  };
};

const placesOf = ({ addresses }: PersonProfile): string[] => [...new Set(addresses.flatMap(placeKeys))];

const rowsOf = (id: CustomerId, before: KeptEvidence | null, after: KeptEvidence): TransactItem[] => [
  put(
    table(),
    { ...evidenceKey(id), entity: 'EVIDENCE', ...after },
    before
      ? { condition: '#revision = :before', names: { '#revision': 'revision' }, values: { ':before': before.revision } }
      : { condition: 'attribute_not_exists(pk)' },
  ),
  ...after.blocks
    .filter((block) => !before?.blocks.includes(block))
    .map((block) => put(table(), { ...blockKey(block, id), entity: 'BLOCK' })),
  ...(before?.blocks ?? [])
    .filter((block) => !after.blocks.includes(block))
    .map((block) => remove(table(), blockKey(block, id))),
];

/** New and outdated ones are written in one transaction, of at most 100 parts. */
const MOST_BLOCKS = 45;

const grown = (
  id: CustomerId,
  before: KeptEvidence | null,
  sign: Sign,
  account: { readonly channel: string; readonly guest: boolean },
  digest: Digest,
): KeptEvidence => {
  const evidence = withSign(before?.evidence ?? noEvidence(id, account.channel, account.guest), sign);
  const profile = profileOf(evidence.sighting);
  const blocks = blockKeys(profile).map(digest).sort().slice(0, MOST_BLOCKS);
  const isNew = blocks.some((block) => !before?.blocks.includes(block));
  return {
    evidence,
    blocks,
    places: placesOf(profile).map(digest),
    pending: isNew || (before?.pending ?? false),
    revision: (before?.revision ?? 0) + 1,
  };
};

/** Others write the same customer at the same moment: three tries, then this sign is left to the next push. */
const TRIES = 3;

/** Adds a sign to a customer's evidence. @returns null when others kept writing it: it counts for little, and comes again */
export const addSign = async (
  id: CustomerId,
  known: KeptEvidence | null,
  sign: Sign,
  account: { readonly channel: string; readonly guest: boolean },
  digest: Digest,
): Promise<KeptEvidence | null> => {
  let before = known;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const after = grown(id, before, sign, account, digest);
    try {
      await transact(rowsOf(id, before, after));
      const fresh = after.places.filter((place) => !before?.places.includes(place));
      await Promise.all(fresh.map((place) => addTo(table(), placeKey(place), { accounts: 1 })));
      return after;
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      before = await evidenceOf(id);
    }
  }
  return null;
};

/** Notes that a customer was compared with all who share evidence with it. */
export const settleEvidence = async (id: CustomerId, kept: KeptEvidence): Promise<void> => {
  const after = { ...kept, pending: false, revision: kept.revision + 1 };
  try {
    await transact(rowsOf(id, kept, after));
  } catch (error) {
    // A newer sign came meanwhile, and is compared by who wrote it.
    if (!(error instanceof TransactionRefused)) throw error;
  }
};

/** A key that more share says nothing: such a block is not read further. */
const MOST_IN_BLOCK = 40;

/** Customers under one digest; none where so many share it that it says nothing. */
export const inBlock = async (digest: string): Promise<readonly CustomerId[]> => {
  const { items } = await queryPage<{ sk: CustomerId }>({
    table: table(),
    where: 'pk = :pk',
    values: { ':pk': blockPk(digest) },
    limit: MOST_IN_BLOCK + 1,
  });
  return items.length > MOST_IN_BLOCK ? [] : items.map(({ sk }) => sk);
};

/** How many accounts were seen at a place. */
export const countAt = async (place: string): Promise<number> =>
  (await getItem<{ accounts: number }>(table(), placeKey(place)))?.accounts ?? 1;

/** The rows that a customer's evidence is found under; for its erasure. */
export const evidenceRows = (
  id: CustomerId,
  { blocks }: KeptEvidence,
): { readonly pk: string; readonly sk: string }[] => [
  { pk: customerPk(id), sk: 'EVIDENCE' },
  ...blocks.map((block) => blockKey(block, id)),
];
