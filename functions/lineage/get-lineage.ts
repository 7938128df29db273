import * as z from 'zod';
import { OrderId } from '#domain/id.ts';
import { lineageOf, missingCauses } from '#domain/lineage/lineage.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoLineageStore } from '#shared/dynamo-lineage-store.ts';

const lineage = dynamoLineageStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const own = await lineage.nodesOf(orderId);
  if (own.length === 0)
    throw new Problem(404, 'Not Found', `no event of ${orderId} is known: check the id, or ask again in some seconds`);
  const causes = await lineage.nodesById(missingCauses(own));
  // A push that a comparison put into the inbox has a cause without an order, too.
  const theirs = await lineage.nodesById(missingCauses([...causes, ...own]));
  return { body: { orderId, ...lineageOf([...theirs, ...causes, ...own], now()) } };
});
