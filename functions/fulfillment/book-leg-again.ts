import * as z from 'zod';
import { LegId } from '#domain/id.ts';
import { timerQueue } from '#shared/timer-queue.ts';
import { workOnBooking } from '#shared/work-on-booking.ts';

const Timer = z.object({ timer: z.literal('BOOKING'), legId: LegId });

export const handler = timerQueue(Timer, ({ legId }) => workOnBooking(legId));
