import type { Channel } from '../domain/channel/channel.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';

/** A document that its channel cannot read: says which, why, and the cure. */
export class BadDocument extends Error {
  override name = 'BadDocument';
}

/** Whole documents rather than JSON lines: XML, or an EDI interchange. */
export const isDocument = (input: string): boolean => /^[\uFEFF\s]*(?:<|ISA[^A-Za-z0-9\s])/.test(input);

/**
 * The orders a document carries, as the mapping takes them: an X12 file may have several.
 * @throws BadDocument at the first part that cannot be read
 */
export const ordersInDocument = (channel: Channel, document: string): unknown[] => {
  const { pushes, unreadable } = channel.reread({ dedupeKey: '', topic: '', shopId: '', body: document }, nodeCrypto);
  const [bad] = unreadable;
  if (bad) throw new BadDocument(bad.error);
  return pushes.map((push) => channel.orderIn(push)).filter((order) => order !== undefined);
};
