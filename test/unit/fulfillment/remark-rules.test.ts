import { readFileSync } from 'node:fs';
import { RemarkRules } from '#domain/fulfillment/carrier.ts';
import { remarkReader } from '#domain/fulfillment/scan-mapping.ts';

const remarks = RemarkRules.parse(JSON.parse(readFileSync('catalog/carriers/remark-rules.json', 'utf8')));

describe('remark rules', () => {
  const read = remarkReader(remarks);
  it.each(remarks.tests.map(({ text, action, reason }) => [text, action, reason] as const))(
    '%s → %s',
    (text, action, reason) => {
      expect(read(text)).toEqual(action === null ? null : { action, reason: reason ?? null });
    },
  );

  it('tests every rule', () => {
    const tested = new Set(
      remarks.tests.map(({ text }) => remarks.rules.findIndex(({ match }) => new RegExp(match, 'u').test(text))),
    );
    expect(remarks.rules.flatMap(({ match }, index) => (tested.has(index) ? [] : [match]))).toEqual([]);
  });
});
