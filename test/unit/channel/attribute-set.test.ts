import fc from 'fast-check';
import { type AttributeSet, BadDefinition, parseAttributeSet } from '#domain/channel/attribute-set.ts';
import { readerFor, WRONG } from '#domain/channel/attribute-value.ts';
import { type AttributeSources, compileAttributeSet, type Described } from '#domain/channel/compile-attribute-set.ts';
import { NOON } from '../../support/given.ts';

const title = { zh: '礼品包装', en: 'Gift wrap' };
const NOTHING: AttributeSources = { order: {}, lines: [] };

const setOf = (part: object): AttributeSet => parseAttributeSet({ id: 'douyin', title, fields: [], ...part });
const field = (part: object) => ({ name: 'giftWrap', title, type: 'integer', ...part });

const described = (part: object, attributes: Record<string, unknown>, sources = NOTHING, more: object = {}) => {
  const set = compileAttributeSet(setOf(part), '3');
  const order = { currency: 'CNY', saidAt: { lines: NOON }, attributes, ...more } as Described;
  return { set, ...set.describe(order, sources) };
};

describe('reading a value by its type', () => {
  it.each([
    ['integer', '12', 12],
    ['integer', 12, 12],
    ['integer', '12.5', WRONG],
    ['integer', true, WRONG],
    ['decimal', 0.31, '0.31'],
    ['decimal', '0.310', '0.310'],
    ['decimal', '1e3', WRONG],
    ['boolean', 'Y', true],
    ['boolean', 0, false],
    ['boolean', 'perhaps', WRONG],
    ['date', '20260601', '2026-06-01'],
    ['date', '2026-02-30', WRONG],
    ['instant', '2026-06-01T12:00:00+08:00', '2026-06-01T04:00:00.000Z'],
    ['instant', '2026-06-01 12:00:00', WRONG],
    ['string', 21, '21'],
    ['string', {}, WRONG],
    ['list', 'one', ['one']],
    ['list', ['a', {}], WRONG],
  ] as const)('%s from %j is %j', (type, value, expected) => {
    expect(readerFor(type)(value, 'CNY')).toEqual(expected);
  });

  it('keeps money in minor units of the order currency', () => {
    expect(readerFor('money')('1990', 'CNY')).toBe(1990);
    expect(readerFor('money', { as: 'major' })('19.9', 'CNY')).toBe(1990);
    expect(readerFor('money', { as: 'major' })(500, 'JPY')).toBe(500);
    expect(readerFor('money', { as: 'major' })('19.999', 'CNY')).toBe(WRONG);
  });

  it('gives the same value again for what it gave, save money of major units', () => {
    const types = ['string', 'integer', 'decimal', 'boolean', 'date', 'instant', 'list', 'money'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.oneof(fc.string(), fc.integer(), fc.boolean()), (type, value) => {
        const once = readerFor(type)(value, 'CNY');
        if (once !== WRONG) expect(readerFor(type)(once, 'CNY')).toEqual(once);
      }),
    );
  });
});

describe('describing an order by its attribute set', () => {
  it('maps a field by its own source, of the order and of its lines', () => {
    const { attributes } = described(
      { fields: [field({ source: 'extra.gift_wrap' })], lineFields: [field({ name: 'wrap', source: 'wrap' })] },
      { kept: 'as mapped' },
      { order: { extra: { gift_wrap: '2' } }, lines: [['L1', { wrap: 1 }]] },
    );
    expect(attributes).toEqual({ kept: 'as mapped', giftWrap: 2, lines: { L1: { wrap: 1 } } });
  });

  it('flags a value of the wrong type with channel, field and value, and leaves it out', () => {
    const { attributes, problems, set } = described(
      { fields: [field({ source: 'gift_wrap' })] },
      {},
      {
        order: { gift_wrap: 'plenty' },
        lines: [],
      },
    );
    expect(attributes).toEqual({});
    expect(set.conflictsOf(problems, NOON)).toEqual([
      {
        code: 'VALUE_UNREADABLE',
        field: 'attributes.giftWrap',
        values: ['douyin: gift_wrap', 'plenty'],
        since: NOON,
        chosenBy: 'attribute-set/douyin@3',
      },
    ]);
  });

  it('flags a required field that is missing, only while its condition holds and the push speaks of it', () => {
    const fields = [field({ requiredWhen: [{ path: 'attributes.tradeType', in: ['2'] }] })];
    const missing = (attributes: object, more: object = {}) =>
      described({ fields }, attributes as never, NOTHING, more).problems.map(({ target }) => target);
    expect(missing({ tradeType: '2' })).toEqual(['attributes.giftWrap']);
    expect(missing({ tradeType: '0' })).toEqual([]);
    expect(missing({ tradeType: '2', giftWrap: 1 })).toEqual([]);
    expect(missing({ tradeType: '2' }, { saidAt: {} })).toEqual([]);
  });

  it('takes personal values out of the order, and hides them where they are wrong', () => {
    const fields = [field({ name: 'note', type: 'string', personal: true }), field({ personal: true })];
    const { attributes, personal, personalFields, problems } = described(
      { fields },
      { note: '给妈妈', giftWrap: '138 0000 0000', business: '2' },
    );
    expect(attributes).toEqual({ business: '2' });
    expect(personal).toEqual({ note: '给妈妈' });
    expect(personalFields).toEqual(['note']);
    expect(problems.map(({ value }) => value)).toEqual(['***']);
  });

  it('renames and drops what a mapping still gives under the old name', () => {
    const { attributes } = described(
      {
        fields: [field({ name: 'wrapLayers' })],
        migrations: [
          { do: 'rename', field: 'giftWrap', to: 'wrapLayers' },
          { do: 'drop', field: 'oldFlag', reason: 'nobody reads it' },
        ],
      },
      { giftWrap: 2, oldFlag: 'x' },
    );
    expect(attributes).toEqual({ wrapLayers: 2 });
  });
});

describe('an attribute set that cannot be used', () => {
  it.each([
    ['an enum without words', { fields: [field({ type: 'enum' })] }, 'fields.0.values'],
    ['a personal field to be searched', { fields: [field({ personal: true, searchable: true })] }, 'searchable'],
    ['a record to be searched', { fields: [field({ type: 'record', searchable: true })] }, 'searchable'],
    ['money written as a time', { fields: [field({ type: 'money', as: 'iso' })] }, 'fields.0.as'],
    ['a name that means something else', { fields: [field({ name: 'lines' })] }, 'this word is taken'],
    ['a field twice', { fields: [field({}), field({})] }, 'giftWrap is there twice'],
    ['one title only', { fields: [field({ title: { en: 'Gift wrap' } })] }, 'title.zh'],
    [
      'a rename to nowhere',
      { migrations: [{ do: 'rename', field: 'giftWrap', to: 'wrapLayers' }] },
      'no field wrapLayers',
    ],
    [
      'a drop of what is still there',
      { fields: [field({})], migrations: [{ do: 'drop', field: 'giftWrap', reason: 'unused' }] },
      'still has the field',
    ],
  ])('refuses %s and names the field', (_what, part, told) => {
    expect(() => setOf(part)).toThrow(BadDefinition);
    expect(() => setOf(part)).toThrow(told);
  });
});
