import * as z from 'zod';
import { AskExceptions } from '#domain/insight/exception-requests.ts';
import { ListOrders } from '#domain/workbench/order-requests.ts';
import { BadView, checkView, PutView, ViewId } from '#domain/workbench/saved-view.ts';
import { type ApiRequest, api, idIn, operatorsOnly, Problem } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dropView, keepView, viewsKept } from '#shared/dynamo-view-store.ts';

const keep = async ({ path, body, caller }: ApiRequest<unknown>) => {
  const view = PutView.parse(body);
  try {
    checkView(view, { orders: ListOrders, exceptions: AskExceptions });
  } catch (error) {
    if (error instanceof BadView) throw new Problem(422, 'Unprocessable Content', error.message);
    throw error;
  }
  return { body: await keepView(idIn(ViewId, path.id, 'view id'), view, `person:${caller.keyId}`, now()) };
};

export const handler = api(z.unknown(), async (request) => {
  operatorsOnly(request.caller);
  if (request.method === 'PUT') return keep(request);
  if (request.method === 'DELETE') await dropView(idIn(ViewId, request.path.id, 'view id'));
  return { body: { views: await viewsKept() } };
});
