import { canonical } from '#domain/order/merge.ts';
import { BadDocument, KINDS } from '#domain/workbench/catalog-kinds.ts';
import { PutDocument } from '#domain/workbench/catalog-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { documentIn, tellingProblems } from '#shared/catalog-api.ts';
import { now } from '#shared/clock.ts';
import { dynamoCatalogStore } from '#shared/dynamo-catalog-store.ts';

export const handler = api(PutDocument, async ({ path, body: { document, why }, caller }) => {
  operatorsOnly(caller);
  const { kind, id } = documentIn(path);
  return tellingProblems(async () => {
    const ownId = KINDS[kind].idOf(KINDS[kind].parse(document));
    if (ownId !== id) throw new BadDocument(`id: the document says ${ownId}, the path ${id}; make them one`);
    const [newest] = await dynamoCatalogStore.versions(kind, id);
    const kept = newest && (await dynamoCatalogStore.version(kind, id, newest.version));
    if (kept && canonical(kept.document) === canonical(document))
      return { body: { kind, id, version: kept.version, isNew: false } };
    const step = { state: 'DRAFT' as const, by: `person:${caller.keyId}`, at: now(), why };
    const version = await dynamoCatalogStore.draft(kind, id, document, step);
    return { status: 201, body: { kind, id, version, isNew: true } };
  });
});
