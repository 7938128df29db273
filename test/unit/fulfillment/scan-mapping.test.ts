import type { CarrierMapping } from '#domain/fulfillment/carrier.ts';
import { readScans, scanReader } from '#domain/fulfillment/scan-mapping.ts';

const mapping: CarrierMapping = {
  carrier: 'x',
  version: '1',
  companies: {},
  codes: {
    '4': { action: 'delivery.out' },
    'order:4': { action: 'pickup.collected' },
    '11': { action: 'exception.reported' },
    '11/A9': { action: 'delivery.failed', reason: 'recipient_unreachable' },
    '31': { action: 'hub.arrived', refine: ['destination.arrived'] },
    '80': { action: 'delivery.signed' },
    '0': { action: 'linehaul.in_transit' },
  },
};
const rules = [
  { match: '拒收', action: 'delivery.refused' as const },
  { match: '途中', action: 'linehaul.in_transit' as const },
  { match: '营业部', action: 'destination.arrived' as const },
];
const read = (code: string, text = '', more: { detail?: string; codeList?: string } = {}) => {
  const { action, reason, confidence } = scanReader(mapping, { rules })({ code, text, ...more });
  return [action, reason, confidence];
};

describe('a scan', () => {
  it('means what its code says in its own list, the finer code first', () => {
    expect(read('4')).toEqual(['delivery.out', null, 'exact']);
    expect(read('4', '', { codeList: 'order' })).toEqual(['pickup.collected', null, 'exact']);
    expect(read('11', '', { detail: 'A9' })).toEqual(['delivery.failed', 'recipient_unreachable', 'exact']);
    expect(read('11', '', { detail: 'A99' })).toEqual(['exception.reported', null, 'coarse']);
    expect(read('80', '', { codeList: 'order' })).toEqual(['event.unmapped', null, 'coarse']);
  });

  it('is read by its text only where the code says too little, and only as what the code may mean', () => {
    expect(read('80', '拒收')).toEqual(['delivery.signed', null, 'exact']);
    expect(read('0', '拒收')).toEqual(['delivery.refused', null, 'remark']);
    expect(read('31', '拒收，到达营业部')).toEqual(['destination.arrived', null, 'remark']);
    expect(read('31', '拒收')).toEqual(['hub.arrived', null, 'exact']);
    expect(read('9999', '途中')).toEqual(['linehaul.in_transit', null, 'coarse']);
  });

  it.each(['', 'constructor', '__proto__', 'toString', 'none'])('stays unmapped where nobody knows it: %s', (code) => {
    expect(read(code, '你好')).toEqual(['event.unmapped', null, 'coarse']);
  });
});

describe('an arrival at an outlet, which only the text knows', () => {
  const tables: CarrierMapping = {
    ...mapping,
    codes: {
      got: { action: 'pickup.collected' },
      to: { action: 'hub.arrived', refine: ['destination.arrived'] },
      from: { action: 'hub.departed' },
      out: { action: 'delivery.out' },
    },
  };
  const readAll = (...codes: string[]) =>
    readScans(
      codes.map((code) => ({ code, text: code === 'to' ? '到达营业部' : '' })),
      scanReader(tables, { rules }),
    ).map(({ reading }) => reading.action);

  it('is the last one unless the parcel is sent on from it, or was only just collected', () => {
    expect(readAll('to')).toEqual(['destination.arrived']);
    expect(readAll('got', 'from', 'to')).toEqual(['pickup.collected', 'hub.departed', 'destination.arrived']);
    expect(readAll('got', 'to', 'out')).toEqual(['pickup.collected', 'destination.arrived', 'delivery.out']);
    expect(readAll('got', 'to')).toEqual(['pickup.collected', 'hub.arrived']);
    expect(readAll('to', 'from', 'to')).toEqual(['hub.arrived', 'hub.departed', 'destination.arrived']);
  });
});
