import { DocumentId } from '#domain/workbench/catalog-document.ts';
import { SentRecords } from '#domain/workbench/record-requests.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { keepRecords } from '#shared/keep-records.ts';
import { releasedPack } from '#shared/meta-model-library.ts';
import { NotReleased } from '#shared/released.ts';

export const handler = api(SentRecords, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const id = idIn(DocumentId, path.pack, 'enhancement pack');
  const pack = await releasedPack(id).catch((error: unknown) => {
    if (error instanceof NotReleased) throw new Problem(404, 'Not Found', error.message);
    throw error;
  });
  return { body: await keepRecords(pack, body) };
});
