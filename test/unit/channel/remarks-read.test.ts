import { maskWord, standIn } from '#domain/channel/masked-words.ts';
import { readRemark } from '#domain/channel/remark.ts';
import { readRemarks } from '#domain/channel/remarks-read.ts';
import { NOON } from '../../support/given.ts';

const read = (buyer: string, seller = '') => readRemarks({ buyer, seller }, NOON);

describe('reading the remarks of an order', () => {
  it('tells who says what, with the words it is said in', () => {
    const { reading, shown, clear } = read('请发顺丰', '礼品包装');
    expect(reading?.said).toMatchObject([
      { from: 'buyer', type: 'fulfillment_carrier', value: 'SF_EXPRESS' },
      { from: 'seller', type: 'packaging', value: 'GIFT_WRAP' },
    ]);
    expect(reading?.said[0]?.words).toContain('顺丰');
    expect(shown).toEqual({ buyer: '请发顺丰', seller: '礼品包装' });
    expect(clear).toEqual([]);
  });

  it('says nothing about empty remarks', () => {
    expect(read('', '  ').reading).toBeUndefined();
  });

  it('reads a phone number in the clear, and lets none of it out but for the customer', () => {
    const text = '送货前打13812345678，不在家打 13987654321';
    const { reading, shown, clear } = read(text);
    expect(reading?.said.filter(({ type }) => type === 'contact_phone').map(({ value }) => value)).toContain(
      '138****5678',
    );
    const kept = JSON.stringify({ reading, shown });
    expect(kept).not.toMatch(/13812345678|13987654321/);
    expect(clear).toMatchObject([{ from: 'buyer', text }]);
    expect(clear[0]?.instructions.map(({ value }) => value)).toContain('13812345678');
  });

  it('masks another address and recipient wherever the remark repeats them', () => {
    const { reading, shown } = read('改送到浙江省杭州市西湖区文三路18号，收件人：王小明。王小明本人签收');
    const kept = JSON.stringify({ reading, shown });
    expect(kept).not.toContain('文三路18号');
    expect(shown.buyer).toContain('浙江省杭州市西湖区***');
    expect(kept).not.toContain('王小明');
  });

  it.each([
    ['invoice_title', '杭州云织科技有限公司', '杭州云织科技有限公司'],
    ['invoice_title', '李晓红', '李**'],
    ['invoice_tax_id', '91330106MA2B1C2D3E', '9133****2D3E'],
    ['gift_message', '小雨，生日快乐', '小**'],
    ['fulfillment_carrier', 'SF_EXPRESS', 'SF_EXPRESS'],
  ] as const)('shows %s %s as %s', (type, value, shown) => {
    expect(maskWord(type, value)).toBe(shown);
  });

  it.each(['不在家打13812345678', '改送到浙江省杭州市西湖区文三路18号', '收件人改为王小明'])(
    'gives a masked remark stand-ins, so that it reads like before: %s',
    (text) => {
      const { shown, reading } = read(text);
      const again = readRemark(standIn(shown.buyer), NOON).map(({ type, value }) => [type, value]);
      expect(again).toEqual(reading?.said.map(({ type, value }) => [type, standIn(value)]));
      expect(again.length).toBeGreaterThan(0);
    },
  );
});
