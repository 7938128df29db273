import { lineageNodeOf } from '#domain/lineage/lineage.ts';
import { dynamoLineageStore } from '#shared/dynamo-lineage-store.ts';
import { subscriber } from '#shared/queue.ts';
import { slaTerms } from '#shared/sla-library.ts';
import { watchDeadline } from '#shared/tell-deadline.ts';

const lineage = dynamoLineageStore();

export const handler = subscriber(async (event) => {
  const node = lineageNodeOf(event, await slaTerms());
  await lineage.record(node);
  const { orderId, nodeId, deadline } = node;
  if (orderId && deadline?.warnAt) await watchDeadline({ orderId, nodeId, phase: 'RISK' }, deadline.warnAt);
});
