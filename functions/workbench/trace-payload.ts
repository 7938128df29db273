import { TraceRequest } from '#domain/workbench/trace-request.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { tracePayload } from '#shared/trace-payload.ts';

export const handler = api(TraceRequest, async ({ body, caller }) => {
  operatorsOnly(caller);
  return { body: await tracePayload(body) };
});
