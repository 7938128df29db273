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

/** The two calls a partner makes, with its key. */
export const legApi = ({ apiUrl, partnerKey }: ApiOptions) => {
  const headers = { authorization: `Bearer ${partnerKey}`, 'content-type': 'application/json' };
  return {
    get: async (legId: string): Promise<LegTold> =>
      (await read(await fetch(`${apiUrl}/legs/${legId}`, { headers }))) as LegTold,
    report: async (legId: string, report: Report): Promise<unknown> =>
      read(
        await fetch(`${apiUrl}/legs/${legId}/actions`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ occurredAt: new Date().toISOString(), ...report }),
        }),
      ),
  };
};
