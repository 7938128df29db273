import fc from 'fast-check';
import { maskText } from '#domain/fulfillment/mask.ts';

describe('maskText', () => {
  it.each([
    ['快递员：周小川，联系电话：13912345678', '快递员：周**，联系电话：139****5678'],
    ['请致电 139-1234-5678 或 0571-88001234', '请致电 139****5678 或 0571****1234'],
    ['取件码：7-2-3041，请尽快领取', '取件码：****，请尽快领取'],
    ['请凭 3-1-4007 取件', '请凭 **** 取件'],
    ['签收人：欧阳明月', '签收人：欧**'],
    ['write to wei.zhang@example.cn', 'write to ***@***'],
    ['派件员陈小东(13900007777) 正在派件', '派件员陈**(139****7777) 正在派件'],
    ['网点 的 王大山(13812345678) 已揽收', '网点 的 王**(138****5678) 已揽收'],
    ['快件交给陈小明，正在派送途中', '快件交给陈**，正在派送途中'],
    ['投递员:李小龙,电话:13812345678', '投递员:李**,电话:138****5678'],
    ['快递员正在派送，收件人不在家，收件人要求改期', '快递员正在派送，收件人不在家，收件人要求改期'],
    ['余杭网点(13812345678)', '余杭网点(138****5678)'],
    ['快件离开武汉转运中心，发往长沙', '快件离开武汉转运中心，发往长沙'],
  ])('masks %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it('lets no mobile number through, wherever it stands between other words', () => {
    const mobile = fc.tuple(fc.integer({ min: 13, max: 19 }), fc.stringMatching(/^\d{9}$/)).map(([a, b]) => `${a}${b}`);
    const around = fc.string({ maxLength: 20 }).map((text) => text.replace(/\d/g, '.'));
    fc.assert(
      fc.property(around, mobile, around, (before, number, after) => {
        expect(maskText(`${before}${number}${after}`)).not.toMatch(/1[3-9]\d{9}/);
      }),
    );
  });
});
