import * as z from 'zod';
import { EventId, type NextUlid, newId, OrderId } from './id.ts';
import { Instant } from './time.ts';

export const STAGES = ['channel', 'order', 'routing', 'fulfillment', 'service', 'lineage', 'workbench'] as const;
export type Stage = (typeof STAGES)[number];

/** What every event on the bus carries; the facts are in `data`. */
export const EventDetail = z.object({
  id: EventId,
  at: Instant,
  /** null only for channel events whose order is not known yet. */
  orderId: OrderId.nullable(),
  /** The event that led to this one. */
  causedBy: EventId.nullable(),
  traceId: z.string().min(1),
  /** The traffic colour the order runs under; `default` unless it was released to one. */
  color: z.string().min(1),
  v: z.number().int().positive(),
  data: z.unknown(),
});
export type EventDetail<D = unknown> = Omit<z.infer<typeof EventDetail>, 'data'> & { readonly data: D };

/** An event as it goes to the bus: EventBridge `Source`, `DetailType`, `Detail`. */
export type BusEvent<D = unknown> = {
  readonly source: `fulfillment.${Stage}`;
  readonly type: string;
  readonly detail: EventDetail<D>;
};

export type EventDefinition<D extends z.ZodType = z.ZodType> = {
  readonly stage: Stage;
  readonly type: string;
  readonly v: number;
  /** One line for docs/events.md: what became true. */
  readonly summary: string;
  readonly data: D;
};

/**
 * Declares an event: its name in the past tense, its stage and the zod schema of its facts.
 * @example export const OrderHeld = defineEvent('order', 'OrderHeld', 'A hold was put on the order.', z.object({ hold: Hold }));
 */
export const defineEvent = <D extends z.ZodType>(
  stage: Stage,
  type: string,
  summary: string,
  data: D,
  v = 1,
): EventDefinition<D> => ({
  stage,
  type,
  v,
  summary,
  data,
});

/** Who, when and why: the part of an event that its context gives. */
export type Occasion = {
  readonly at: Instant;
  readonly orderId: OrderId | null;
  readonly causedBy: EventId | null;
  readonly traceId: string;
  readonly color: string;
};

/** Builds an event and checks its facts against the definition. @throws ZodError when the facts do not fit: a programming error. */
export const happened = <D extends z.ZodType>(
  definition: EventDefinition<D>,
  occasion: Occasion,
  data: z.input<D>,
  nextUlid: NextUlid,
): BusEvent<z.output<D>> => ({
  source: `fulfillment.${definition.stage}`,
  type: definition.type,
  detail: { id: newId('evt', nextUlid), ...occasion, v: definition.v, data: definition.data.parse(data) },
});
