import { amazon } from '#domain/channel/amazon.ts';
import { notifiedQueue } from '#shared/push-queue.ts';

export const handler = notifiedQueue(amazon);
