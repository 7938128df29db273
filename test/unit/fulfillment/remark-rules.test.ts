import { readFileSync } from 'node:fs';
import { RemarkExamples, RemarkRules } from '#domain/fulfillment/carrier.ts';
import { patternOf, remarkReader } from '#domain/fulfillment/scan-mapping.ts';

const json = (file: string) => JSON.parse(readFileSync(`catalog/carriers/${file}`, 'utf8')) as unknown;
const remarks = RemarkRules.parse(json('remark-rules.json'));
const { examples } = RemarkExamples.parse(json('remark-examples.json'));

describe('remark rules', () => {
  const read = remarkReader(remarks);
  it.each(examples.map(({ text, action, reason }) => [text, action, reason] as const))(
    '%s → %s',
    (text, action, reason) => {
      expect(read(text)).toEqual(action === null ? null : { action, reason: reason ?? null });
    },
  );

  it('has an example of every rule', () => {
    const tested = new Set(examples.map(({ text }) => remarks.rules.findIndex((rule) => patternOf(rule).test(text))));
    expect(remarks.rules.flatMap(({ match }, index) => (tested.has(index) ? [] : [match]))).toEqual([]);
  });

  it('reads the longest text it is given in little time, whatever it repeats', () => {
    const started = performance.now();
    for (const word of ['签收人', '收件人在', '正', '到', '已由', '退', '如有', '1', '海关 ']) read(word.repeat(500));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
