import { SignalNetwork } from '#domain/routing/signal-requests.ts';
import { api, operatorsOnly } from '#shared/api.ts';
import { takeSignals } from '#shared/take-signals.ts';

export const handler = api(SignalNetwork, async ({ body: { signals }, caller }) => {
  operatorsOnly(caller);
  return { body: { outcomes: await takeSignals(signals, `person:${caller.keyId}`) } };
});
