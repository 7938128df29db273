import { jest } from '@jest/globals';
import fc from 'fast-check';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { StockMove } from '#domain/fulfillment/stock-command.ts';
import type { StockBuyer } from '#domain/fulfillment/stock-rules.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import type { Instant } from '#domain/time.ts';
import { countingUlids } from '../../support/given.ts';
import { TableModel } from '../../support/table-model.ts';
import { givenLeg } from './given.ts';

process.env.NETWORK_TABLE = 'network';
let tables = new TableModel();
jest.unstable_mockModule('#shared/aws.ts', () => ({
  AwsRefusal: tables.aws.AwsRefusal,
  awsJson: (...call: Parameters<typeof tables.aws.awsJson>) => tables.aws.awsJson(...call),
}));
const { reserveStock, releaseStock, shipStock, lockStock, locksOf } = await import('#shared/dynamo-stock-store.ts');
const { checkBalance, moved } = await import('#shared/dynamo-stock-book.ts');
const { sheetOf } = await import('#shared/dynamo-stock-sheet.ts');
const { moveStock } = await import('#shared/move-stock.ts');
const { transact, TransactionRefused } = await import('#shared/dynamo.ts');
const { countingAs } = await import('#domain/fulfillment/move-stock.ts');
const { allocateLegs, allocation, StockGone } = await import('#domain/fulfillment/allocate-stock.ts');
const { levelsOf } = await import('#domain/fulfillment/stock-sheet.ts');
const { asSoldTo, floorsOf, promiseOn } = await import('#domain/fulfillment/stock-rules.ts');
const { availableOf } = await import('#domain/routing/network.ts');
const { now } = await import('#shared/clock.ts');

const [SKU, NODE] = ['OL-TEA-001', 'WH-HANGZHOU'];
const SOMEBODY: StockBuyer = { channel: 'douyin', tier: null };
const ids = countingUlids();
const orderId = () => `ord_${ids()}` as OrderId;

const command = (moves: readonly StockMove[], commandId = ids()) =>
  moveStock({ commandId, moves: [...moves] }, 'person:ops');
const receive = (quantity: number, more: object = {}): StockMove =>
  ({ kind: 'RECEIVE', node: NODE, sku: SKU, quantity, ...more }) as StockMove;
const legOf = (quantity: number): Leg =>
  givenLeg({
    orderId: orderId(),
    legId: `leg_${ids()}` as LegId,
    node: NODE,
    lines: [{ lineId: '1', sku: SKU, quantity }],
  });

/** A buyer, as the planner buys: reads, says where from, writes under conditions, and reads again when somebody was faster. */
const buy = async (quantity = 1, draw = Math.random, buyer: StockBuyer = SOMEBODY): Promise<Leg | null> => {
  const asked = legOf(quantity);
  for (;;) {
    const found = await sheetOf(SKU);
    const floors = floorsOf(found, buyer);
    const sheet = asSoldTo(found, floors);
    const [level] = levelsOf(sheet, now());
    if (!level || availableOf(level) < quantity) return null;
    try {
      const [leg] = allocateLegs([asked], allocation([sheet], now(), draw));
      if (!leg) throw new Error('a leg stays a leg');
      await transact(reserveStock([leg], [], floors));
      return leg;
    } catch (error) {
      if (!(error instanceof TransactionRefused) && !(error instanceof StockGone)) throw error;
    }
  }
};

const isWell = async (): Promise<void> => {
  for (const { shard } of (await sheetOf(SKU)).parts) {
    const checked = await checkBalance({ sku: SKU, node: NODE, shard });
    expect(checked?.differences).toEqual([]);
  }
};
const levelNow = async () => {
  const [level] = levelsOf(await sheetOf(SKU), now());
  return level;
};

beforeEach(() => {
  tables = new TableModel();
});

