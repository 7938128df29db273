import { readFileSync } from 'node:fs';
import { CarrierMapping, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { carrierById } from '#domain/fulfillment/carriers.ts';
import { scanReader } from '#domain/fulfillment/scan-mapping.ts';
import { fromIso } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { trackingInput } from '../../../bin/tracking-input.ts';
import { trackingReports } from '../../../bin/tracking-report.ts';

const reports = (id: string, line: string, key: string | null = null) => {
  const carrier = carrierById(id);
  if (!carrier) throw new Error(`${id} is missing`);
  const catalog = (file: string) => JSON.parse(readFileSync(`catalog/carriers/${file}.json`, 'utf8')) as unknown;
  const read = scanReader(CarrierMapping.parse(catalog(id)), RemarkRules.parse(catalog('remark-rules')));
  const now = fromIso('2026-05-20T12:00:00+08:00');
  return trackingReports(trackingInput(line), { carrier, read, secret: key === null ? null : { key }, now });
};

const ROW = {
  waybillNo: '1250000210021',
  opTime: '2026-05-12 12:00:00',
  opCode: '743',
  opDesc: '撤销，电话13912345678',
};

describe('a report of what a call says', () => {
  it('tells times by the clock of the source, masks texts and names what is taken back', () => {
    const [report] = reports('ems', JSON.stringify(ROW));
    expect(report).toMatchObject({
      carrier: 'ems',
      number: '1250000210021',
      actions: [{ action: 'event.retracted', occurredAt: '2026-05-12T12:00:00+08:00', code: '743', retracts: '704' }],
      retracted: [{ code: '743', retracts: '704' }],
      unreadable: [],
      ack: { status: 200 },
    });
    expect(JSON.stringify(report)).not.toContain('13912345678');
  });

  it('reads a body, a recorded call and a message in the clear alike', () => {
    const row = { waybillCode: 'JDVB10000000101', state: '200076', operationTime: '2026-05-12 10:00:00' };
    const body = JSON.stringify(row);
    const lines = [
      body,
      JSON.stringify(body),
      JSON.stringify({ http: { method: 'POST', contentType: 'application/json', rawBody: body } }),
      JSON.stringify({ decoded: row }),
    ];
    for (const line of lines) expect(reports('jd', line)).toEqual(reports('jd', body));
    expect(reports('jd', body)[0]?.actions).toMatchObject([{ action: 'linehaul.sealed' }]);
  });

  it('refuses what the given secret does not prove, and reads what it does', () => {
    const signed = carrierById('zto')?.sign(
      '{"billCode":"76000000110011","action":"GOT","actionTime":"2026-05-12 10:00:00"}',
      { key: 's3cr3t' },
      nodeCrypto,
    );
    const line = JSON.stringify({ http: { rawBody: new TextDecoder().decode(signed?.body) } });
    expect(reports('zto', line, 's3cr3t')[0]).toMatchObject({ number: '76000000110011' });
    expect(reports('zto', line, 'wrong')).toMatchObject([{ number: null, actions: [], refused: 'SIGNATURE' }]);
  });

  it('says what it cannot read, a report all the same', () => {
    expect(reports('zto', 'data=nonsense')).toMatchObject([
      { number: null, actions: [], unreadable: [expect.stringContaining('no JSON')] },
    ]);
    expect(reports('deppon', '{"track_list":[]}')).toMatchObject([{ number: null, unreadable: [] }]);
  });
});
