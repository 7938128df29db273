import { type InboxRow, isFresh, pushOf } from '#shared/dynamo-inbox-store.ts';
import { normalizeAll } from '#shared/normalize.ts';
import { stream } from '#shared/stream.ts';

export const handler = stream<InboxRow>(async (rows) => {
  await normalizeAll(rows.filter(isFresh).map(pushOf));
});