describe('the ledger', () => {
  it('writes with every change the movement that says who and why, and both add up', async () => {
    await command([receive(10, { ref: undefined })]);
    const kept = await buy(3);
    const sent = await buy(2);
    const dropped = await buy(4);
    expect(await buy(2)).toBeNull();
    if (!kept || !sent || !dropped) throw new Error('there was enough');
    await transact(shipStock([sent]));
    await transact(releaseStock([dropped], 'ORDER_CANCELLED'));
    await command([{ kind: 'DAMAGE', node: NODE, sku: SKU, quantity: 1, reason: 'wet' }]);
    expect(await levelNow()).toEqual({ sku: SKU, node: NODE, onHand: 7, reserved: 3, safety: 0 });
    const checked = await checkBalance({ sku: SKU, node: NODE });
    expect(checked?.movements.map(({ kind, onHand, reserved }) => [kind, onHand, reserved])).toEqual([
      ['RECEIVED', 10, 0],
      ['RESERVED', 0, 3],
      ['RESERVED', 0, 2],
      ['RESERVED', 0, 4],
      ['SHIPPED', -2, -2],
      ['RELEASED', 0, -4],
      ['DAMAGED', -1, 0],
    ]);
    expect(checked?.movements.map(({ by, reason }) => [by, reason]).slice(-2)).toEqual([
      ['system', 'ORDER_CANCELLED'],
      ['person:ops', 'wet'],
    ]);
    expect(Object.values(checked?.book.held ?? {})).toEqual([
      { orderId: kept.orderId, legId: kept.legId, quantity: 3 },
    ]);
    await isWell();
  });

  it('gives back once, and only what is held', async () => {
    await command([receive(5)]);
    const leg = await buy(2);
    if (!leg) throw new Error('there was enough');
    await transact(releaseStock([leg]));
    await expect(transact(releaseStock([leg]))).rejects.toThrow(TransactionRefused);
    await expect(transact(shipStock([leg]))).rejects.toThrow(TransactionRefused);
    expect(await levelNow()).toMatchObject({ onHand: 5, reserved: 0 });
    await isWell();
  });

  it('hands what was locked for an order to its legs, and gives back what they do not need', async () => {
    await command([receive(10)]);
    const leg = legOf(3);
    await transact(lockStock([{ orderId: leg.orderId, sku: SKU, node: NODE, quantity: 5 }]));
    expect(await levelNow()).toMatchObject({ reserved: 5 });
    const locks = await locksOf(leg.orderId);
    await transact(reserveStock([leg], locks));
    expect(await levelNow()).toMatchObject({ reserved: 3 });
    await expect(transact(reserveStock([], locks))).rejects.toThrow(TransactionRefused);
    await isWell();
  });

  it('keeps stock again for whom it was kept before, until the time that is said', async () => {
    await command([receive(10)]);
    const id = orderId();
    const until = '2999-01-01T00:00:00.000Z' as Instant;
    const lock = { orderId: id, sku: SKU, node: NODE, quantity: 5 };
    await transact(lockStock([lock]));
    await expect(transact(lockStock([lock]))).rejects.toThrow(TransactionRefused);
    await transact(reserveStock([], await locksOf(id)));
    await transact(lockStock([{ ...lock, until }]));
    expect(await locksOf(id)).toEqual([{ ...lock, until }]);
    expect(await levelNow()).toMatchObject({ reserved: 5 });
    await isWell();
  });

  it('shows a balance that was changed past it', async () => {
    await command([receive(10)]);
    const [row] = tables.rows('network', `STOCK#${SKU}`);
    tables.give('network', { ...row, onHand: 25, available: 25 });
    expect((await checkBalance({ sku: SKU, node: NODE }))?.differences.map(({ what }) => what)).toEqual([
      'onHand',
      'available',
    ]);
  });
});

