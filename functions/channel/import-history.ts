import { ImportHistory } from '#domain/channel/history-request.ts';
import { api, operatorsOnly, Problem } from '#shared/api.ts';
import { nextUlid } from '#shared/clock.ts';
import { keepHistory } from '#shared/keep-history.ts';
import { NotReleased } from '#shared/released.ts';

export const handler = api(ImportHistory, async ({ path: { source = '' }, body, caller }) => {
  operatorsOnly(caller);
  try {
    return { status: 202, body: await keepHistory(source, body, `import-${nextUlid()}`) };
  } catch (error) {
    if (error instanceof NotReleased) throw new Problem(404, 'Not Found', error.message);
    throw error;
  }
});
