import { RecordBehaviour } from '#domain/channel/customer-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { recordBehaviour } from '#shared/record-behaviour.ts';

export const handler = api(RecordBehaviour, async ({ body, caller }) => {
  operatorsOnly(caller);
  const recorded = await recordBehaviour(body);
  return { status: recorded.isNew ? 201 : 200, body: recorded };
});
