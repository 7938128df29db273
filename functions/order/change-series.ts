import { maskPersonal } from '#domain/fulfillment/mask.ts';
import { OrderId, SeriesId } from '#domain/id.ts';
import { because, unchanged } from '#domain/order/change.ts';
import { SeriesChanged } from '#domain/order/events.ts';
import { changeSeries, SeriesRefusal } from '#domain/order/series.ts';
import { ChangeSeries } from '#domain/workbench/order-requests.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { decideOn } from '#shared/decide.ts';
import { dynamoOrderStore } from '#shared/dynamo-order-store.ts';

const orders = dynamoOrderStore();

const refused = (error: unknown): never => {
  if (error instanceof SeriesRefusal) throw new Problem(409, 'Conflict', error.message);
  throw error;
};

export const handler = api(ChangeSeries, async ({ path, body, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const seriesId = idIn(SeriesId, path.series, 'series id');
  const { changed } = await decideOn(orders, orderId, async ({ order }, context) => {
    const before = (await orders.series(orderId)).find((each) => each.seriesId === seriesId);
    if (!before) throw new Problem(404, 'Not Found', `order ${orderId} has no series ${seriesId}`);
    const after = changeSeries(before, body);
    const { kind, document } = after;
    const [reason, by] = [maskPersonal(body.reason), `person:${caller.keyId}`];
    const facts = { seriesId, kind, document, do: body.do, number: body.number ?? null, by, reason };
    const change = because(unchanged(order), SeriesChanged, facts, {}, context);
    return { ...change, series: [after], changed: after };
  }).catch(refused);
  return { body: changed };
});
