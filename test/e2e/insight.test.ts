import { jest } from '@jest/globals';
import type { ForecastReport } from '../../domain/insight/forecast-report.ts';
import type { LaneStatisticsView } from '../../domain/workbench/lane-statistics-view.ts';
import type { PlannedAttempt } from '../../domain/workbench/planned-attempt.ts';
import { type LocalSystem, startLocal } from '../support/local-endpoint.ts';
import { type Shop, type Snapshot, shopOf, until } from '../support/shop.ts';

jest.setTimeout(180_000);

/** Without simulated partners: the test is the warehouse. A system of its own: it teaches its lanes. */
let system: LocalSystem;
let shop: Shop;

beforeAll(async () => {
  system = await startLocal({ own: true, simulators: false });
  shop = shopOf(system);
}, 200_000);

afterAll(() => system?.stop());

const get = async <B>(path: string): Promise<B> => {
  const { status, body } = await shop.api<B>('GET', path);
  expect(status).toBe(200);
  return body;
};

const dispatched = (id: string): Promise<Snapshot> =>
  until(`legs of ${id} to be handed out`, async () => {
    const snapshot = await shop.orderOf(id);
    return snapshot?.legs.length && snapshot.legs.every(({ state }) => state === 'DISPATCHED') ? snapshot : undefined;
  });

const report = async (legId: string, action: string): Promise<void> => {
  const { status } = await shop.api('POST', `/legs/${legId}/actions`, {
    action,
    occurredAt: new Date().toISOString(),
  });
  expect(status).toBe(200);
};

type PlannedLeg = { readonly lane: string; readonly planned: { readonly from: string; readonly etaAt: string } };

/** Hours the plan gave each lane. */
const hoursByLane = ({ legs }: Snapshot): Map<string, number> =>
  new Map(
    (legs as unknown as readonly PlannedLeg[]).map(({ lane, planned: { from, etaAt } }) => [
      lane,
      (Date.parse(etaAt) - Date.parse(from)) / 3_600_000,
    ]),
  );

let firstHours = new Map<string, number>();

describe('a delivered order', () => {
  it('teaches its lanes, and tells how the chance its plan gave turned out', async () => {
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    expect((await shop.push('shopify', message)).status).toBe(200);
    const snapshot = await dispatched(message.orderId);
    const { order, legs } = snapshot;
    firstHours = hoursByLane(snapshot);
    const before = await get<{ attempts: PlannedAttempt[] }>(`/orders/${order.orderId}/plans`);
    expect(before.attempts.at(-1)).toMatchObject({ outcome: null, deadlineHours: expect.any(Number) });
    for (const { legId } of legs)
      for (const action of ['leg.accepted', 'pickup.collected', 'delivery.signed']) await report(legId, action);

    const forecasts = await until('the outcome to be recorded', async () => {
      const found = await get<ForecastReport>('/insight/forecasts');
      return found.plans > 0 && found;
    });
    expect(forecasts.legs).toEqual({ completed: legs.length, byP50: 1, byP90: 1 });
    expect(forecasts.scores?.onTimeShare).toBe(1);
    const { attempts } = await get<{ attempts: PlannedAttempt[] }>(`/orders/${order.orderId}/plans`);
    expect(attempts.at(-1)?.outcome).toMatchObject({ onTime: true, replaced: false });
    expect(attempts.at(-1)?.outcome?.successProbability).toBeCloseTo(forecasts.scores?.meanForetold as number, 9);

    const learnt = await until('the lanes to be learnt', async () => {
      await shop.invoke('routing/fit-lanes');
      const found = await get<LaneStatisticsView>('/network/lane-statistics');
      return found.legs >= legs.length && found;
    });
    const own = learnt.lanes.filter(({ records }) => records > 0);
    expect(own.length).toBeGreaterThan(0);
    for (const { mu, seeded, medianHours, seededMedianHours } of own) {
      expect(mu).toBeLessThan(seeded.mu);
      expect(medianHours).toBeLessThan(seededMedianHours);
    }
    expect(learnt.versions.map(({ version }) => version)).toContain(learnt.version);
    const { laneStatistics } = await get<ForecastReport>('/insight/forecasts');
    expect(laneStatistics?.version).toBe(learnt.version);
  });

  it('plans the next order by what the lanes have shown', async () => {
    // Planned by a warm function, too, once it has looked at the pointer again.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    const message = shop.message('shopify', 'order-paid', shop.nextNumber());
    expect((await shop.push('shopify', message)).status).toBe(200);
    const hours = [...hoursByLane(await dispatched(message.orderId))].filter(([lane]) => firstHours.has(lane));
    expect(hours.length).toBeGreaterThan(0);
    for (const [lane, now] of hours) expect(now).toBeLessThan((firstHours.get(lane) as number) - 0.5);
  });
});
