import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Parcel, pushTracking, type TrackingRow } from '../carriers/kuaidi100.ts';
import { ApiRefusal, type LegTold, legApi } from './leg-api.ts';
import { type DispatchedLeg, type LegInbox, openLegInbox } from './leg-inbox.ts';

/** What can go wrong, on demand; nodes by id. */
export type Faults = {
  /** Answer every leg with leg.rejected. */
  readonly rejecting?: readonly string[];
  /** Never answer. */
  readonly silent?: readonly string[];
  /** The carrier loses every parcel from there. */
  readonly losing?: readonly string[];
  /** Every report and every push is sent twice. */
  readonly duplicates?: boolean;
  /** The carrier's pushes arrive last first. */
  readonly outOfOrder?: boolean;
};

export type PartnersOptions = {
  readonly endpoint: string;
  readonly region: string;
  readonly bus: string;
  readonly apiUrl: string;
  /** A key that may act for all nodes concerned. */
  readonly partnerKey: string;
  /** What Kuaidi100 signs with. */
  readonly salt: string;
  /** 1: a leg takes about eight seconds; 4: about two. */
  readonly speed?: number;
  readonly faults?: Faults;
  readonly name?: string;
  readonly log?: (line: string) => void;
};

export type Partners = {
  readonly stop: () => Promise<void>;
  /** Legs whose story was told to its end. */
  readonly finished: () => readonly string[];
};

const STEP_MS = 1000;

type Site = {
  readonly api: ReturnType<typeof legApi>;
  readonly options: PartnersOptions;
  readonly faults: Faults;
  readonly log: (line: string) => void;
  readonly pause: () => Promise<void>;
};

/** The same leg has the same number, however often it is handed out. */
const waybillNumber = (legId: string): string => {
  const digits = BigInt(`0x${createHash('sha256').update(legId).digest('hex').slice(0, 14)}`).toString();
  return `78${digits.padStart(17, '0').slice(0, 13)}`;
};

const report = async ({ api, faults }: Site, legId: string, action: string, fields: object = {}): Promise<void> => {
  const body = { action, occurredAt: new Date().toISOString(), ...fields };
  await api.report(legId, body);
  if (faults.duplicates) await api.report(legId, body);
};

/** Where the carriage was ordered for it, the warehouse finds the number on the leg when it packs; otherwise it has its own. */
const keepInWarehouse = async (site: Site, { legId }: LegTold): Promise<string> => {
  await report(site, legId, 'leg.accepted');
  await site.pause();
  await report(site, legId, 'leg.picked');
  await site.pause();
  await report(site, legId, 'leg.packed');
  const { leg } = await site.api.get(legId);
  const number = leg.waybill?.number ?? waybillNumber(legId);
  await report(site, legId, 'label.issued', { waybill: { number } });
  return number;
};

type Scan = Omit<TrackingRow, 'at'>;

const storyOf = ({ leg, destination }: LegTold, loses: boolean): Scan[] => {
  const city = destination?.city ?? '目的地';
  const district = destination?.district || city;
  const start: Scan[] = [
    { code: '103', status: '已揽收', context: `【${leg.node}】快递员已揽收`, area: leg.node },
    {
      code: '1002',
      status: '干线',
      context: `快件在【${leg.node}转运中心】完成分拣，准备发往【${city}转运中心】`,
      area: leg.node,
    },
    { code: '0', status: '在途', context: `快件离开【${leg.node}转运中心】，发往【${city}转运中心】`, area: leg.node },
  ];
  if (loses) return [...start, { code: '2', status: '疑难', context: '快件在运输途中遗失，已登记', area: leg.node }];
  return [
    ...start,
    { code: '1001', status: '到达派件城市', context: `快件到达【${city}】`, area: city },
    {
      code: '5',
      status: '派件',
      context: `快递员正在为您派送（快递员：林知远，联系电话：13800002468）`,
      area: district,
    },
    { code: '301', status: '本人签收', context: '快件已签收，签收人：本人', area: district },
  ];
};

