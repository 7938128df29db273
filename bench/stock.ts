import type { Leg } from '../domain/fulfillment/leg.ts';
import type { LegId, OrderId, PlanId } from '../domain/id.ts';
import { fromIso } from '../domain/time.ts';
import { startLocal } from '../test/support/local-endpoint.ts';
import type { BenchRow } from './bench-row.ts';

const [BUYERS, PIECES, AT_ONCE] = [1_000, 100, 32];
const SHARDS = 16;
const NODE = 'WH-BENCH';

type Ledger = Awaited<ReturnType<typeof ledgerAt>>;

/** The functions' own stores, pointed at the local endpoint. */
const ledgerAt = async (endpoint: string, region: string, table: string) => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NETWORK_TABLE: table,
  });
  const [store, sheets, dynamo, allocate, moves, clock, levels] = await Promise.all([
    import('../functions/shared/dynamo-stock-store.ts'),
    import('../functions/shared/dynamo-stock-sheet.ts'),
    import('../functions/shared/dynamo.ts'),
    import('../domain/fulfillment/allocate-stock.ts'),
    import('../functions/shared/move-stock.ts'),
    import('../functions/shared/clock.ts'),
    import('../domain/fulfillment/stock-sheet.ts'),
  ]);
  return { ...store, ...sheets, ...dynamo, ...allocate, ...moves, ...clock, ...levels };
};

const legOf = (sku: string, { nextUlid, now }: Ledger): Leg => ({
  legId: `leg_${nextUlid()}` as LegId,
  orderId: `ord_${nextUlid()}` as OrderId,
  planId: `pln_${nextUlid()}` as PlanId,
  state: null,
  since: now(),
  node: NODE,
  lane: 'bench',
  carrier: 'bench',
  mode: 'ROAD',
  lines: [{ lineId: '1', sku, quantity: 1 }],
  costMinor: 0,
  etaAt: fromIso('2026-06-01T00:00:00Z'),
  etaLatestAt: fromIso('2026-06-01T00:00:00Z'),
  acceptBy: null,
  waybill: null,
  stock: 'HELD',
  progress: 'created',
  endReason: null,
});

/** Reads, says where from, writes under conditions; again when somebody was faster. @returns whether it got a piece */
const buy = async (sku: string, ledger: Ledger): Promise<boolean> => {
  for (;;) {
    const sheet = await ledger.sheetOf(sku);
    const free = ledger.levelsOf(sheet, ledger.now()).reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);
    if (free <= 0) return false;
    try {
      const legs = ledger.allocateLegs([legOf(sku, ledger)], ledger.allocation([sheet], ledger.now(), ledger.jitter));
      await ledger.transact(ledger.reserveStock(legs));
      return true;
    } catch (error) {
      if (!(error instanceof ledger.TransactionRefused) && !(error instanceof ledger.StockGone)) throw error;
    }
  }
};

/** One sale from start to sold out. @returns buyers answered a second, and how many pieces were sold */
const sale = async (ledger: Ledger, shards: number): Promise<{ perSecond: number; sold: number }> => {
  const sku = `BENCH-${ledger.nextUlid()}`;
  const command = (moves: Parameters<Ledger['moveStock']>[0]['moves']) =>
    ledger.moveStock({ commandId: ledger.nextUlid(), moves }, 'bench');
  await command([{ kind: 'RECEIVE', node: NODE, sku, quantity: PIECES }]);
  if (shards > 1) await command([{ kind: 'SPREAD', node: NODE, sku, shards }]);
  let [waiting, sold] = [BUYERS, 0];
  const started = performance.now();
  const till = async (): Promise<void> => {
    for (; waiting > 0; ) {
      waiting -= 1;
      if (await buy(sku, ledger)) sold += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, till));
  return { perSecond: (BUYERS * 1_000) / (performance.now() - started), sold };
};

const ROUNDS = 3;
const median = (numbers: number[]): number => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

/** A flash sale on the local endpoint: 1,000 buyers of 100 pieces. The peer is the same SKU in one row. */
export const benchStock = async (): Promise<BenchRow[]> => {
  const system = await startLocal({ own: true, simulators: false });
  try {
    const ledger = await ledgerAt(system.endpoint, system.state.region, system.state.tables.network);
    const rates: { spread: number[]; single: number[] } = { spread: [], single: [] };
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [rate, shards] of [
        [rates.single, 1],
        [rates.spread, SHARDS],
      ] as const) {
        const { perSecond, sold } = await sale(ledger, shards);
        if (sold !== PIECES) throw new Error(`${sold} of ${PIECES} pieces were sold`);
        rate.push(perSecond);
      }
    const [ours, peer] = [median(rates.spread), median(rates.single)];
    return [
      {
        name: `flash sale, ${BUYERS} buyers of ${PIECES} pieces, ${AT_ONCE} at once`,
        ours: Math.round(ours),
        peer: Math.round(peer),
        peerName: `the same in one row instead of ${SHARDS}`,
        unit: 'buyers/s',
        ratio: ours / peer,
      },
    ];
  } finally {
    await system.stop();
  }
};
