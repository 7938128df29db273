import type { CustomerId } from '../id.ts';
import type { Instant } from '../time.ts';
import type { ClearRemark } from './remarks-read.ts';

/** Where remarks with personal words are kept in the clear: with the customer, and nowhere else. */
export type ClearRemarkStore = {
  readonly keep: (customerId: CustomerId, digest: string, remark: ClearRemark, at: Instant) => Promise<void>;
  /** Null: nothing is kept under the digest, or it was erased. */
  readonly get: (customerId: CustomerId, digest: string) => Promise<ClearRemark | null>;
};
