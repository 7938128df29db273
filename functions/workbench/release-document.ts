import { ReleaseDocument } from '#domain/workbench/catalog-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { documentIn, tellingProblems } from '#shared/catalog-api.ts';
import { now } from '#shared/clock.ts';
import { releaseDocument, rollBackDocument } from '#shared/release-document.ts';

export const handler = api(ReleaseDocument, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const { kind, id } = documentIn(path);
  const step = { by: `person:${caller.keyId}`, at: now(), why: body.why };
  const release = await tellingProblems(() =>
    'rollback' in body ? rollBackDocument(kind, id, step) : releaseDocument(kind, id, body.version, body.to, step),
  );
  return { body: { kind, id, release } };
});
