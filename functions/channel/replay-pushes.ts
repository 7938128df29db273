import { AnyReplay } from '#domain/channel/replay-request.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { replay } from '#shared/replay.ts';
import { replayRemarks } from '#shared/reread-remarks.ts';

export const handler = api(AnyReplay, async ({ body, caller }) => {
  operatorsOnly(caller);
  return { body: await (body.target === 'remarks' ? replayRemarks(body) : replay(body)) };
});
