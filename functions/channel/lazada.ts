import { lazada } from '#domain/channel/lazada.ts';
import { queuedWebhook } from '#shared/push-queue.ts';

export const handler = queuedWebhook(lazada);
