import * as z from 'zod';
import type { PatternEvent } from './event-pattern.ts';

/** What a reaction may do; each through what there is already. */
export const DEEDS = ['TELL_OWNER', 'HOLD_ORDER', 'LOCK_STOCK', 'PAUSE_SALES', 'RESUME_SALES'] as const;
export const DeedName = z.enum(DEEDS);
export type DeedName = z.infer<typeof DeedName>;

/** What the decision table of a reaction says. */
export const Deed = z
  .strictObject({
    do: DeedName,
    /** Who is told: `role:operator`, `carrier:ZTO`, `node:WH-1`. */
    owner: z.string().regex(/^[a-z]+:.+$/, 'a kind and a name, as in role:operator'),
    /** Whose shops: a channel's id. Left out: every channel that sells it. */
    channel: z.string().min(1),
    reason: z.string().min(3).max(300),
    /** How long stock is kept at most. Left out: until the order has a plan, or ends. */
    hours: z
      .number()
      .positive()
      .max(365 * 24),
  })
  .partial({ owner: true, channel: true, hours: true });
export type Deed = z.infer<typeof Deed>;

/** Deeds about a SKU; the others are about an order. */
export const SKU_DEEDS: ReadonlySet<DeedName> = new Set(['PAUSE_SALES', 'RESUME_SALES']);

/** The events that a deed itself brings about, with what is certain of them beforehand. */
const CAUSED: Readonly<Record<DeedName, readonly PatternEvent[]>> = {
  TELL_OWNER: [{ type: 'OwnerTold', detail: {} }],
  HOLD_ORDER: [{ type: 'OrderHeld', detail: { data: { hold: { type: 'MANUAL', releaseCondition: 'PERSON' } } } }],
  LOCK_STOCK: [
    { type: 'StockLocked', detail: {} },
    { type: 'OwnerTold', detail: {} },
  ],
  PAUSE_SALES: [
    { type: 'SalesPaused', detail: {} },
    { type: 'WriteBackConfirmed', detail: { data: { kind: 'STOCK' } } },
    { type: 'WriteBackFailed', detail: { data: { kind: 'STOCK' } } },
  ],
  RESUME_SALES: [
    { type: 'SalesResumed', detail: {} },
    { type: 'WriteBackConfirmed', detail: { data: { kind: 'STOCK' } } },
    { type: 'WriteBackFailed', detail: { data: { kind: 'STOCK' } } },
  ],
};

/** What the system makes of an event by itself, without anybody else's doing. */
const FOLLOWING: Readonly<Record<string, readonly string[]>> = {
  OrderHeld: ['PlanCompensated'],
  PlanCompensated: ['StockReleased'],
  OrderReleased: ['OrderConfirmed'],
  OrderConfirmed: ['PlanCommitted', 'OrderBackordered'],
  PlanCommitted: ['StockReserved', 'LegDispatched', 'PlanReconsidered'],
  PlanReconsidered: ['StockReleased'],
};

/** Everything that may happen because of a deed, the nearest first. */
export const eventsOf = (deed: DeedName): readonly PatternEvent[] => {
  const found = [...CAUSED[deed]];
  const seen = new Set(found.map(({ type }) => type));
  for (let at = 0; at < found.length; at += 1)
    for (const type of FOLLOWING[(found[at] as PatternEvent).type] ?? []) {
      if (seen.has(type)) continue;
      seen.add(type);
      found.push({ type, detail: {} });
    }
  return found;
};