describe('a command', () => {
  it('told twice moves once, and its id is no other command’s', async () => {
    const once = await command([receive(10)], 'po-1');
    expect(once.duplicate).toBe(false);
    expect(await command([receive(10)], 'po-1')).toEqual({ ...once, duplicate: true });
    await expect(command([receive(11)], 'po-1')).rejects.toMatchObject({ status: 409 });
    expect(await levelNow()).toMatchObject({ onHand: 10 });
  });

  it('sent many times at once moves once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => command([receive(10)], 'po-2')));
    expect(await levelNow()).toMatchObject({ onHand: 10 });
    await isWell();
  });

  it('is done whole or not at all', async () => {
    await command([receive(10)]);
    const moves: StockMove[] = [
      { kind: 'ADJUST', node: NODE, sku: SKU, quantity: 5, reason: 'found' },
      { kind: 'TRANSFER', from: 'WH-WUHAN', to: 'WH-CHENGDU', sku: SKU, quantity: 1 },
    ];
    await expect(command(moves)).rejects.toMatchObject({
      status: 422,
      message: 'moves.1.quantity: WH-WUHAN has 0 of OL-TEA-001 that are free',
    });
    expect(await levelNow()).toMatchObject({ onHand: 10 });
  });

  it('moves free pieces to another node, at once or as expected there', async () => {
    await command([receive(10)]);
    await command([{ kind: 'TRANSFER', from: NODE, to: 'WH-WUHAN', sku: SKU, quantity: 4 }]);
    const arrivesAt = now();
    await command([{ kind: 'TRANSFER', from: NODE, to: 'WH-WUHAN', sku: SKU, quantity: 3, arrivesAt }], 'T1');
    const { parts, expected } = await sheetOf(SKU);
    expect(parts.map(({ node, onHand }) => [node, onHand])).toEqual([
      [NODE, 3],
      ['WH-WUHAN', 4],
    ]);
    expect(expected).toEqual([{ node: 'WH-WUHAN', sku: SKU, ref: 'transfer T1', quantity: 3, at: arrivesAt }]);
    await command([{ kind: 'RECEIVE', node: 'WH-WUHAN', sku: SKU, quantity: 3, ref: 'transfer T1' }]);
    expect((await sheetOf(SKU)).expected).toMatchObject([{ quantity: 0 }]);
    expect((await checkBalance({ sku: SKU, node: 'WH-WUHAN' }))?.book).toMatchObject({ onHand: 7, expected: 0 });
  });

  it('refuses to move more than is free, and to receive what nobody expects', async () => {
    await command([receive(10)]);
    await buy(8);
    await expect(
      command([{ kind: 'TRANSFER', from: NODE, to: 'WH-WUHAN', sku: SKU, quantity: 3 }]),
    ).rejects.toMatchObject({ status: 422 });
    await expect(command([receive(3, { ref: 'PO-9' })])).rejects.toMatchObject({
      message: 'moves.0.ref: WH-HANGZHOU expects nothing under PO-9',
    });
  });
});

describe('lots', () => {
  const lot = (name: string, expiresAt: string | null, quantity: number): StockMove =>
    receive(quantity, { lot: name, expiresAt });
  const SOON = '2999-01-01T00:00:00.000Z';
  const LATER = '2999-06-01T00:00:00.000Z';
  const OVER = '2020-01-01T00:00:00.000Z';

  it('are sold first expired first out, never once they are over, and the leg names them', async () => {
    await command([lot('B', LATER, 5)]);
    await command([lot('A', SOON, 3)]);
    await command([lot('OLD', OVER, 9)]);
    const leg = await buy(4);
    expect(leg?.lines[0]?.from).toEqual([
      { lot: 'A', quantity: 3 },
      { lot: 'B', quantity: 1 },
    ]);
    expect(await buy(5)).toBeNull();
    expect((await buy(4))?.lines[0]?.from).toEqual([{ lot: 'B', quantity: 4 }]);
    await isWell();
  });

  it('may begin where nothing is left after a count', async () => {
    await command([receive(6)]);
    const [sheet] = [await sheetOf(SKU)];
    const counted = countingAs(sheet, NODE, 0, { by: 'system', command: null });
    await transact(counted.flatMap(({ mayFallShort: _short, ...change }) => moved(change, { mayFallShort: true })));
    await command([lot('B', LATER, 3)]);
    await command([lot('A', SOON, 1)]);
    expect((await buy(2))?.lines[0]?.from).toEqual([
      { lot: 'A', quantity: 1 },
      { lot: 'B', quantity: 1 },
    ]);
    await isWell();
  });

  it('get back what was taken from them, and lose what was sent', async () => {
    await command([lot('A', SOON, 3)]);
    await command([lot('B', LATER, 5)]);
    const [first, second] = [await buy(4), await buy(2)];
    if (!first || !second) throw new Error('there was enough');
    await transact(releaseStock([first]));
    await transact(shipStock([second]));
    expect((await sheetOf(SKU)).lots.map(({ lot: name, onHand, reserved }) => [name, onHand, reserved])).toEqual([
      ['A', 3, 0],
      ['B', 3, 0],
    ]);
    await isWell();
  });

  it('take up pieces that were there before without one, to be sold last', async () => {
    await command([receive(6)]);
    await command([lot('A', SOON, 2)]);
    expect((await buy(3))?.lines[0]?.from).toEqual([
      { lot: 'A', quantity: 2 },
      { lot: 'UNDATED', quantity: 1 },
    ]);
    await expect(command([receive(1)])).rejects.toMatchObject({
      message: 'moves.0.lot: WH-HANGZHOU keeps OL-TEA-001 in lots; name the one',
    });
    await isWell();
  });
});

