import { LegShortPicked } from '#domain/fulfillment/events.ts';
import { recordActions } from '#domain/fulfillment/record-action.ts';
import { commandOf, ReportAction } from '#domain/fulfillment/report-action.ts';
import { at, givenLeg, NOW } from './given.ts';

const lines = [
  { lineId: '1', sku: 'TEA-100', quantity: 2 },
  { lineId: '2', sku: 'CUP-1', quantity: 5 },
];
const leg = givenLeg({ lines });
const reported = (hours: number, more: object) =>
  commandOf(ReportAction.parse({ occurredAt: at(hours), ...more }), leg, 'partner:wh-hangzhou', NOW);
const short = (hours: number, ...picked: object[]) => reported(hours, { action: 'leg.short_picked', picked });
const record = (...commands: ReturnType<typeof reported>[]) =>
  recordActions(commands, leg, [], { now: NOW, promiseAt: null });

describe('a short pick', () => {
  it('accepts the leg and says which lines have how many', () => {
    const { leg: after, facts } = record(short(1, { lineId: '2', quantity: 3 }));
    expect(after).toMatchObject({ state: 'ACCEPTED', short: [{ lineId: '2', sku: 'CUP-1', quantity: 5, picked: 3 }] });
    expect(facts.filter(({ definition }) => definition === LegShortPicked)).toHaveLength(1);
  });

  it('counts by its newest word, in any order of arrival, and is told once however often it is sent', () => {
    const [early, late] = [short(1, { lineId: '2', quantity: 3 }), short(2, { lineId: '2', quantity: 4 })];
    const forwards = record(early, late, late);
    expect(record(late, early).leg.short).toEqual(forwards.leg.short);
    expect(forwards.leg.short?.[0]?.picked).toBe(4);
    expect(forwards.facts.filter(({ definition }) => definition === LegShortPicked)).toHaveLength(2);
  });

  it('is over when it is taken back', () => {
    const first = short(1, { lineId: '2', quantity: 3 });
    const back = reported(2, { action: 'event.retracted', retracts: first.action.actionId });
    expect(record(first, back).leg.short).toBeUndefined();
  });

  it.each<[string, object[], string]>([
    ['a line the leg does not have', [{ lineId: '9', quantity: 1 }], '9 is no line of the leg'],
    ['a line that is whole', [{ lineId: '1', quantity: 2 }], 'name only lines of which there are fewer'],
    [
      'nothing of anything',
      [
        { lineId: '1', quantity: 0 },
        { lineId: '2', quantity: 0 },
      ],
      'report leg.rejected instead',
    ],
  ])('refuses %s', (_, picked, reason) => {
    expect(record(short(1, ...picked)).refused[0]?.reason).toContain(reason);
  });

  it('refuses what is said after the goods have left', () => {
    const { refused } = record(reported(1, { action: 'pickup.collected' }), short(2, { lineId: '2', quantity: 3 }));
    expect(refused[0]).toMatchObject({ code: 'ALREADY_MOVING' });
  });

  it('refuses a report without its lines', () => {
    const parsed = ReportAction.safeParse({ action: 'leg.short_picked', occurredAt: at(1) });
    expect(parsed.error?.issues[0]?.path).toEqual(['picked']);
  });
});
