import type { BusEvent } from '#domain/event.ts';
import { pushToPartners } from '#shared/push-to-partners.ts';
import { subscriber } from '#shared/queue.ts';

export const handler = subscriber((event) => pushToPartners(event as BusEvent));
