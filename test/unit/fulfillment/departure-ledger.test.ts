import { jest } from '@jest/globals';
import type { HeldDeparture } from '#domain/fulfillment/held-departure.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { departureKey } from '#domain/routing/departure-room.ts';
import { fromEpochMillis, plusHours } from '#domain/time.ts';
import { countingUlids } from '../../support/given.ts';
import { TableModel } from '../../support/table-model.ts';
import { givenLeg } from './given.ts';

process.env.NETWORK_TABLE = 'network';
let tables = new TableModel();
jest.unstable_mockModule('#shared/aws.ts', () => ({
  AwsRefusal: tables.aws.AwsRefusal,
  awsJson: (...call: Parameters<typeof tables.aws.awsJson>) => tables.aws.awsJson(...call),
}));
const { departuresTaken } = await import('#shared/dynamo-departure-store.ts');
const { reserveStock, releaseStock, shipStock, exchangeStock } = await import('#shared/dynamo-stock-store.ts');
const { moveStock } = await import('#shared/move-stock.ts');
const { transact, TransactionRefused } = await import('#shared/dynamo.ts');
const { now } = await import('#shared/clock.ts');

const [SKU, NODE] = ['OL-TEA-001', 'WH-HANGZHOU'];
const ids = countingUlids();
const TUESDAY = plusHours(fromEpochMillis(Date.now()), 30);
const FRIDAY = plusHours(TUESDAY, 72);

const by = (departsAt = TUESDAY, given: Partial<HeldDeparture> = {}): HeldDeparture => ({
  lane: 'TRAIN',
  departsAt,
  grams: 8000,
  litres: 10,
  mostGrams: 20_000,
  mostSlots: 5,
  ...given,
});
const legBy = (...departures: HeldDeparture[]): Leg =>
  givenLeg({
    orderId: `ord_${ids()}` as OrderId,
    legId: `leg_${ids()}` as LegId,
    node: NODE,
    lines: [{ lineId: '1', sku: SKU, quantity: 1 }],
    departures,
  });
const takenOf = async (departsAt = TUESDAY) => (await departuresTaken(now())).get(departureKey('TRAIN', { departsAt }));

beforeEach(async () => {
  tables = new TableModel();
  const receive = { kind: 'RECEIVE' as const, node: NODE, sku: SKU, quantity: 50, ref: undefined };
  await moveStock({ commandId: ids(), moves: [receive] }, 'person:ops');
});

describe('room on a departure', () => {
  it('is held with the stock, and refused with it once it is full', async () => {
    await transact(reserveStock([legBy(by())]));
    await transact(reserveStock([legBy(by())]));
    expect(await takenOf()).toEqual({ kg: 16, m3: 0.02, slots: 2 });
    await expect(transact(reserveStock([legBy(by())]))).rejects.toThrow(TransactionRefused);
    expect(await takenOf()).toEqual({ kg: 16, m3: 0.02, slots: 2 });
    await transact(reserveStock([legBy(by(FRIDAY))]));
    expect(await takenOf(FRIDAY)).toEqual({ kg: 8, m3: 0.01, slots: 1 });
  });

  it('is never taken twice, however many take it at once', async () => {
    const container = () => legBy(by(TUESDAY, { grams: 1, mostSlots: 1 }));
    const tried = await Promise.allSettled(Array.from({ length: 8 }, () => transact(reserveStock([container()]))));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await takenOf())?.slots).toBe(1);
  });

  it('comes back with the stock, stays taken when the goods have left, and changes hands in one transaction', async () => {
    const [kept, dropped] = [legBy(by()), legBy(by())];
    await transact(reserveStock([kept]));
    await transact(reserveStock([dropped]));
    await transact(releaseStock([dropped], 'ORDER_CANCELLED'));
    expect(await takenOf()).toEqual({ kg: 8, m3: 0.01, slots: 1 });
    await transact(exchangeStock([kept], [legBy(by(FRIDAY))]));
    expect([await takenOf(), await takenOf(FRIDAY)]).toEqual([
      { kg: 0, m3: 0, slots: 0 },
      { kg: 8, m3: 0.01, slots: 1 },
    ]);
    const sent = legBy(by());
    await transact(reserveStock([sent]));
    await transact(shipStock([sent]));
    expect((await takenOf())?.slots).toBe(1);
  });
});
