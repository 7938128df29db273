import { ReplayRequest } from '#domain/channel/replay-request.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { replay } from '#shared/replay.ts';

export const handler = api(ReplayRequest, async ({ body, caller }) => {
  operatorsOnly(caller);
  return { body: await replay(body) };
});
