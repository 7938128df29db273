import type { PaceByMode } from '#domain/fulfillment/pace.ts';
import type { Network } from '#domain/routing/network.ts';
import { type PreparedNetwork, prepareNetwork } from '#domain/routing/prepared-network.ts';
import { type ScarcityPrices, shadowPricesOf } from '#domain/routing/scarcity-prices.ts';
import type { ShadowPrices } from '#domain/routing/shadow-prices.ts';
import { type StandingSignal, stands, subjectOf } from '#domain/routing/signal.ts';
import { networkUnder } from '#domain/routing/signalled-network.ts';
import type { Instant } from '#domain/time.ts';
import { departuresTaken } from './dynamo-departure-store.ts';
import { dynamoSignalStore } from './dynamo-signal-store.ts';
import { currentNetwork } from './network-snapshot.ts';
import { standingPrices } from './scarcity-store.ts';

const released = currentNetwork((network) => network);

/** What a plan is made on. */
export type PlanningNetwork = {
  readonly prepared: PreparedNetwork;
  /** Nodes that take nothing now. */
  readonly closed: ReadonlySet<string>;
  /** Of what is scarce; null: nothing is known to be. */
  readonly prices: ShadowPrices | null;
  readonly pace: PaceByMode;
};

type Kept = {
  readonly network: Network;
  readonly signals: string;
  readonly scarcity: ScarcityPrices | null;
  readonly value: PlanningNetwork;
};
let kept: Kept | null = null;

/** What stands of the signals, as one text: two that are alike leave the network alike. */
export const textOf = (signals: readonly StandingSignal[], now: Instant): string =>
  signals
    .filter((signal) => stands(signal, now))
    .map((signal) => `${subjectOf(signal)}@${signal.at}`)
    .sort()
    .join(' ');

const preparedUnder = (network: Network, standing: readonly StandingSignal[], now: Instant) => {
  const { network: changed, closed } = networkUnder(network, standing, now);
  return { prepared: prepareNetwork(changed), closed };
};

type Roomy = { readonly of: PlanningNetwork; readonly taken: string; readonly value: PlanningNetwork };
let roomy: Roomy | null = null;

/** How full departures are is read with every plan, where lanes keep timetables. */
const withDepartures = async (value: PlanningNetwork, now: Instant): Promise<PlanningNetwork> => {
  if (!value.prepared.timetabled) return value;
  const departures = await departuresTaken(now);
  const taken = JSON.stringify([...departures]);
  if (roomy?.of === value && roomy.taken === taken) return roomy.value;
  roomy = { of: value, taken, value: { ...value, prepared: { ...value.prepared, departuresTaken: departures } } };
  return roomy.value;
};

/**
 * The released network as the signals that stand now leave it. Signals are read with every plan: what was said a moment ago
 * counts. It is prepared again only when something changed. Prices of what is scarce come with it.
 * @throws NoNetwork
 */
export const planningNetwork = async (now: Instant): Promise<PlanningNetwork> => {
  const [network, standing, scarcity] = await Promise.all([
    released(),
    dynamoSignalStore.standing(),
    standingPrices(now),
  ]);
  const signals = textOf(standing, now);
  const isSame = kept?.network === network && kept.signals === signals;
  if (kept && isSame && kept.scarcity === scarcity) return withDepartures(kept.value, now);
  const { prepared, closed } = kept && isSame ? kept.value : preparedUnder(network, standing, now);
  const value = { prepared, closed, pace: network.pace ?? {}, prices: scarcity && shadowPricesOf(scarcity, prepared) };
  kept = { network, signals, scarcity, value };
  return withDepartures(value, now);
};
