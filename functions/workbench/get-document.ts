import * as z from 'zod';
import { GetDocument } from '#domain/workbench/catalog-requests.ts';
import { DocumentNotFound } from '#domain/workbench/catalog-store.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { documentIn, tellingProblems } from '#shared/catalog-api.ts';
import { dynamoCatalogStore } from '#shared/dynamo-catalog-store.ts';

export const handler = api(z.undefined(), async ({ path, query, caller }) => {
  operatorsOnly(caller);
  const { kind, id } = documentIn(path);
  const asked = GetDocument.parse(query).version;
  return tellingProblems(async () => {
    const versions = await dynamoCatalogStore.versions(kind, id);
    const release = (await dynamoCatalogStore.release(kind, id))?.release ?? null;
    const version = asked ?? release?.version ?? versions[0]?.version;
    if (version === undefined) throw new DocumentNotFound(kind, id);
    const { document } = await dynamoCatalogStore.version(kind, id, version);
    const tried = release?.trial?.version ?? versions.find(({ state }) => state === 'ROLLED_BACK')?.version;
    const comparison = tried === undefined ? null : await dynamoCatalogStore.comparison(kind, id, tried);
    const migration = release && (await dynamoCatalogStore.migration(kind, id, release.version));
    return { body: { kind, id, release, comparison, migration, versions, version, document } };
  });
});
