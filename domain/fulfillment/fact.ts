import type * as z from 'zod';
import type { EventDefinition } from '../event.ts';

/** An event to be told, without the part that its order gives (`because` in domain/order/change.ts adds it). */
export type Fact = { readonly definition: EventDefinition; readonly data: unknown };

export const fact = <D extends z.ZodType>(definition: EventDefinition<D>, data: z.input<D>): Fact => ({
  definition,
  data: definition.data.parse(data),
});
