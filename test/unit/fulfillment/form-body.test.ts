import fc from 'fast-check';
import { formOf } from '#domain/fulfillment/form-body.ts';

const form = (body: string, type = 'application/x-www-form-urlencoded') =>
  formOf({ headers: { 'content-type': type }, body: new TextEncoder().encode(body) });

describe('a form', () => {
  it('is read as any browser writes it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'grapheme' })), (fields) => {
        const read = form(new URLSearchParams(fields).toString());
        for (const [name, value] of Object.entries(fields))
          expect(read.get(name)?.text).toBe(new TextDecoder().decode(new TextEncoder().encode(value)));
      }),
    );
  });

  it('is read in GBK where its sender says so, and its bytes stay as they were signed', () => {
    const field = form('content=%B5%BD%BC%FE', 'application/x-www-form-urlencoded; charset=GBK').get('content');
    expect(field?.text).toBe('到件');
    expect([...(field?.bytes ?? [])]).toEqual([0xb5, 0xbd, 0xbc, 0xfe]);
  });

  it('may be broken: a percent sign without digits stands for itself', () => {
    expect(form('a=100%&b=%4&=c&d').get('a')?.text).toBe('100%');
    expect(form('a=100%&b=%4&=c&d').get('b')?.text).toBe('%4');
    expect(form('a=1&a=2').get('a')?.text).toBe('1');
  });
});
