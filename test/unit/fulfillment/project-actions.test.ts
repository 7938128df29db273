import type { ActionName } from '#domain/fulfillment/action.ts';
import { ACTION_NAMES, factsOf, PROGRESS_LANES } from '#domain/fulfillment/action.ts';
import { effectiveActions, progressOf, projectLeg } from '#domain/fulfillment/project-actions.ts';
import { given } from './given.ts';

const progress = (...story: [ActionName, number][]) =>
  progressOf(effectiveActions(story.map(([name, hours]) => given(name, hours))));

describe('the vocabulary', () => {
  it('has 47 actions of a shipment, 8 of a visit, 8 of a leg and 3 about other reports; answers to a recall move nothing either', () => {
    expect(ACTION_NAMES).toHaveLength(66);
    expect(ACTION_NAMES.filter((name) => name.startsWith('leg.'))).toHaveLength(8);
    expect(ACTION_NAMES.filter((name) => factsOf(name).lane === 'meta')).toHaveLength(5);
  });

  it('ends with six facts about a shipment', () => {
    const terminal = ACTION_NAMES.filter((name) => factsOf(name).terminal && !/^(leg|service)\./.test(name));
    expect(terminal.sort()).toEqual(
      [
        'delivery.signed',
        'delivery.signed_by_proxy',
        'exception.lost',
        'return.received',
        'shipment.cancelled',
        'shipment.disposed',
      ].sort(),
    );
  });

  it('places every action in a known lane', () => {
    for (const name of ACTION_NAMES) expect(PROGRESS_LANES).toContain(factsOf(name).lane);
  });
});

describe('progress', () => {
  it.each<[string, [ActionName, number][], string]>([
    ['a label is not a movement', [['label.issued', 1]], 'created'],
    [
      'scans on the way back to a hub do not undo an attempt',
      [
        ['delivery.failed', 20],
        ['hub.arrived', 22],
      ],
      'attempted',
    ],
    [
      'the next round replaces the failed attempt',
      [
        ['delivery.failed', 20],
        ['delivery.out', 44],
      ],
      'out',
    ],
    [
      'a movement clears what blocked',
      [
        ['customs.held', 9],
        ['customs.released', 12],
      ],
      'moving',
    ],
    [
      'what blocks after the last movement blocks',
      [
        ['hub.arrived', 9],
        ['exception.damaged', 12],
      ],
      'blocked',
    ],
    [
      'movement after the turn is return movement',
      [
        ['return.initiated', 20],
        ['hub.departed', 25],
      ],
      'returning',
    ],
    [
      'a signature stands against later scans',
      [
        ['delivery.signed', 20],
        ['hub.arrived', 25],
      ],
      'delivered',
    ],
    [
      'a return reopens a delivery',
      [
        ['delivery.signed', 20],
        ['return.initiated', 90],
      ],
      'returning',
    ],
    [
      'a claim reopens a delivery',
      [
        ['delivery.signed', 20],
        ['exception.damaged', 30],
      ],
      'blocked',
    ],
    [
      'a delay without any scan is no movement',
      [
        ['shipment.created', 1],
        ['exception.delayed', 70],
      ],
      'created',
    ],
  ])('%s', (_, story, expected) => {
    expect(progress(...story)).toBe(expected);
    expect(progress(...[...story].reverse())).toBe(expected);
  });

  it('forgets what the carrier took back', () => {
    const signed = given('delivery.signed', 30);
    const back = given('event.retracted', 31, { retracts: signed.actionId });
    const story = [given('delivery.out', 29), signed, back];
    expect(projectLeg(story)).toMatchObject({ state: 'IN_PROGRESS', progress: 'out' });
    expect(projectLeg([back, ...story.slice(0, 2)])).toEqual(projectLeg(story));
  });
});

describe('a source that numbers no events', () => {
  const ems = (action: ActionName, hours: number, sourceCode: string, retractsCodes?: string[]) =>
    given(action, hours, { source: 'carrier:ems', sourceCode, ...(retractsCodes && { retractsCodes }) });
  const out = ems('delivery.out', 1, '702');
  const signed = ems('delivery.signed', 2, '704/10');
  const undone = ems('event.retracted', 3, '743', ['704']);

  it('takes back its latest report with the code, in whatever order both arrive', () => {
    for (const story of [
      [out, signed, undone],
      [undone, signed, out],
      [signed, undone, out],
    ])
      expect(projectLeg(story)).toMatchObject({ state: 'IN_PROGRESS', progress: 'out' });
  });

  it('takes back one report with one retraction, and none that came later or from elsewhere', () => {
    const again = ems('delivery.signed', 5, '704');
    const other = given('delivery.signed', 1.5, { sourceCode: '704' });
    expect(projectLeg([out, signed, undone, again]).by).toEqual(again);
    expect(projectLeg([out, other, undone])).toMatchObject({ state: 'COMPLETED' });
    const earlier = ems('delivery.signed', 1.8, '704');
    expect(effectiveActions([out, earlier, signed, undone])).toEqual([out, earlier]);
    const both = [out, earlier, signed, undone, ems('event.retracted', 4, '743', ['704'])];
    expect(effectiveActions(both)).toEqual([out]);
  });
});
