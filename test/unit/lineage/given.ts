import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { type EventDefinition, happened, type Occasion } from '#domain/event.ts';
import type { EventId, HoldId, LegId, OrderId, PlanId } from '#domain/id.ts';
import { type LineageSource, lineageNodeOf, type RecordedNode } from '#domain/lineage/lineage.ts';
import { parseSlaTerms } from '#domain/lineage/sla-terms.ts';
import { fromIso, type Instant, plusSeconds } from '#domain/time.ts';
import { countingUlids } from '../../support/given.ts';

/** As shipped. */
export const TERMS = parseSlaTerms(
  JSON.parse(readFileSync(new URL('../../../catalog/sla/default.json', import.meta.url), 'utf8')),
);

export const orderId = 'ord_00000000000000000000000001' as OrderId;
export const legA = 'leg_0000000000000000000000000A' as LegId;
export const legB = 'leg_0000000000000000000000000B' as LegId;
export const planId = 'pln_00000000000000000000000001' as PlanId;
export const holdId = 'hld_00000000000000000000000001' as HoldId;

export const T0: Instant = fromIso('2026-05-06T01:00:00Z');
/** Minutes after the first event. */
export const at = (minutes: number): Instant => plusSeconds(T0, minutes * 60);

const nextUlid = countingUlids();

/** An event of the order, so many minutes after the first one. */
export const event = <D extends z.ZodType>(
  definition: EventDefinition<D>,
  minutes: number,
  data: z.input<D>,
  part: Partial<Occasion> = {},
): LineageSource => {
  const occasion = { at: at(minutes), orderId, causedBy: null as EventId | null, traceId: 'trace-1', color: 'default' };
  return happened(definition, { ...occasion, ...part }, data, nextUlid);
};

export const node = <D extends z.ZodType>(
  definition: EventDefinition<D>,
  minutes: number,
  data: z.input<D>,
  part: Partial<Occasion> = {},
): RecordedNode => nodeOf(event(definition, minutes, data, part));

/** By the deadlines as shipped. */
export const nodeOf = (source: LineageSource): RecordedNode => lineageNodeOf(source, TERMS);
