import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { DryRun } from '#domain/workbench/change-requests.ts';
import { ChangeParcel } from '#domain/workbench/parcel-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { changeParcel, showParcel } from '#shared/change-parcels.ts';

export const handler = api(ChangeParcel, async ({ query, body, caller }) => {
  operatorsOnly(caller);
  const { token, ...rest } = body;
  const asked = { ...rest, reason: maskPersonal(body.reason), by: `person:${caller.keyId}` };
  const isDryRun = DryRun.parse(query).dryRun === 'true';
  return { body: isDryRun ? await showParcel(asked) : await changeParcel(asked, token) };
});
