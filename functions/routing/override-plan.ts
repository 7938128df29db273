import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId } from '#domain/id.ts';
import { AskOverride, OverridePlan } from '#domain/routing/plan-override.ts';
import { api, idIn, operatorsOnly } from '#shared/api.ts';
import { confirmOverride, showOverride } from '#shared/override-plan.ts';

export const handler = api(OverridePlan, async ({ path, query, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const { dryRun } = AskOverride.parse(query);
  if (dryRun === 'true') return { body: await showOverride(orderId, body) };
  const override = { ...body, reason: maskPersonal(body.reason) };
  return { status: 202, body: await confirmOverride(orderId, override, `person:${caller.keyId}`) };
});
