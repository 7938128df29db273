import { channelById } from '#domain/channel/channels.ts';
import { compileMapping } from '#domain/channel/compile-mapping.ts';
import { type Mapping, parseMapping } from '#domain/channel/mapping.ts';
import { mappingOf, NOW } from './given.ts';

const shopify = channelById('shopify');
const mapping = mappingOf(shopify);

const saying = (jsonata: string): Mapping => ({
  ...mapping,
  attributes: { computed: { jsonata, as: 'raw' } },
});

const read = async (jsonata: string, payload: object = {}) => {
  const { normalize } = compileMapping(saying(jsonata));
  const { order, problems } = await normalize({ id: 1, currency: 'EUR', ...payload }, { shopId: '', receivedAt: NOW });
  const told = problems.find(({ target }) => target === 'jsonata');
  return { computed: order.attributes.computed, problem: told?.problem ?? null };
};

describe('an expression of a mapping', () => {
  it('computes what a path cannot say, with regular expressions', async () => {
    expect(await read('$match(note, /(\\d+)-(\\w+)/).groups[1]', { note: 'x 12-ab' })).toEqual({
      computed: 'ab',
      problem: null,
    });
    expect((await read("$replace(note, /[aeiou]+/, '-')", { note: 'beauty' })).computed).toBe('b-ty');
  });

  it.each([
    ['for ever', '($f := function($x){ $f($x + 1) }; $f(1))', /takes longer than 250 ms|deeper than 300/],
    ['deeper and deeper', '($f := function($x){ 1 + $f($x) }; $f(1))', /deeper than 300 calls/],
    ['over millions', '$sum([1..9000000])', /more than 20000 elements/],
    ['over thousands of thousands', '$count([1..9000].($a := $; [1..9000].($a * $)))', /longer than 250 ms|elements/],
    [
      'texts without end',
      "($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('xxxxxxxx', 20))",
      /more than 65536 letters/,
    ],
  ])('is stopped when it goes on %s, and the order is read on', async (_how, jsonata, problem) => {
    const started = performance.now();
    const found = await read(jsonata);
    expect(found.computed).toBeUndefined();
    expect(found.problem).toMatch(problem);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('ends in time on a pattern that backtracks without end elsewhere', async () => {
    const started = performance.now();
    const found = await read('$contains(note, /^(a+)+$/)', { note: `${'a'.repeat(4_000)}!` });
    expect(found).toEqual({ computed: false, problem: null });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each(['$now()', '$random()', '$eval(note)', "$pad('x', 1000000000)", '$map([1], $millis)'])(
    'refuses %s: the same payload is read the same way always',
    (jsonata) => {
      expect(() => compileMapping(saying(jsonata))).toThrow(/mapping shopify: jsonata ".*": \$\w+ may not be used/);
    },
  );

  it('refuses a pattern whose time cannot be bounded, when the document is put', () => {
    expect(() => compileMapping(saying('$contains(note, /(a)\\1/)'))).toThrow(
      /without look-around and back-references/,
    );
  });
});

describe('what a platform writes in another type', () => {
  const said = async (channel: string, payload: object) => {
    const { normalize } = compileMapping(mappingOf(channelById(channel)));
    return (await normalize(payload, { shopId: '', receivedAt: NOW })).order;
  };

  it('is read the same: yes as a word, as a text or as 1, and numbers as text', async () => {
    for (const requires_shipping of [true, 'true', 1]) {
      const order = await said('shopify', { id: 1, line_items: [{ requires_shipping }] });
      expect([requires_shipping, order.fulfillmentType]).toEqual([requires_shipping, 'SHIP']);
    }
    expect((await said('shopify', { id: 1, line_items: [{ requires_shipping: false }] })).fulfillmentType).toBe(
      'VIRTUAL',
    );
    const shopee = (text: boolean) => {
      const as = (value: number) => (text ? String(value) : value);
      const item = { model_discounted_price: as(12.5), model_quantity_purchased: as(2) };
      return {
        order_sn: 'A',
        currency: 'SGD',
        item_list: [item],
        estimated_shipping_fee: as(1.5),
        total_amount: as(26.5),
      };
    };
    expect((await said('shopee', shopee(true))).amounts).toEqual((await said('shopee', shopee(false))).amounts);
    expect((await said('shopee', shopee(true))).amounts.totalMinor).toBe(2650);
  });
});

describe('a time in a mapping', () => {
  const timed = parseMapping({
    ...mapping,
    order: { ...mapping.order, placedAt: { from: 'at', as: 'epoch-ms' } },
  });

  it('fails on seconds where milliseconds are said, instead of giving 1970', async () => {
    const { normalize } = compileMapping(timed);
    const { problems } = await normalize({ id: 1, at: 1_780_286_400 }, { shopId: '', receivedAt: NOW });
    expect(problems).toContainEqual(
      expect.objectContaining({
        target: 'placedAt',
        value: '1780286400',
        problem: expect.stringContaining('too few digits'),
      }),
    );
  });
});
