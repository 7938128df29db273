import { subscriber } from '#shared/queue.ts';
import { recordOutcome } from '#shared/record-outcome.ts';

export const handler = subscriber(({ type, detail }) => recordOutcome(type, detail));
