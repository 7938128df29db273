import * as z from 'zod';
import { CatalogKind } from '#domain/workbench/catalog-document.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { dynamoCatalogStore } from '#shared/dynamo-catalog-store.ts';

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const kind = CatalogKind.safeParse(path.kind);
  if (!kind.success)
    throw new Problem(400, 'Bad Request', `kind ${path.kind ?? ''}: use one of ${CatalogKind.options.join(', ')}`);
  const documents = await dynamoCatalogStore.list(kind.data);
  return { body: { documents: documents.map((each) => ({ kind: kind.data, ...each })) } };
});
