import * as z from 'zod';
import { stands } from '#domain/routing/signal.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { now } from '#shared/clock.ts';
import { dynamoSignalStore } from '#shared/dynamo-signal-store.ts';

export const handler = api(z.undefined(), async ({ caller }) => {
  operatorsOnly(caller);
  const at = now();
  return { body: { signals: (await dynamoSignalStore.standing()).filter((signal) => stands(signal, at)) } };
});
