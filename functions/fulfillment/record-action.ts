import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { commandOf, ReportAction } from '#domain/fulfillment/report-action.ts';
import { api, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { legIn, onlyInCharge, sourceOf } from '#shared/party.ts';
import { recordOnLeg } from '#shared/record-actions.ts';

const orders = dynamoOrderStore();

export const handler = api(ReportAction, async ({ path, body, caller }) => {
  const { legId, orderId } = await legIn(orders, path.id);
  const leg = legOf(await orders.get(orderId), legId);
  onlyInCharge(caller, leg);
  const command = commandOf(body, leg, sourceOf(caller, leg), now());
  const taken = command.waybill && (await orders.findWaybill(command.waybill.carrier, command.waybill.number));
  if (taken && taken !== legId)
    throw new Problem(409, 'Conflict', `waybill.number: ${command.waybill?.number} is the parcel of another leg`);
  const { leg: after, actions, refused } = await recordOnLeg(orders, orderId, legId, () => [command]);
  const [refusal] = refused;
  if (refusal) throw new Problem(409, 'Conflict', refusal.reason, { code: refusal.code });
  const { state, progress, etaAt, etaLatestAt } = after;
  const { actionId } = command.action;
  return { body: { legId, actionId, duplicate: actions.length === 0, state, progress, etaAt, etaLatestAt } };
});
