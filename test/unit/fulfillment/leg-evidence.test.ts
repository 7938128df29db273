import type { BusEvent } from '#domain/event.ts';
import { digestText, evidenceOf, LegEvidence } from '#domain/fulfillment/leg-evidence.ts';
import { commandOf, ReportAction } from '#domain/fulfillment/report-action.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { givenChannelOrder, givenContext, givenLine } from '../../support/given.ts';
import { at, given, givenLeg, legId, NOW, T0 } from './given.ts';

const placed = recordChannelOrder(
  {
    channelOrder: givenChannelOrder({ lines: [givenLine({ quantity: 3, totalMinor: 1000 })] }),
    pushEventId: null,
    traceId: 't',
    color: 'default',
  },
  null,
  givenContext(),
);
if ('kind' in placed) throw new Error('a first push places an order');
const order = { ...placed.order, promiseAt: at(48) };
const leg = givenLeg({ state: 'COMPLETED', since: at(50), planned: { from: T0, etaAt: at(40), etaLatestAt: at(60) } });
const damaged = commandOf(
  ReportAction.parse({ action: 'exception.damaged', occurredAt: at(30), photos: ['https://cdn.example/box.jpg'] }),
  leg,
  'partner:ZTO',
  NOW,
).action;
const actions = [given('delivery.signed', 50), damaged, given('pickup.collected', 5)];
const told = {
  type: 'SlaBreached',
  detail: { id: 'evt_1', at: at(49), data: { legId, step: 'DELIVERY' } },
} as unknown as BusEvent;

describe('the evidence for a claim', () => {
  const evidence = evidenceOf(order, leg, actions, [told], NOW);

  it('says why, what was promised, what came of it, and what the goods were sold for', () => {
    expect(evidence).toMatchObject({
      causes: ['DAMAGED', 'LATE'],
      promises: { promiseAt: at(48), plannedLatestAt: at(60), completedAt: at(50), lateHours: 2 },
      goods: [{ lineId: '1', quantity: 2, paidMinor: 666 }],
      valueMinor: 666,
    });
  });

  it('has every report with its source, pictures, and the deadlines that were missed', () => {
    expect(evidence.actions.map(({ action }) => action)).toEqual([
      'pickup.collected',
      'exception.damaged',
      'delivery.signed',
    ]);
    expect(evidence.photos).toEqual([
      { url: 'https://cdn.example/box.jpg', actionId: damaged.actionId, at: at(30), source: 'partner:ZTO' },
    ]);
    expect(evidence.deadlines).toMatchObject([{ eventId: 'evt_1', type: 'SlaBreached' }]);
    expect(LegEvidence.safeParse(evidence).error).toBeUndefined();
  });

  it('has the same digest for the same facts in any order, another for another fact', () => {
    expect(digestText(evidenceOf(order, leg, actions.toReversed(), [told], at(900)))).toBe(digestText(evidence));
    expect(digestText(evidenceOf(order, leg, actions.slice(1), [told], NOW))).not.toBe(digestText(evidence));
  });

  it('finds nothing to claim in a leg that went well', () => {
    expect(evidenceOf(order, { ...leg, since: at(40) }, [given('delivery.signed', 40)], [], NOW).causes).toEqual([]);
  });

  it('refuses a picture that anybody on the way could change', () => {
    const report = { action: 'exception.damaged', occurredAt: at(30), photos: ['http://cdn.example/box.jpg'] };
    expect(ReportAction.safeParse(report).error?.issues[0]?.path).toEqual(['photos', 0]);
  });
});