describe('pieces kept back', () => {
  const selling = (buyer: StockBuyer) => Promise.all(Array.from({ length: 12 }, () => buy(1, Math.random, buyer)));
  const sold = (legs: readonly (Leg | null)[]): number => legs.filter((leg) => leg !== null).length;

  it('as a channel’s buffer: it sells only what is above, to however many at once; others sell the rest', async () => {
    await command([receive(10), { kind: 'BUFFER', sku: SKU, channel: 'douyin', quantity: 4 }]);
    expect(sold(await selling(SOMEBODY))).toBe(6);
    expect(sold(await selling({ channel: 'jd', tier: null }))).toBe(4);
    await isWell();
  });

  it('for a tier of customers: others buy what is above, from many rows as from one', async () => {
    await command([receive(10), { kind: 'KEEP', id: 'vip', sku: SKU, tiers: ['GOLD'], quantity: 3 }]);
    await command([{ kind: 'SPREAD', node: NODE, sku: SKU, shards: 4 }]);
    expect(sold(await selling(SOMEBODY))).toBe(7);
    expect(sold(await selling({ channel: 'douyin', tier: 'GOLD' }))).toBe(3);
    await isWell();
  });

  it('are for everybody again when nobody keeps them', async () => {
    await command([receive(10), { kind: 'KEEP', id: 'vip', sku: SKU, channels: ['jd'], quantity: 10 }]);
    expect(await buy()).toBeNull();
    await command([{ kind: 'KEEP', id: 'vip', sku: SKU, channels: ['jd'], quantity: 0 }]);
    expect(await buy()).not.toBeNull();
  });

  it('are not promised on the channel, and what is expected is, from its day on', async () => {
    const [SOON, LATER] = ['2999-01-01T00:00:00.000Z', '2999-02-01T00:00:00.000Z'] as Instant[];
    const expecting = (ref: string, quantity: number, when = SOON): StockMove =>
      ({ kind: 'EXPECT', node: NODE, sku: SKU, ref, quantity, at: when }) as StockMove;
    await command([receive(10), { kind: 'BUFFER', sku: SKU, channel: 'douyin', quantity: 4 }]);
    await command([expecting('PO-2', 30, LATER)]);
    await command([expecting('PO-1', 20)]);
    await buy(5);
    expect(promiseOn(await sheetOf(SKU), 'douyin', 2, now())).toEqual({
      sku: SKU,
      channel: 'douyin',
      now: 0,
      later: [
        { at: SOON, quantity: 19 },
        { at: LATER, quantity: 49 },
      ],
    });
    expect(promiseOn(await sheetOf(SKU), 'jd', 0, now())).toMatchObject({ now: 5 });
  });
});

