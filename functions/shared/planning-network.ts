import type { Network } from '#domain/routing/network.ts';
import { type PreparedNetwork, prepareNetwork } from '#domain/routing/prepared-network.ts';
import { type StandingSignal, stands, subjectOf } from '#domain/routing/signal.ts';
import { networkUnder } from '#domain/routing/signalled-network.ts';
import type { Instant } from '#domain/time.ts';
import { dynamoSignalStore } from './dynamo-signal-store.ts';
import { currentNetwork } from './network-snapshot.ts';

const released = currentNetwork((network) => network);

/** What a plan is made on. */
export type PlanningNetwork = {
  readonly prepared: PreparedNetwork;
  /** Nodes that take nothing now. */
  readonly closed: ReadonlySet<string>;
};

type Kept = { readonly network: Network; readonly signals: string; readonly value: PlanningNetwork };
let kept: Kept | null = null;

const textOf = (signals: readonly StandingSignal[], now: Instant): string =>
  signals
    .filter((signal) => stands(signal, now))
    .map((signal) => `${subjectOf(signal)}@${signal.at}`)
    .sort()
    .join(' ');

/**
 * The released network as the signals that stand now leave it. Signals are read with every plan: what was said a moment ago
 * counts. It is prepared again only when something changed.
 * @throws NoNetwork
 */
export const planningNetwork = async (now: Instant): Promise<PlanningNetwork> => {
  const [network, standing] = await Promise.all([released(), dynamoSignalStore.standing()]);
  const signals = textOf(standing, now);
  if (kept?.network === network && kept.signals === signals) return kept.value;
  const { network: changed, closed } = networkUnder(network, standing, now);
  const value = { prepared: prepareNetwork(changed), closed };
  kept = { network, signals, value };
  return value;
};
