import { setTimeout as sleep } from 'node:timers/promises';
import tables from '../../../catalog/carriers/kuaidi100.json' with { type: 'json' };
import { kuaidi100 } from '../../../domain/fulfillment/kuaidi100.ts';
import { nodeCrypto } from '../../../functions/shared/node-crypto.ts';

/** One row as Kuaidi100 sends it, times in Beijing. */
export type TrackingRow = {
  readonly at: number;
  readonly code: string;
  readonly status: string;
  readonly context: string;
  readonly area: string;
};

export type Parcel = {
  /** Our carrier id: `ZTO`. */
  readonly carrier: string;
  readonly number: string;
  /** Oldest first. */
  readonly rows: readonly TrackingRow[];
};

export type Kuaidi100Options = { readonly apiUrl: string; readonly salt: string };

const BEIJING_MS = 8 * 3600 * 1000;
const beijing = (ms: number): string => new Date(ms + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');

/** The source's own code of the company, as it would name it. */
export const companyOf = (carrier: string): string =>
  Object.entries(tables.companies).find(([, ours]) => ours === carrier)?.[0] ?? carrier;

const isOver = (code: string): boolean => ['3', '4', '301', '302', '303', '304', '401'].includes(code);

/** The whole history so far, newest first, as the source sends it. */
export const snapshotOf = ({ carrier, number, rows }: Parcel): string => {
  const newest = rows.at(-1);
  return JSON.stringify({
    status: newest && isOver(newest.code) ? 'shutdown' : 'polling',
    billstatus: newest && isOver(newest.code) ? 'check' : 'got',
    message: '',
    autoCheck: '0',
    comOld: '',
    comNew: '',
    lastResult: {
      message: 'ok',
      state: newest?.code ?? '0',
      status: '200',
      condition: '00',
      ischeck: newest && isOver(newest.code) ? '1' : '0',
      com: companyOf(carrier),
      nu: number,
      data: [...rows].reverse().map(({ at, code, status, context, area }) => ({
        time: beijing(at),
        ftime: beijing(at),
        context,
        status,
        statusCode: code,
        areaCode: null,
        areaName: area,
        areaCenter: null,
        areaPinYin: null,
        location: '',
      })),
    },
  });
};

export class NotTaken extends Error {
  override name = 'NotTaken';
}

/** The source tries again after half an hour, three times; we do not wait that long. */
const WAITS_MS = [200, 600, 1800];

/** Pushes one snapshot, signed; again when it is not acknowledged in the exact words. @throws NotTaken */
export const pushTracking = async (parcel: Parcel, { apiUrl, salt }: Kuaidi100Options): Promise<void> => {
  const { method, path, headers, body } = kuaidi100.sign(snapshotOf(parcel), { key: salt }, nodeCrypto);
  for (const wait of [...WAITS_MS, null]) {
    const response = await fetch(`${apiUrl}${path}`, { method, headers: { ...headers }, body: Buffer.from(body) });
    const answer = await response.text();
    if (answer === '{"result":true,"returnCode":"200","message":"成功"}') return;
    if (wait === null) throw new NotTaken(`tracking of ${parcel.number} was answered ${response.status} ${answer}`);
    await sleep(wait);
  }
};
