import { notesOf, orderEnded } from '#domain/insight/exception-notes.ts';
import { endWithOrder, noteException } from '#shared/dynamo-exception-store.ts';
import { subscriber } from '#shared/queue.ts';

export const handler = subscriber(async ({ type, detail }) => {
  for (const note of notesOf(type, detail)) await noteException(note);
  const ended = orderEnded(type, detail);
  if (ended) await endWithOrder(ended);
});
