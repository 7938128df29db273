import type { OrderId } from '../id.ts';
import type { Instant } from '../time.ts';
import type { Shelf } from './shelf.ts';
import type { ShopGate } from './shop-gate.ts';
import type { WriteBack } from './write-back.ts';

/** A row as it was read: written only while nobody else wrote it. */
export type Post = {
  readonly writeBack: WriteBack;
  /** Where news of stock lies; null for news of an order. */
  readonly shelf: Shelf | null;
  readonly revision: number;
};
export type KeptShelf = { readonly shelf: Shelf; readonly revision: number };
export type KeptGate = { readonly gate: ShopGate; readonly revision: number };
export type Seller = Pick<Shelf, 'channel' | 'shopId' | 'sku' | 'channelSku'>;

/** Where news waits for its platform. Reads but `due` are consistent; writes are optimistic and answer null or false when somebody was faster. */
export type WriteBackStore<Part = unknown> = {
  /** In the order they are told. */
  readonly ofOrder: (orderId: OrderId) => Promise<readonly Post[]>;
  /** All of them or none: false when one of their places is taken. */
  readonly note: (writeBacks: readonly WriteBack[]) => Promise<boolean>;
  /** The longest waiting first. */
  readonly due: (channel: string, now: Instant, limit: number) => Promise<readonly Post[]>;
  readonly save: (before: Post, after: WriteBack) => Promise<Post | null>;
  /** The same as part of a transaction. */
  readonly saving: (before: Post, after: WriteBack) => Part;
  /** Learns that a shop sells it; nothing when known. */
  readonly learn: (seller: Seller) => Promise<void>;
  readonly shelf: (seller: Seller) => Promise<KeptShelf | null>;
  /** Every shop that sells the SKU. */
  readonly shelvesOf: (sku: string) => Promise<readonly KeptShelf[]>;
  readonly saveShelf: (before: KeptShelf, after: Shelf) => Promise<boolean>;
  readonly savingShelf: (before: KeptShelf, after: Shelf) => Part;
  readonly gate: (channel: string, shopId: string) => Promise<KeptGate | null>;
  readonly saveGate: (channel: string, shopId: string, before: KeptGate | null, after: ShopGate) => Promise<boolean>;
};
