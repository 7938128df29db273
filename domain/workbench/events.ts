import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { EventId } from '../id.ts';
import { Instant } from '../time.ts';
import { Audience, CatalogKind, DocumentId } from './catalog-document.ts';

const document = { kind: CatalogKind, id: DocumentId, by: z.string(), why: z.string() };

export const DocumentReleased = defineEvent(
  'workbench',
  'DocumentReleased',
  'A version of a catalog document is obeyed from now on: by all, or by an audience first.',
  z.object({ ...document, version: z.number().int(), to: z.union([z.literal('ALL'), Audience]) }),
);

export const DocumentRolledBack = defineEvent(
  'workbench',
  'DocumentRolledBack',
  'A version of a catalog document is no longer obeyed, by the word of a person or by the threshold the document states.',
  z.object({ ...document, from: z.number().int(), to: z.number().int() }),
);

/** Which reaction did it, by which rule, because of which event; and why, for people. */
const reaction = {
  reaction: DocumentId,
  version: z.number().int(),
  rule: z.string(),
  because: z.object({ type: z.string(), id: EventId }),
  reason: z.string(),
};

export const OwnerTold = defineEvent(
  'workbench',
  'OwnerTold',
  'A reaction tells whoever answers for something that they should look at it: subscribe a mailbox or a chat to it.',
  z.object({ ...reaction, owner: z.string(), sku: z.string().nullable() }),
);

export const StockLocked = defineEvent(
  'workbench',
  'StockLocked',
  'A reaction kept stock for an order that is not planned yet; its plan takes it over, its end gives it back.',
  z.object({
    ...reaction,
    lines: z.array(z.object({ sku: z.string(), node: z.string(), quantity: z.number().int().positive() })),
    /** When it goes back by itself; absent: never. */
    until: Instant.optional(),
  }),
);

const sales = { ...reaction, sku: z.string(), shops: z.array(z.object({ channel: z.string(), shopId: z.string() })) };

export const SalesPaused = defineEvent(
  'workbench',
  'SalesPaused',
  'A reaction stopped the sale of a SKU: its shops are told that there are none.',
  z.object(sales),
);

export const SalesResumed = defineEvent(
  'workbench',
  'SalesResumed',
  'A reaction lets a SKU be sold again: its shops are told how many there are.',
  z.object(sales),
);
