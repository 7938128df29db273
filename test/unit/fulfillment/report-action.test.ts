import type { Scan } from '#domain/fulfillment/carrier.ts';
import { commandOf, ReportAction, scanCommand, waybillsOf } from '#domain/fulfillment/report-action.ts';
import { at, givenLeg, legId, NOW } from './given.ts';

const report = (patch: object = {}) => ({ action: 'leg.picked', occurredAt: '2026-05-06T09:30:00+08:00', ...patch });
const problemsOf = (body: object) =>
  ReportAction.safeParse(body).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a partner’s report', () => {
  it('is read with its zone, masked, and named by action and time', () => {
    const body = ReportAction.parse(report({ reason: 'call 13912345678', text: '快递员：周小川' }));
    const { action, waybill } = commandOf(body, givenLeg(), 'partner:wh-hangzhou', NOW);
    expect(action).toMatchObject({
      actionId: 'partner:wh-hangzhou|leg.picked|2026-05-06T01:30:00.000Z',
      legId,
      occurredAt: '2026-05-06T01:30:00.000Z',
      receivedAt: NOW,
      reason: 'call 139****5678',
      sourceText: '快递员：周**',
    });
    expect(waybill).toBeNull();
  });

  it('has the partner’s own id when it gives one, and the leg’s carrier for a bare number', () => {
    const body = ReportAction.parse(report({ actionId: 'p-1', waybill: { number: '78012345678901' } }));
    const { action, waybill } = commandOf(body, givenLeg(), 'partner:wh-hangzhou', NOW);
    expect(action.actionId).toBe('partner:wh-hangzhou|p-1');
    expect(waybill).toEqual({ carrier: 'ZTO', number: '78012345678901' });
  });

  it.each<[string, object, string]>([
    ['a time without its zone', { occurredAt: '2026-05-06 09:30:00' }, 'occurredAt: must be ISO 8601 with its zone'],
    ['an unknown action', { action: 'leg.teleported' }, 'action:'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a retraction of nothing', { action: 'event.retracted' }, 'retracts:'],
    ['a new estimate without a time', { action: 'eta.updated' }, 'etaAt:'],
    ['a waybill that is none', { waybill: { number: '<b>' } }, 'waybill.number:'],
  ])('refuses %s, naming the field', (_, patch, expected) => {
    expect(problemsOf(report(patch))?.join('\n')).toContain(expected);
  });
});

describe('a tracking row', () => {
  const context = {
    carrier: 'kuaidi100',
    waybill: { carrier: 'ZTO', number: '78012345678901' },
    taken: new Set<string>(),
    sha256Hex: (text: string) => `sha(${text})`,
    now: NOW,
  };
  const reading = { action: 'pickup.collected', reason: null, confidence: 'exact' } as const;
  const scan: Scan = { occurredAt: at(5), code: '103', text: '已揽收，电话13912345678', location: null };

  it('has the same id in every snapshot, and no phone number in its text', () => {
    const first = scanCommand(scan, reading, givenLeg(), context).action;
    const later = scanCommand(scan, reading, givenLeg(), { ...context, now: at(600) }).action;
    expect(later.actionId).toBe(first.actionId);
    expect(first).toMatchObject({
      sourceText: '已揽收，电话139****5678',
      sourceCode: '103',
      source: 'carrier:kuaidi100',
    });
  });

  it('counts from its arrival where the source gives no time, and is still the same the next day', () => {
    const silent = { ...scan, occurredAt: null, code: 'abort' };
    const first = scanCommand(silent, reading, givenLeg(), context).action;
    expect(first.occurredAt).toBe(NOW);
    expect(scanCommand(silent, reading, givenLeg(), { ...context, now: at(600) }).action.actionId).toBe(first.actionId);
  });

  it('has the id its source gave it, and takes back by that id', () => {
    const numbered = { ...scan, eventId: 'e-1' };
    const first = scanCommand(numbered, reading, givenLeg(), context).action;
    expect(scanCommand({ ...numbered, text: '改写' }, reading, givenLeg(), context).action.actionId).toBe(
      first.actionId,
    );
    const undone = scanCommand({ ...scan, eventId: 'e-2', retractsEvent: 'e-1' }, reading, givenLeg(), context).action;
    expect(undone.retracts).toBe(first.actionId);
  });

  it('names the parcel when the leg was found otherwise, and anew when the carrier labelled it anew', () => {
    const waybill = { carrier: 'ZTO', number: '78012345678901' };
    expect(scanCommand(scan, reading, givenLeg(), context).waybill).toEqual(waybill);
    expect(scanCommand(scan, reading, givenLeg({ waybill }), context).waybill).toBeNull();
    const renamed = { ...scan, renamedTo: '78099999999999' };
    expect(scanCommand(renamed, reading, givenLeg({ waybill }), context).waybill?.number).toBe('78099999999999');
    const taken = { ...context, taken: new Set(['78099999999999']) };
    expect(scanCommand(renamed, reading, givenLeg({ waybill }), taken).waybill).toBeNull();
    expect(scanCommand({ ...scan, renamedTo: '见备注' }, reading, givenLeg({ waybill }), context).waybill).toBeNull();
  });

  it('is looked for under our names of the companies it was taken for', () => {
    const mapping = { carrier: 'kuaidi100', version: '1', companies: { zhongtong: 'ZTO' }, codes: {} };
    const tracking = { companies: ['zhongtong', 'nobodyknows'], number: '78012345678901', scans: [], unreadable: [] };
    expect(waybillsOf(tracking, mapping)).toEqual([
      { carrier: 'ZTO', number: '78012345678901' },
      { carrier: 'nobodyknows', number: '78012345678901' },
    ]);
  });
});
