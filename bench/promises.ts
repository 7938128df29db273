import { prepareNetwork } from '../domain/routing/prepared-network.ts';
import { AskPromise } from '../domain/routing/promise-request.ts';
import { quotePromises } from '../domain/routing/quote-promises.ts';
import { stockViewOf } from '../domain/routing/stock-view.ts';
import type { Instant } from '../domain/time.ts';
import type { BenchRow } from './bench-row.ts';
import { generateNetwork } from './generated-network.ts';

const SEED = 20260511;
const SIZE = { warehouses: 50, regions: 340, skus: 3000, orders: 12_000 };
const WARM_UP = 2_000;
/** What a vendor tells of its promise API (design section 8): calls a second, and milliseconds for one. */
const VENDOR = { callsPerSecond: 1_400, milliseconds: 250 };
const AT = '2026-03-02T02:00:00.000Z' as Instant;

/** Promises a second in one process, from the parsed call to the answer; stock lies in memory. */
export const benchPromises = async (): Promise<BenchRow[]> => {
  const { network, stock, orders } = generateNetwork(SEED, SIZE);
  const prepared = prepareNetwork(network);
  const view = stockViewOf(stock);
  const times: number[] = [];
  let options = 0;
  for (const [index, { region, lines }] of orders.entries()) {
    const started = performance.now();
    const { to: _, ...asked } = AskPromise.parse({ to: { city: region }, lines });
    const answer = quotePromises({ ...asked, region, at: AT }, prepared, view);
    if (index < WARM_UP) continue;
    times.push(performance.now() - started);
    options += 'options' in answer ? answer.options.length : 0;
  }
  times.sort((a, b) => a - b);
  const perSecond = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
  const p99 = times[Math.floor(times.length * 0.99)] as number;
  return [
    {
      name: `promise (${(options / times.length).toFixed(1)} options a call)`,
      ours: Math.round(perSecond),
      peer: VENDOR.callsPerSecond,
      peerName: "a vendor's claim, not measured",
      unit: 'calls/s',
      ratio: perSecond / VENDOR.callsPerSecond,
    },
    {
      name: 'promise, p99',
      ours: p99,
      peer: VENDOR.milliseconds,
      peerName: "a vendor's claim, not measured",
      unit: 'ms',
      ratio: VENDOR.milliseconds / p99,
    },
  ];
};
