import { setTimeout as sleep } from 'node:timers/promises';
import type { LegBrief } from '../../../domain/fulfillment/leg-brief.ts';

export type ApiOptions = { readonly apiUrl: string; readonly partnerKey: string };

/** What `GET /legs/{id}` tells the partner in charge, as far as the simulator needs it. */
export type LegTold = Pick<LegBrief, 'legId' | 'leg' | 'destination'>;

export type Report = { readonly action: string; readonly [field: string]: unknown };

export class ApiRefusal extends Error {
  override name = 'ApiRefusal';
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status} ${text}`);
    this.status = status;
  }
}

const read = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (!response.ok) throw new ApiRefusal(response.status, text);
  return JSON.parse(text);
};

/** What was answered by nobody is asked again; a partner that gave up would be silent for good. */
const WAITS_MS = [200, 600, 1800];

/** The two calls a partner makes, with its key. */
export const legApi = ({ apiUrl, partnerKey }: ApiOptions) => {
  const headers = { authorization: `Bearer ${partnerKey}`, 'content-type': 'application/json' };
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    for (const wait of [...WAITS_MS, null]) {
      const response = await fetch(`${apiUrl}${path}`, { ...init, headers });
      if (response.status < 500 || wait === null) return read(response);
      await sleep(wait);
    }
    throw new Error('unreachable: the last answer is read');
  };
  return {
    get: async (legId: string): Promise<LegTold> => (await call(`/legs/${legId}`)) as LegTold,
    report: (legId: string, report: Report): Promise<unknown> =>
      call(`/legs/${legId}/actions`, {
        method: 'POST',
        body: JSON.stringify({ occurredAt: new Date().toISOString(), ...report }),
      }),
  };
};
