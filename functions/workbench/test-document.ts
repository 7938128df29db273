import { failedOf, notesOn, testDocument } from '#domain/workbench/catalog-kinds.ts';
import { TestDocument } from '#domain/workbench/catalog-requests.ts';
import { DocumentNotFound } from '#domain/workbench/catalog-store.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { documentIn, tellingProblems } from '#shared/catalog-api.ts';
import { dynamoCatalogStore } from '#shared/dynamo-catalog-store.ts';
import { releasedBeside } from '#shared/release-document.ts';

export const handler = api(TestDocument, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const { kind, id } = documentIn(path);
  return tellingProblems(async () => {
    const version = body.version ?? (await dynamoCatalogStore.versions(kind, id))[0]?.version;
    if (body.document === undefined && version === undefined) throw new DocumentNotFound(kind, id);
    const document = body.document ?? (await dynamoCatalogStore.version(kind, id, version as number)).document;
    const tests = await testDocument(kind, document, await releasedBeside(kind));
    const failed = failedOf(tests);
    return { body: { passed: tests.length - failed, failed, tests, notes: notesOn(kind, document) } };
  });
});
