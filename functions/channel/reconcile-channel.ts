import { ReconcileRequest } from '#domain/channel/reconcile-request.ts';
import { atTheEdge } from '#shared/edge.ts';
import { reconcileChannel } from '#shared/reconcile-channel.ts';

export const handler = atTheEdge<unknown, void>(async (event, { awsRequestId }) => {
  await reconcileChannel(ReconcileRequest.parse(event), awsRequestId);
});
