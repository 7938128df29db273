import * as z from 'zod';
import { AskRoutes, routesView, UnknownPlace } from '#domain/workbench/network-routes-view.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { currentRoutes } from '#shared/route-store.ts';

export const handler = api(z.undefined(), async ({ query, caller }) => {
  operatorsOnly(caller);
  const asked = AskRoutes.parse(query);
  if ((asked.from === undefined) !== (asked.to === undefined))
    throw new Problem(400, 'Bad Request', 'from, to: go together: name both nodes, or neither');
  const known = await currentRoutes();
  if (!known) throw new Problem(404, 'Not Found', 'the network was not worked out yet: ask again in a minute');
  const { of: _of, ...refresh } = known.row;
  try {
    return { body: routesView(refresh, known.refreshed, asked) };
  } catch (error) {
    if (error instanceof UnknownPlace) throw new Problem(404, 'Not Found', error.message);
    throw error;
  }
});
