import { addTransits, emptyLedger } from '#domain/routing/lane-ledger.ts';
import { fitLaneStatistics } from '#domain/routing/lane-statistics.ts';
import { type Instant, laterOf, plusHours, plusSeconds } from '#domain/time.ts';
import { transitsSince } from './dynamo-transit-store.ts';
import { currentStatistics, publishStatistics, readLedger } from './lane-statistics-store.ts';
import { networkVersion, seededNetwork } from './network-snapshot.ts';

/** Records are read when nothing earlier can still come: clocks of two functions differ by less. */
const SETTLED_SECONDS = 5;
/** The first run looks back as far as records are kept. */
const LOOK_BACK_HOURS = 90 * 24;

export type LanesFitted = { readonly version: string | null; readonly newLegs: number; readonly lanes: number };

/** Reads the legs completed since the last version and publishes the next; nothing when there are none, or the network is as it was. */
export const fitLanes = async (now: Instant): Promise<LanesFitted> => {
  const [before, network] = await Promise.all([currentStatistics(), networkVersion()]);
  const until = plusSeconds(now, -SETTLED_SECONDS);
  // A ledger that is gone (it expired) is begun anew from the records that are still there.
  const ledger = before && (await readLedger(before.version));
  const since = ledger?.learntUntil ?? plusHours(now, -LOOK_BACK_HOURS);
  const records = until > since ? await transitsSince(since, until) : [];
  if (records.length === 0 && (before === null || before.network === network))
    return { version: null, newLegs: 0, lanes: 0 };
  const seeded = await seededNetwork(network);
  const next = addTransits(ledger ?? emptyLedger(since), records, seeded, laterOf(until, since));
  const statistics = fitLaneStatistics(next, seeded, now.replaceAll(/[-:.]/g, ''));
  const published = await publishStatistics(statistics, next, { network, publishedAt: now }, before?.version ?? null);
  return published
    ? { version: statistics.version, newLegs: records.length, lanes: statistics.lanes.length }
    : { version: null, newLegs: 0, lanes: 0 };
};