/** The carrier pushes the whole history after each scan, as Kuaidi100 does. */
const carry = async (site: Site, told: LegTold, number: string): Promise<void> => {
  const { options, faults } = site;
  const rows: TrackingRow[] = [];
  const snapshots: Parcel[] = [];
  const push = async (parcel: Parcel): Promise<void> => {
    await pushTracking(parcel, options);
    if (faults.duplicates) await pushTracking(parcel, options);
  };
  for (const scan of storyOf(told, faults.losing?.includes(told.leg.node) ?? false)) {
    await site.pause();
    rows.push({ ...scan, at: Date.now() });
    const snapshot: Parcel = { carrier: told.leg.carrier, number, rows: [...rows] };
    if (faults.outOfOrder) snapshots.unshift(snapshot);
    else await push(snapshot);
  }
  for (const snapshot of snapshots) await push(snapshot);
};

/** A service partner agrees on an appointment, keeps it, and asks how it was. */
const visit = async (site: Site, { legId, leg }: LegTold): Promise<void> => {
  await report(site, legId, 'leg.accepted');
  await site.pause();
  await report(site, legId, 'appointment.confirmed', { etaAt: leg.service?.earliestAt });
  for (const action of ['service.arrived', 'service.done', 'service.reviewed']) {
    await site.pause();
    await report(site, legId, action);
  }
  site.log(`${leg.node} finished the visit ${legId}`);
};

/** One leg, from the event that hands it out to the customer's signature. */
const serve = async (site: Site, { legId, node }: DispatchedLeg): Promise<void> => {
  if (site.faults.silent?.includes(node)) return site.log(`${node} does not answer for ${legId}`);
  const told = await site.api.get(legId);
  if (site.faults.rejecting?.includes(node)) {
    await report(site, legId, 'leg.rejected', { reason: 'capacity' });
    return site.log(`${node} rejected ${legId}`);
  }
  if (told.leg.service) return visit(site, told);
  const number = await keepInWarehouse(site, told);
  site.log(`${node} packed ${legId} as ${told.leg.carrier} ${number}`);
  await carry(site, told, number);
  site.log(`${told.leg.carrier} finished ${legId}`);
};

/** Serves a leg and tells how it went; a leg that is no longer ours (409) is dropped, as a partner would. */
const take = async (site: Site, leg: DispatchedLeg, stopped: AbortSignal): Promise<boolean> => {
  try {
    await serve(site, leg);
    return true;
  } catch (error) {
    if (stopped.aborted) return false;
    const lost = error instanceof ApiRefusal && error.status === 409;
    site.log(`${leg.legId}: ${lost ? 'no longer ours' : 'failed'}: ${(error as Error).message}`);
    return false;
  }
};

/** Receives until stopped; what goes wrong with the endpoint is told and tried again. */
const listen = async (
  inbox: LegInbox,
  start: (leg: DispatchedLeg) => void,
  log: (line: string) => void,
  stopped: AbortSignal,
): Promise<void> => {
  while (!stopped.aborted) {
    try {
      for (const { leg, done } of await inbox.receive(2, stopped)) {
        await done();
        start(leg);
      }
    } catch (error) {
      if (stopped.aborted) return;
      log(`inbox: ${(error as Error).message}`);
      await sleep(STEP_MS);
    }
  }
};

/**
 * Warehouses and their carrier, as partners of the running system: they subscribe to `LegDispatched` with a rule of their own,
 * fetch the leg with their key, report what they do, and the carrier pushes its tracking, signed.
 * @example const partners = await startPartners({ endpoint, region, bus, apiUrl, partnerKey, salt }); …; await partners.stop();
 */
export const startPartners = async (options: PartnersOptions): Promise<Partners> => {
  const { endpoint, region, bus, name = 'simulated-partners', speed = 1, faults = {}, log = () => {} } = options;
  const inbox = await openLegInbox({ endpoint, region, bus, name });
  const closing = new AbortController();
  const pause = () => sleep(STEP_MS / speed, undefined, { signal: closing.signal });
  const site: Site = { api: legApi(options), options, faults, log, pause };
  /** The bus delivers at least once; a leg is worked on once. */
  const inHand = new Map<string, Promise<boolean>>();
  const finished: string[] = [];

  const start = (leg: DispatchedLeg): void => {
    if (inHand.has(leg.legId)) return;
    const work = take(site, leg, closing.signal);
    inHand.set(leg.legId, work);
    void work.then((told) => told && finished.push(leg.legId));
  };
  const listening = listen(inbox, start, log, closing.signal);

  return {
    finished: () => [...finished],
    stop: async () => {
      closing.abort();
      await Promise.all([listening, ...inHand.values()]);
      await inbox.close();
    },
  };
};
