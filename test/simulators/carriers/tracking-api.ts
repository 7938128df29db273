import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TrackingApiOptions = {
  readonly key: string;
  /** Calls that are answered before the next are told to wait. */
  readonly allowed?: number;
};

/** What parcels went through, by number, as the carrier writes its events. */
export type TrackedParcels = Map<string, object[]>;

export type TrackingApi = {
  readonly url: string;
  readonly parcels: TrackedParcels;
  /** Numbers in the order they were asked for; those told to wait too. */
  readonly asked: string[];
  /** How many more calls are answered. */
  readonly allow: (calls: number) => void;
  readonly close: () => Promise<void>;
};

type Told = { readonly status: number; readonly body: unknown };

const refused = (status: number, title: string): Told => ({ status, body: { title, status } });

/** DCSA answers a list of events, an empty one for what it does not know; DHL a shipment, or 404. */
const answerOf = (path: string, number: string, events: object[] | undefined): Told => {
  if (path === '/v2/events') return { status: 200, body: events ?? [] };
  if (!events) return refused(404, 'No result found');
  return { status: 200, body: { shipments: [{ id: number, service: 'parcel-de', events }] } };
};

/** Carriers that tell only who asks: `GET /track/shipments` of DHL's unified API and `GET /v2/events` of DCSA, with a key and a limit of calls. */
export const startTrackingApi = async ({ key, allowed = 1_000 }: TrackingApiOptions): Promise<TrackingApi> => {
  const parcels: TrackedParcels = new Map();
  const asked: string[] = [];
  let left = allowed;
  const told = ({ url = '', headers }: IncomingMessage): Told => {
    const { pathname, searchParams } = new URL(url, 'http://carrier.test');
    if (headers['dhl-api-key'] !== key && headers['api-key'] !== key) return refused(401, 'Unauthorized');
    const names = ['trackingNumber', 'transportDocumentReference', 'equipmentReference'];
    const number = names.map((name) => searchParams.get(name)).find(Boolean) ?? '';
    asked.push(number);
    if (left <= 0) return refused(429, 'Too Many Requests');
    left -= 1;
    return answerOf(pathname, number, parcels.get(number));
  };
  const server = createServer((request, response) => {
    const { status, body } = told(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parcels,
    asked,
    allow: (calls) => {
      left = calls;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
