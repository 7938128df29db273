import { jest } from '@jest/globals';
import fc from 'fast-check';
import type { Leg } from '#domain/fulfillment/leg.ts';
import { slotKey } from '#domain/fulfillment/node-slots.ts';
import type { StockMove } from '#domain/fulfillment/stock-command.ts';
import type { StockBuyer } from '#domain/fulfillment/stock-rules.ts';
import type { LegId, OrderId } from '#domain/id.ts';
import { countingUlids } from '../../support/given.ts';
import { TableModel } from '../../support/table-model.ts';
import { givenLeg } from './given.ts';

process.env.NETWORK_TABLE = 'network';
let tables = new TableModel();
jest.unstable_mockModule('#shared/aws.ts', () => ({
  AwsRefusal: tables.aws.AwsRefusal,
  awsJson: (...call: Parameters<typeof tables.aws.awsJson>) => tables.aws.awsJson(...call),
}));
const store = await import('#shared/dynamo-stock-store.ts');
const { checkBalance } = await import('#shared/dynamo-stock-book.ts');
const { sheetOf } = await import('#shared/dynamo-stock-sheet.ts');
const { readyAt } = await import('#shared/ready-legs.ts');
const { moveStock } = await import('#shared/move-stock.ts');
const { transact, TransactionRefused } = await import('#shared/dynamo.ts');
const { StockGone } = await import('#domain/fulfillment/allocate-stock.ts');
const { heldStock } = await import('#domain/fulfillment/kept-stock.ts');
const { usableBy } = await import('#domain/fulfillment/stock-rules.ts');
const { levelsOf } = await import('#domain/fulfillment/stock-sheet.ts');
const { availableOf } = await import('#domain/routing/network.ts');
const { now } = await import('#shared/clock.ts');

const SKU = 'OL-TEA-001';
/** One keeps its goods in lots, one in many rows, one plainly; two have room for little. */
const [LOTTED, SPREAD, PLAIN] = ['WH-HANGZHOU', 'WH-WUHAN', 'WH-CHENGDU'];
const NODES = [LOTTED, SPREAD, PLAIN] as const;
const network = {
  nodes: [
    { node: LOTTED, dailyCapacity: 4 },
    { node: SPREAD, dailyCapacity: 600, hourlyCapacity: 2 },
    { node: PLAIN, dailyCapacity: 100 },
  ],
};
/** Pieces that all but gold customers leave. */
const KEPT = 4;

const ids = countingUlids();
const command = (move: StockMove) => moveStock({ commandId: ids(), moves: [move] }, 'person:ops');
const legAt = (node: string, quantity: number, orderId = `ord_${ids()}` as OrderId): Leg =>
  givenLeg({ orderId, legId: `leg_${ids()}` as LegId, node, lines: [{ lineId: '1', sku: SKU, quantity }] });

/** As plans and overrides take stock: read, made ready, written under conditions. @returns null: not enough, or somebody was faster */
const take = async (leg: Leg, buyer: StockBuyer, back: readonly Leg[], locks: Lock[] = []): Promise<Leg | null> => {
  const holder = [...heldStock(back), ...locks];
  const { sheets, floors } = usableBy([await sheetOf(SKU)], buyer, holder);
  const level = sheets.flatMap((sheet) => levelsOf(sheet, now())).find(({ node }) => node === leg.node);
  const [quantity] = leg.lines.map((line) => line.quantity);
  if (!level || availableOf(level) < (quantity ?? 0)) return null;
  try {
    const [ready] = (await readyAt([leg.node], { sheets, network, now: now(), givenBack: back }))([leg]);
    if (!ready) throw new Error('a leg stays a leg');
    await transact(
      back.length > 0 ? store.exchangeStock(back, [ready], floors) : store.reserveStock([ready], locks, floors),
    );
    return ready;
  } catch (error) {
    if (!(error instanceof TransactionRefused) && !(error instanceof StockGone)) throw error;
    return null;
  }
};

type Lock = Awaited<ReturnType<typeof store.locksOf>>[number];
/** What orders hold, as the test knows it. */
type Held = { legs: Leg[]; readonly shipped: Leg[]; locked: OrderId[] };

const DEEDS = ['BUY', 'BUY', 'OVERRIDE', 'OVERRIDE', 'CHANGE', 'PLAN', 'LOCK', 'UNLOCK', 'RELEASE', 'SHIP'] as const;
const MOVES = ['SHORT', 'RECEIVE', 'DAMAGE', 'LAY_OUT'] as const;
type Deed = {
  readonly do: (typeof DEEDS)[number] | (typeof MOVES)[number];
  readonly of: number;
  readonly node: (typeof NODES)[number];
  readonly gold: boolean;
};
const anyDeed: fc.Arbitrary<Deed> = fc.record({
  do: fc.constantFrom(...DEEDS, ...MOVES),
  of: fc.integer({ min: 1, max: 4 }),
  node: fc.constantFrom(...NODES),
  gold: fc.boolean(),
});