describe('a flash sale', () => {
  const BUYERS = 1_000;
  const PIECES = 100;

  const sale = async (shards: number): Promise<number> => {
    let turn = 0;
    // Every call lets others run, in an order of its own.
    tables = new TableModel(() => {
      turn = (turn * 1_103_515_245 + 12_345) % 2_147_483_648;
      return turn % 3 === 0 ? Promise.resolve().then(() => undefined) : Promise.resolve();
    });
    await command([receive(PIECES)]);
    if (shards > 1) await command([{ kind: 'SPREAD', node: NODE, sku: SKU, shards }]);
    const bought = await Promise.all(Array.from({ length: BUYERS }, () => buy()));
    return bought.filter((leg) => leg !== null).length;
  };

  it('of 100 pieces sells 100 to 1,000 buyers at once, from one row and from many', async () => {
    for (const shards of [1, 8]) {
      expect(await sale(shards)).toBe(PIECES);
      expect(await levelNow()).toMatchObject({ onHand: PIECES, reserved: PIECES });
      await isWell();
    }
  });

  it('goes on where one row is empty: a buyer takes from what others have', async () => {
    await command([receive(10)]);
    await command([{ kind: 'SPREAD', node: NODE, sku: SKU, shards: 8 }]);
    const leg = await buy(7);
    expect(leg?.lines[0]?.from?.length).toBeGreaterThan(3);
    expect(await buy(3)).not.toBeNull();
    expect(await buy(1)).toBeNull();
    if (leg) await transact(releaseStock([leg]));
    expect(await buy(7)).not.toBeNull();
    await isWell();
  });

  it('is gathered into one row again, with what is reserved staying where it is held', async () => {
    await command([receive(20)]);
    await command([{ kind: 'SPREAD', node: NODE, sku: SKU, shards: 5 }]);
    const leg = await buy(3);
    await command([{ kind: 'SPREAD', node: NODE, sku: SKU, shards: 1 }]);
    expect((await sheetOf(SKU)).parts.map(({ available }) => available)).toEqual([17, 0, 0, 0, 0]);
    if (leg) await transact(shipStock([leg]));
    expect(await levelNow()).toMatchObject({ onHand: 17, reserved: 0 });
    await isWell();
  });
});

type Deed = { readonly do: 'BUY' | 'RELEASE' | 'SHIP' | 'RECEIVE' | 'DAMAGE' | 'SPREAD'; readonly of: number };

const anyDeed: fc.Arbitrary<Deed> = fc.record({
  do: fc.constantFrom('BUY', 'BUY', 'RELEASE', 'SHIP', 'RECEIVE', 'DAMAGE', 'SPREAD'),
  of: fc.integer({ min: 1, max: 6 }),
});

/** @returns how many pieces there are more or fewer since */
const carryOut = async ({ do: what, of }: Deed, held: Leg[]): Promise<number> => {
  if (what === 'BUY') {
    const leg = await buy(of, () => (of % 4) / 4);
    if (leg) held.push(leg);
    return 0;
  }
  if (what === 'RELEASE' || what === 'SHIP') {
    const [leg] = held.splice(of % Math.max(1, held.length), 1);
    if (leg) await transact(what === 'SHIP' ? shipStock([leg]) : releaseStock([leg]));
    return what === 'SHIP' ? -(leg?.lines[0]?.quantity ?? 0) : 0;
  }
  const move: Readonly<Record<string, StockMove>> = {
    RECEIVE: receive(of),
    DAMAGE: { kind: 'DAMAGE', node: NODE, sku: SKU, quantity: of, reason: 'broken' },
    SPREAD: { kind: 'SPREAD', node: NODE, sku: SKU, shards: of },
  };
  const done = await command([move[what] as StockMove]).catch((error: { status?: number }) => {
    // Not enough, or moved each time: nothing was done.
    if (error.status !== 422 && error.status !== 503) throw error;
    return { movements: [] };
  });
  return done.movements.reduce((sum, { onHand }) => sum + onHand, 0);
};

describe('whatever happens side by side', () => {
  it('no piece is sold twice, none is lost, and the books agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyDeed, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat(2)),
        async (rounds, pauses) => {
          tables = new TableModel(async () => {
            for (let left = pauses.next().value as number; left > 0; left -= 1) await Promise.resolve();
          });
          await command([receive(12)]);
          const held: Leg[] = [];
          let pieces = 12;
          for (const deeds of rounds)
            for (const more of await Promise.all(deeds.map((deed) => carryOut(deed, held)))) pieces += more;
          const level = await levelNow();
          expect(level?.reserved).toBe(held.reduce((sum, { lines }) => sum + (lines[0]?.quantity ?? 0), 0));
          expect(level?.onHand).toBe(pieces);
          await isWell();
        },
      ),
      { numRuns: 60 },
    );
  });
});
