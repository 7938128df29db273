import { ActOnExceptions, resultsOf } from '#domain/insight/exception-requests.ts';
import { actOnExceptions } from '#shared/act-on-exceptions.ts';
import { api, operatorsOnly } from '#shared/api.ts';

export const handler = api(ActOnExceptions, async ({ body, caller }) => {
  operatorsOnly(caller);
  return { body: resultsOf(await actOnExceptions(body, `person:${caller.keyId}`)) };
});