const takeOut = <T>(from: T[], index: number): T | undefined => from.splice(index % Math.max(1, from.length), 1)[0];

/** Deeds of orders that have legs; each order does one thing at a time, as its version sees to. */
const withLeg = async ({ do: what, of, node }: Deed, leg: Leg, buyer: StockBuyer, held: Held): Promise<void> => {
  switch (what) {
    case 'OVERRIDE':
      held.legs.push((await take(legAt(node, of, leg.orderId), buyer, [leg])) ?? leg);
      return;
    case 'CHANGE': {
      // Its next plan wants one fewer.
      const kept = heldStock([leg]).flatMap(({ quantity, from, ...rest }) => {
        const [first] = from ?? [];
        if (quantity === 1) return [];
        const fewer = first && { ...first, quantity: first.quantity - 1 };
        const left = from && [...(fewer && fewer.quantity > 0 ? [fewer] : []), ...from.slice(1)];
        return [{ ...rest, quantity: quantity - 1, ...(left ? { from: left } : {}) }];
      });
      await transact(store.keepStock([leg], kept, 'AMENDED'));
      if (kept.length > 0) held.locked.push(leg.orderId);
      return;
    }
    case 'SHORT': {
      const [line] = leg.lines;
      if (!line || line.quantity < 2 || line.from?.some(({ lot }) => lot)) {
        held.legs.push(leg);
        return;
      }
      const [{ shard } = {}] = line.from ?? [];
      const from = line.from ? { from: [{ ...(shard ? { shard } : {}), quantity: 1 }] } : {};
      const after: Leg = { ...leg, lines: [{ ...line, quantity: 1, ...from }] };
      await transact(store.writeOffMissing(leg, after));
      held.legs.push(after);
      return;
    }
    case 'SHIP':
      await transact(store.shipStock([leg]));
      held.shipped.push(leg);
      return;
    default:
      await transact(store.releaseStock([leg], 'CANCELLED'));
  }
};

const withLock = async ({ do: what, node, of }: Deed, orderId: OrderId, buyer: StockBuyer, held: Held) => {
  const locks = await store.locksOf(orderId);
  const planned = what === 'PLAN' ? await take(legAt(node, of, orderId), buyer, [], locks) : null;
  if (planned) held.legs.push(planned);
  else if (what === 'PLAN') held.locked.push(orderId);
  else await transact(store.reserveStock([], locks));
};

const lock = async ({ node, of }: Deed, buyer: StockBuyer, held: Held): Promise<void> => {
  const leg = legAt(node, of);
  const { sheets, floors } = usableBy([await sheetOf(SKU)], buyer);
  try {
    const [ready] = (await readyAt([node], { sheets, network, now: now() }))([leg]);
    const locks = heldStock(ready ? [ready] : []);
    await transact(store.lockStock(locks, floors));
    held.locked.push(leg.orderId);
  } catch (error) {
    if (!(error instanceof TransactionRefused) && !(error instanceof StockGone)) throw error;
  }
};

const moveOf = ({ do: what, of, node }: Deed): StockMove => {
  const at = { node, sku: SKU, ...(node === LOTTED ? { lot: 'A' } : {}) };
  if (what === 'RECEIVE') return { kind: 'RECEIVE', ...at, quantity: of };
  if (what === 'DAMAGE') return { kind: 'DAMAGE', ...at, quantity: of, reason: 'broken' };
  return { kind: 'SPREAD', node: SPREAD, sku: SKU, shards: of };
};

