import { jest } from '@jest/globals';
import type { Tracking } from '#domain/fulfillment/carrier.ts';
import { zto } from '#domain/fulfillment/zto.ts';
import type { Key } from '#shared/dynamo.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { memoryTable } from '../api/memory-table.ts';

process.env.INBOX_TABLE = 'inbox';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const table = memoryTable();
const taken: string[] = [];
/** Asked before each parcel is recorded: whether a leg goes by its number. */
let isKnown: (number: string) => boolean = () => false;

jest.unstable_mockModule('#shared/dynamo.ts', () => ({
  ...table.module,
  queryAll: async ({ values }: { values: { ':pk': string } }) => table.rows().filter(({ pk }) => pk === values[':pk']),
  getItems: async (_table: string, keys: readonly Key[]) =>
    table.rows().filter(({ pk, sk }) => keys.some((key) => key.pk === pk && key.sk === sk)),
  deleteItem: async (_table: string, key: Key) => table.remove(key),
}));
jest.unstable_mockModule('#shared/secrets.ts', () => ({ secret: async () => ({ secrets: [{ key: 'k' }] }) }));
jest.unstable_mockModule('#shared/record-tracking.ts', () => ({
  recordTracking: async (_carrier: string, { number, scans }: Tracking) => {
    if (!isKnown(number)) return false;
    taken.push(...scans.map(({ code }) => `${number} ${code}`));
    return true;
  },
}));

const { handler } = await import('../../../functions/fulfillment/zto.ts');
const { placeTracking, takeInKept } = await import('#shared/place-tracking.ts');
const { keptFor } = await import('#shared/dynamo-tracking-inbox.ts');

const NUMBER = '76000001';
const waybill = { carrier: 'ZTO', number: NUMBER };
const push = async (action: string) => {
  const message = JSON.stringify({ billCode: NUMBER, action, actionTime: '2026-05-20 12:00:00', desc: '' });
  const { headers, body } = zto.sign(message, { key: 'k' }, nodeCrypto);
  const event = {
    rawPath: '/carriers/zto/tracking',
    headers,
    body: Buffer.from(body).toString(),
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', path: '/carriers/zto/tracking' } },
  };
  return handler(event as never, {} as never);
};

beforeEach(() => {
  table.clear();
  taken.length = 0;
  isKnown = () => false;
});

describe('tracking that is faster than the warehouse that names its waybill', () => {
  it('is acknowledged and kept, each call once, and taken in when a leg gets the waybill', async () => {
    for (const action of ['GOT', 'DEPARTURE', 'GOT']) expect(await push(action)).toMatchObject({ statusCode: 200 });
    expect(await keptFor(waybill)).toHaveLength(2);
    isKnown = (number) => number === NUMBER;
    await placeTracking(waybill);
    expect(taken.toSorted()).toEqual([`${NUMBER} DEPARTURE`, `${NUMBER} GOT`]);
    expect(table.rows()).toEqual([]);
  });

  it('leaves nothing behind when the leg gets the waybill while it is being kept', async () => {
    let asked = 0;
    isKnown = () => {
      asked += 1;
      return asked > 1;
    };
    await push('GOT');
    expect(taken).toEqual([`${NUMBER} GOT`]);
    expect(table.rows()).toEqual([]);
  });

  it('stays kept when it is read again in vain, and says what is missing', async () => {
    await push('GOT');
    const [row] = await keptFor(waybill);
    expect(row && (await takeInKept(row))).toContain(`no leg goes by ${NUMBER}`);
    expect(await keptFor(waybill)).toHaveLength(1);
  });
});
