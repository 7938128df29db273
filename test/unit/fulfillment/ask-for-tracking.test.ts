import { jest } from '@jest/globals';
import type { Tracking } from '#domain/fulfillment/carrier.ts';
import { firstAsked, nextAsked, trackingQueryOf } from '#domain/fulfillment/tracking-query.ts';
import { type Instant, plusHours, plusSeconds, secondsBetween } from '#domain/time.ts';
import { startTrackingApi, type TrackingApi } from '../../simulators/carriers/tracking-api.ts';
import { NOON } from '../../support/given.ts';
import { TableModel } from '../../support/table-model.ts';

process.env.INBOX_TABLE = 'inbox';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

let tables = new TableModel();
let time: Instant = NOON;
let hasEnded = false;
const recorded: string[] = [];
let carrier: TrackingApi;

jest.unstable_mockModule('#shared/aws.ts', () => ({
  AwsRefusal: tables.aws.AwsRefusal,
  awsJson: (...call: Parameters<typeof tables.aws.awsJson>) => tables.aws.awsJson(...call),
}));
jest.unstable_mockModule('#shared/clock.ts', () => ({ now: () => time, jitter: () => 0 }));
jest.unstable_mockModule('#shared/secrets.ts', () => ({
  secret: async (name: string) =>
    /dhl|dcsa/.test(name)
      ? {
          endpoint: carrier.url,
          headers: { 'dhl-api-key': 'k', 'api-key': 'k' },
          carriers: [/dhl/.test(name) ? 'DHL' : 'MAERSK'],
          perMinute: 3,
        }
      : {},
}));
jest.unstable_mockModule('#shared/dynamo-order-store.ts', () => ({
  dynamoOrderStore: () => ({
    findWaybill: async () => 'leg_1',
    findLeg: async () => 'ord_1',
    get: async () => ({ legs: [{ legId: 'leg_1', state: hasEnded ? 'COMPLETED' : 'IN_PROGRESS' }] }),
  }),
}));
jest.unstable_mockModule('#shared/record-tracking.ts', () => ({
  recordTracking: async (_carrier: string, { number, scans }: Tracking) => {
    recorded.push(`${number} ${scans.length}`);
    return true;
  },
}));

const { askForTracking, askForWaybill } = await import('#shared/ask-for-tracking.ts');
const [dhl, dcsa] = [trackingQueryOf('dhl'), trackingQueryOf('dcsa')];
if (!dhl || !dcsa) throw new Error('nobody is asked');

const scan = (hour: number) => ({
  timestamp: `2026-05-20T${hour}:00:00+02:00`,
  statusCode: 'transit',
  description: 'x',
});
const later = (minutes: number): void => {
  time = plusSeconds(time, minutes * 60);
};

beforeEach(async () => {
  tables = new TableModel();
  time = NOON;
  hasEnded = false;
  recorded.length = 0;
  carrier = await startTrackingApi({ key: 'k' });
});
afterEach(() => carrier.close());

describe('a waybill of a carrier that tells only who asks', () => {
  const known = { carrier: 'DHL', number: '00340000000000000017' };

  it('is asked for once it is known, soon after news and ever more seldom without, until its leg has ended', async () => {
    await askForWaybill(known);
    await askForWaybill(known);
    expect(await askForTracking(dhl)).toBe(0);
    later(6);
    carrier.parcels.set(known.number, [scan(10)]);
    expect(await askForTracking(dhl)).toBe(1);
    expect(recorded).toEqual([`${known.number} 1`]);
    later(29);
    expect(await askForTracking(dhl)).toBe(0);
    later(2);
    carrier.parcels.set(known.number, [scan(10), scan(11)]);
    expect(await askForTracking(dhl)).toBe(1);
    later(31);
    expect(await askForTracking(dhl)).toBe(1);
    expect(recorded.at(-1)).toBe(`${known.number} 2`);
    later(31);
    expect(await askForTracking(dhl)).toBe(0);
    hasEnded = true;
    later(24 * 60);
    await askForTracking(dhl);
    expect(carrier.asked).toHaveLength(3);
    expect(tables.rows('inbox')).toEqual([]);
  });

  it('is kept for a person when the answer cannot be read, and asked for again', async () => {
    await askForWaybill(known);
    later(1);
    carrier.parcels.set(known.number, [{ statusCode: 'transit', timestamp: 'noon' }]);
    expect(await askForTracking(dhl)).toBe(1);
    expect(tables.rows('inbox', 'CARRIER#dhl')).toMatchObject([
      { carrier: 'dhl', outcome: expect.stringMatching(/^TRACKING_/), error: expect.stringContaining('noon') },
    ]);
    expect(tables.rows('inbox', 'ASK#dhl')).toHaveLength(1);
  });

  it('is nobody’s whose carrier has no account there', async () => {
    await askForWaybill({ carrier: 'ZTO', number: '76000001' });
    expect(tables.rows('inbox')).toEqual([]);
  });

  it('is asked for in the words of its source: containers and bills of lading apart', async () => {
    for (const number of ['MSKU1234565', 'MAEU123456789']) await askForWaybill({ carrier: 'MAERSK', number });
    later(6);
    expect(await askForTracking(dcsa)).toBe(2);
    expect(dcsa.path('MSKU1234565')).toContain('equipmentReference=MSKU1234565');
    expect(dcsa.path('MAEU123456789')).toContain('transportDocumentReference=MAEU123456789');
  });

  it('waits while the carrier is busy, and no more are asked for than it allows', async () => {
    for (let index = 0; index < 5; index += 1) await askForWaybill({ ...known, number: `0034000000000000002${index}` });
    later(6);
    carrier.allow(1);
    expect(await askForTracking(dhl)).toBe(2);
    carrier.allow(100);
    expect(await askForTracking(dhl)).toBe(3);
    expect(await askForTracking(dhl)).toBe(0);
    expect(carrier.asked).toHaveLength(5);
    later(2);
    expect(await askForTracking(dhl)).toBe(1);
    expect(new Set(carrier.asked).size).toBe(5);
  });

  it('is asked for at least every six hours, and given up after ninety days', () => {
    let asked = firstAsked('dhl', known, NOON);
    let at = asked.dueAt;
    for (let times = 0; times < 30; times += 1) {
      const next = nextAsked(asked, null, at);
      if (!next) throw new Error('given up too early');
      expect(secondsBetween(at, next.dueAt)).toBeLessThanOrEqual(6 * 3600);
      [asked, at] = [next, next.dueAt];
    }
    expect(nextAsked(asked, null, plusHours(NOON, 91 * 24))).toBeNull();
  });
});
