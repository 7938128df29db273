import { type OutboxRow, relay } from '#shared/outbox.ts';
import { stream } from '#shared/stream.ts';

export const handler = stream<OutboxRow>(async (rows) => {
  await relay(rows);
});
