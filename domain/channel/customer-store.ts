import type { CustomerId } from '../id.ts';
import type { Instant } from '../time.ts';
import type { Person } from './person.ts';

export type Sighting = {
  readonly channel: string;
  /** The platform's open id of the buyer; never a phone number. */
  readonly channelIdentity: string;
  readonly person: Person;
  readonly addressDigest: string | null;
  readonly at: Instant;
};

/** Where people are kept, and nowhere else. */
export type CustomerStore = {
  /** The customer behind a channel's identity, made when first seen; the address is kept under its digest. */
  readonly recognise: (sighting: Sighting) => Promise<CustomerId>;
  /** Name, phone and full address for whoever must hand goods over; null when nothing is kept under the digest. */
  readonly consignee: (customerId: CustomerId, addressDigest: string) => Promise<Person | null>;
};
