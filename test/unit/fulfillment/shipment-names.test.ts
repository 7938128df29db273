import { dcsa } from '#domain/fulfillment/dcsa.ts';
import { scanCommand, waybillsOf } from '#domain/fulfillment/report-action.ts';
import { namedParcel } from '#domain/fulfillment/signed-body.ts';
import { nodeCrypto as crypto } from '#shared/node-crypto.ts';
import { givenLeg, NOW } from './given.ts';

const secret = { key: Buffer.from('a-secret-of-the-line').toString('base64') };
const event = {
  metadata: { eventID: 'e-1', eventCreatedDateTime: '2026-05-01T00:00:00Z', publisher: { carrierCode: 'LOOM' } },
  payload: {
    eventClassifierCode: 'ACT',
    eventDateTime: '2026-05-01T00:00:00Z',
    equipmentEventTypeCode: 'GTIN',
    equipmentReference: 'MSKU1700001',
    relatedDocumentReferences: [
      { type: 'BKG', value: 'OLB17000001' },
      { type: 'TRD', value: 'LOOM17000001' },
    ],
  },
};
const retraction = {
  metadata: { eventID: 'e-2', eventCreatedDateTime: '2026-05-02T00:00:00Z', retractedEventID: 'e-1' },
};

const trackingOf = (message: object, query: Record<string, string> = {}) => {
  const opened = dcsa.open({ ...dcsa.sign(JSON.stringify(message), secret, crypto), query }, secret, crypto);
  const [tracking] = dcsa.read(opened ?? '').trackings;
  if (!tracking) throw new Error('nothing was read');
  return tracking;
};

describe('a shipment with several names', () => {
  it('is looked for by its bill of lading, its booking and its container, at the line and at the source', () => {
    const names = waybillsOf(trackingOf(event), { companies: { LOOM: 'LOOM_LINE' } });
    expect(names.map(({ carrier, number }) => `${carrier} ${number}`)).toEqual([
      'LOOM_LINE LOOM17000001',
      'dcsa LOOM17000001',
      'LOOM_LINE OLB17000001',
      'dcsa OLB17000001',
      'LOOM_LINE MSKU1700001',
      'dcsa MSKU1700001',
    ]);
  });

  it('is named by the address where its message names nothing, and takes back the very event it means', () => {
    const address = { parcel: 'OLB17000001' };
    const [first, second] = [trackingOf(event, address), trackingOf(retraction, address)];
    expect([first.number, second.number]).toEqual(['OLB17000001', 'OLB17000001']);
    const waybill = { carrier: 'LOOM_LINE', number: 'OLB17000001' };
    const reading = { action: 'container.gated_in' as const, reason: null, confidence: 'exact' as const };
    const sha256Hex = (text: string) => crypto.sha256Hex(Buffer.from(text));
    const actions = [first, second].map(({ scans: [scan] }) => {
      if (!scan) throw new Error('no row');
      return scanCommand(scan, reading, givenLeg(), { carrier: 'dcsa', waybill, taken: new Set(), sha256Hex, now: NOW })
        .action;
    });
    expect(actions[1]?.retracts).toBe(actions[0]?.actionId);
  });

  it('is called nothing where nobody names it: kept, never placed', () => {
    expect(trackingOf(retraction).number).toBe('-');
    expect(namedParcel('{"parcel":1,"message":"x"}')).toEqual({ parcel: '', message: '{"parcel":1,"message":"x"}' });
  });
});
