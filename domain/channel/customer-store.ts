import type { CustomerId } from '../id.ts';
import type { Instant } from '../time.ts';
import type { Sign } from './customer-evidence.ts';
import type { Person } from './person.ts';

export type Sighting = {
  readonly channel: string;
  /** The platform's open id of the buyer; never a phone number. */
  readonly channelIdentity: string;
  /** The platform named no buyer: the identity is the order's own. */
  readonly guest: boolean;
  readonly person: Person;
  readonly addressDigest: string | null;
  /** What it tells of who is behind the account; null where nothing may be told from it (an organisation's order). */
  readonly sign: Sign | null;
  readonly at: Instant;
};

/** Where people are kept, and nowhere else. */
export type CustomerStore = {
  /**
   * The customer behind a channel's identity, made when first seen; the address is kept under its digest. What it tells of the person
   * behind it joins it at once to who it certainly is.
   */
  readonly recognise: (sighting: Sighting) => Promise<CustomerId>;
};

/** Where whoever carries goods finds out to whom. */
export type ConsigneeStore = {
  /** Name, phone and full address for whoever must hand goods over; null when nothing is kept under the digest. */
  readonly consignee: (customerId: CustomerId, addressDigest: string) => Promise<Person | null>;
};
