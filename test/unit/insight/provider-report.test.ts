import type { BusEvent } from '#domain/event.ts';
import { legOutcomeOf } from '#domain/insight/leg-outcome.ts';
import { providerPage } from '#domain/insight/provider-page.ts';
import { ProviderReport, providerReport, wilson } from '#domain/insight/provider-report.ts';
import { at, given, givenLeg, legId, T0 } from '../fulfillment/given.ts';

const planned = { from: T0, etaAt: at(40), etaLatestAt: at(60) };
const location = { name: '成都武侯营业点', code: 'CD-028', lonLat: null };
const told = (type: string, data: object) =>
  ({ type, detail: { data: { legId, responsible: 'ZTO', ...data } } }) as BusEvent;
const outcome = (hours: number, patch: object = {}, events: BusEvent[] = []) => {
  const leg = givenLeg({ state: 'COMPLETED', since: at(hours), planned, ...patch });
  const actions = [given('leg.accepted', 1.5), given('delivery.signed', hours, { location })];
  const found = legOutcomeOf(leg, actions, events, null);
  if (!found) throw new Error('an ended leg has an outcome');
  return found;
};
const span = { from: '2026-05-01', to: '2026-05-30' };

describe('how a leg speaks of its providers', () => {
  it('tells on time by the plan’s P90 where nothing was promised, acceptance, outlet, silences and missed steps', () => {
    const events = [
      told('SlaAtRisk', { step: 'NEXT_SCAN', silence: { since: at(3), hours: 24 } }),
      told('SlaBreached', { step: 'HAND_OVER' }),
    ];
    expect(outcome(50, {}, events)).toMatchObject({
      onTime: true,
      acceptHours: 1.5,
      outlet: 'CD-028',
      silences: 1,
      breaches: ['HAND_OVER'],
      claim: null,
    });
    expect(outcome(61).onTime).toBe(false);
  });

  it('tells nothing of a leg under way', () => {
    expect(legOutcomeOf(givenLeg({ state: 'IN_PROGRESS', planned }), [], [], null)).toBeNull();
  });
});

describe('scorecards', () => {
  const late = Array.from({ length: 8 }, () => outcome(70));
  const good = Array.from({ length: 12 }, () => outcome(50, { carrier: 'SF' }));
  const report = providerReport([...late, ...good, outcome(5, { state: 'REJECTED', carrier: 'SF' })], span);
  const card = (kind: string, id: string) => report.providers.find((each) => each.kind === kind && each.id === id);

  it('are of carriers, outlets with their firm, nodes and lanes, the worst first', () => {
    expect(report.providers.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'CARRIER ZTO',
      'CARRIER SF',
      'OUTLET ZTO/CD-028',
      'OUTLET SF/CD-028',
      'NODE wh-hangzhou',
      'LANE hangzhou-chengdu',
    ]);
    expect(card('CARRIER', 'ZTO')?.onTime?.share).toBe(0);
    expect(card('CARRIER', 'SF')).toMatchObject({
      legs: 13,
      completed: 12,
      refused: 1,
      acceptHours: 1.5,
      costMinor: 820,
    });
  });

  it('say how far the share may be off: few legs say little', () => {
    const [few, many] = [wilson(3, 4), wilson(300, 400)];
    expect(few.to - few.from).toBeGreaterThan(5 * (many.to - many.from));
    expect(wilson(4, 4).from).toBeLessThan(0.6);
    expect(wilson(0, 4).from).toBe(0);
  });

  it('are what their contract says, and a page that needs nothing else', () => {
    expect(ProviderReport.safeParse(report).error).toBeUndefined();
    const page = providerPage(providerReport([outcome(50, { carrier: '<b>' })], span));
    expect(page).toContain('100.0 %');
    expect(page).not.toContain('<b>');
    expect(page).not.toMatch(/<script|src=/);
  });
});
