import { legOf } from '#domain/fulfillment/dispatch-leg.ts';
import { commandOf, ReportAction } from '#domain/fulfillment/report-action.ts';
import { api, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';
import { legIn, onlyInCharge, onlyItsParties, sourceOf } from '#shared/party.ts';
import { recordOnParcel, takenWaybill } from '#shared/record-actions.ts';

const orders = dynamoOrderStore();

export const handler = api(ReportAction, async ({ path, body, caller }) => {
  const { legId, orderId } = await legIn(orders, path.id);
  const leg = legOf(await orders.get(orderId), legId);
  onlyItsParties(caller, leg);
  onlyInCharge(caller, leg, body.action);
  const [source, at] = [sourceOf(caller, leg), now()];
  const command = commandOf(body, leg, source, at);
  const taken = await takenWaybill(orders, leg, [command]);
  if (taken) throw new Problem(409, 'Conflict', `waybill.number: ${taken} is the parcel of another leg`);
  const {
    leg: after,
    actions,
    refused,
  } = await recordOnParcel(orders, orderId, legId, (each) => [commandOf(body, each, source, at)]);
  const [refusal] = refused;
  if (refusal) throw new Problem(409, 'Conflict', refusal.reason, { code: refusal.code });
  const { state, progress, etaAt, etaLatestAt } = after;
  const { actionId } = command.action;
  return { body: { legId, actionId, duplicate: actions.length === 0, state, progress, etaAt, etaLatestAt } };
});
