import * as z from 'zod';
import { retried } from '#domain/channel/write-back.ts';
import { OrderId, WriteBackId } from '#domain/id.ts';
import { ShownWriteBack } from '#domain/workbench/order-snapshot.ts';
import { api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoWriteBackStore } from '#shared/dynamo-write-back-store.ts';

const store = dynamoWriteBackStore();

export const handler = api(z.undefined(), async ({ path, caller }) => {
  operatorsOnly(caller);
  const orderId = idIn(OrderId, path.id, 'order id');
  const id = idIn(WriteBackId, path.writeBack, 'write-back id');
  const post = (await store.ofOrder(orderId)).find(({ writeBack }) => writeBack.id === id);
  if (!post) throw new Problem(404, 'Not Found', `there is no write-back ${id} of ${orderId}`);
  const again = retried(post.writeBack, now());
  const saved = again && (await store.save(post, again));
  if (!saved)
    throw new Problem(
      409,
      'Conflict',
      `${id} is ${post.writeBack.state}: only REFUSED and EXPIRED ones are tried again`,
    );
  return { status: 202, body: ShownWriteBack.parse(saved.writeBack) };
});