const act = async (deed: Deed, held: Held): Promise<void> => {
  const buyer: StockBuyer = { channel: 'douyin', tier: deed.gold ? 'GOLD' : null };
  if (deed.do === 'LOCK') return lock(deed, buyer, held);
  if (deed.do === 'BUY') {
    const bought = await take(legAt(deed.node, deed.of), buyer, []);
    if (bought) held.legs.push(bought);
    return;
  }
  if (deed.do === 'PLAN' || deed.do === 'UNLOCK') {
    const orderId = takeOut(held.locked, deed.of);
    return orderId && withLock(deed, orderId, buyer, held);
  }
  if (deed.do === 'RECEIVE' || deed.do === 'DAMAGE' || deed.do === 'LAY_OUT') {
    await command(moveOf(deed)).catch((error: { status?: number }) => {
      if (error.status !== 422 && error.status !== 503) throw error;
    });
    return;
  }
  const leg = takeOut(held.legs, deed.of);
  if (leg) await withLeg(deed, leg, buyer, held);
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const free = async (): Promise<number> => sum((await sheetOf(SKU)).parts.map(({ available }) => available));

/** Balance, movements, lots and room say the same as the orders do. */
const isWell = async (held: Held): Promise<void> => {
  const { parts, lots } = await sheetOf(SKU);
  for (const { node, shard } of parts) expect((await checkBalance({ sku: SKU, node, shard }))?.differences).toEqual([]);
  const locks = (await Promise.all(held.locked.map(store.locksOf))).flat();
  const theirs = [...heldStock(held.legs), ...locks];
  for (const node of NODES) {
    const own = theirs.filter((each) => each.node === node);
    expect(sum(parts.filter((part) => part.node === node).map(({ reserved }) => reserved))).toBe(
      sum(own.map(({ quantity }) => quantity)),
    );
  }
  for (const { lot, reserved, onHand } of lots) {
    const pieces = theirs.flatMap(({ from = [] }) => from).filter((each) => each.lot === lot);
    expect(reserved).toBe(sum(pieces.map(({ quantity }) => quantity)));
    expect(reserved).toBeLessThanOrEqual(onHand);
  }
  const room = new Map<string, number>();
  for (const { node, slots = [] } of [...held.legs, ...held.shipped])
    for (const slot of slots) room.set(slotKey(node, slot), (room.get(slotKey(node, slot)) ?? 0) + 1);
  const taken = tables.rows('network', 'SLOTS#').filter((row) => row.taken !== 0);
  expect(sum(taken.map((row) => row.taken as number))).toBe(sum([...room.values()]));
  for (const { node, slots = [] } of held.legs)
    for (const slot of slots) expect(room.get(slotKey(node, slot))).toBeLessThanOrEqual(slot.of);
};

const opened = async (pauses: fc.Stream<number>): Promise<Held> => {
  tables = new TableModel(async () => {
    for (let left = pauses.next().value as number; left > 0; left -= 1) await Promise.resolve();
  });
  await command({ kind: 'RECEIVE', node: LOTTED, sku: SKU, lot: 'A', expiresAt: null, quantity: 4 });
  await command({ kind: 'RECEIVE', node: LOTTED, sku: SKU, lot: 'B', expiresAt: null, quantity: 4 });
  await command({ kind: 'RECEIVE', node: SPREAD, sku: SKU, quantity: 8 });
  await command({ kind: 'SPREAD', node: SPREAD, sku: SKU, shards: 4 });
  await command({ kind: 'RECEIVE', node: PLAIN, sku: SKU, quantity: 6 });
  await command({ kind: 'KEEP', id: 'gold', sku: SKU, tiers: ['GOLD'], quantity: KEPT });
  return { legs: [], shipped: [], locked: [] };
};

describe('whatever orders, people and warehouses do to stock', () => {
  it('side by side, the balance is the sum of its movements, and lots, rows and room are held by who says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyDeed, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 8 }),
        fc.infiniteStream(fc.nat(2)),
        async (rounds, pauses) => {
          const held = await opened(pauses);
          for (const deeds of rounds) await Promise.all(deeds.map((deed) => act(deed, held)));
          await isWell(held);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('what is kept for others stays, by whatever way somebody takes: bought, locked, planned or overridden', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyDeed, { minLength: 1, maxLength: 25 }),
        fc.infiniteStream(fc.nat(2)),
        async (deeds, pauses) => {
          const held = await opened(pauses);
          for (const deed of deeds.filter(({ do: what }) => what !== 'DAMAGE')) {
            const before = await free();
            await act(deed, held);
            if (!deed.gold) expect(await free()).toBeGreaterThanOrEqual(Math.min(KEPT, before));
          }
          await isWell(held);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('many who override at once, each for a piece more, leave what is kept for others', async () => {
    tables = new TableModel();
    const buyer: StockBuyer = { channel: 'douyin', tier: null };
    await command({ kind: 'RECEIVE', node: PLAIN, sku: SKU, quantity: 22 });
    const legs: Leg[] = [];
    for (let left = 12; left > 0; left -= 1) legs.push((await take(legAt(PLAIN, 1), buyer, [])) as Leg);
    await command({ kind: 'KEEP', id: 'gold', sku: SKU, tiers: ['GOLD'], quantity: KEPT });
    const more = await Promise.all(legs.map((leg) => take(legAt(PLAIN, 2, leg.orderId), buyer, [leg])));
    expect(more.filter((leg) => leg !== null)).toHaveLength(6);
    expect(await free()).toBe(KEPT);
  });

  it('who holds the last pieces may be planned anew with them, also when all are kept for others since', async () => {
    tables = new TableModel();
    const buyer: StockBuyer = { channel: 'douyin', tier: null };
    await command({ kind: 'RECEIVE', node: LOTTED, sku: SKU, lot: 'A', quantity: 3 });
    const leg = (await take(legAt(LOTTED, 3), buyer, [])) as Leg;
    await command({ kind: 'KEEP', id: 'gold', sku: SKU, tiers: ['GOLD'], quantity: KEPT });
    const anew = await take(legAt(LOTTED, 3, leg.orderId), buyer, [leg]);
    expect(anew?.lines[0]?.from).toEqual([{ lot: 'A', quantity: 3 }]);
    await isWell({ legs: anew ? [anew] : [], shipped: [], locked: [] });
  });
});
