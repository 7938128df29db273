import * as z from 'zod';
import { EventDetail } from '#domain/event.ts';
import { DocumentId } from '#domain/workbench/catalog-document.ts';
import { reactNow } from '#shared/react.ts';
import { timerQueue } from '#shared/timer-queue.ts';

const Timer = z.object({
  timer: z.literal('REACT'),
  reaction: DocumentId,
  version: z.number().int(),
  type: z.string(),
  detail: EventDetail,
});

export const handler = timerQueue(Timer, reactNow);
