import { readRemarks } from '#domain/channel/remarks-read.ts';
import { unchanged } from '#domain/order/change.ts';
import { type MeaningDocuments, NO_DOCUMENTS } from '#domain/order/meaning.ts';
import type { ChannelOrder, Order } from '#domain/order/order.ts';
import { recordChannelOrder, understandAgain } from '#domain/order/record-channel-order.ts';
import { judgeRemark, refusalToJudge } from '#domain/order/remark-reviews.ts';
import { at, countingUlids, givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const LATER = at('2026-06-01T05:00:00.000Z');
const LATEST = at('2026-06-01T06:00:00.000Z');
const ids = countingUlids();
const context = () => givenContext(NOON, ids);

/** The word of a channel whose remarks are these, said at this time. */
const withRemarks = (
  buyer: string,
  {
    seller = '',
    saidAt = NOON,
    ...part
  }: { seller?: string; saidAt?: typeof NOON } & Omit<Partial<ChannelOrder>, 'saidAt'> = {},
): ChannelOrder => {
  const { shown, reading } = readRemarks({ buyer, seller }, NOON);
  const given = givenChannelOrder(part);
  return {
    ...given,
    remarks: shown,
    ...(reading ? { reading } : {}),
    saidAt: { ...given.saidAt, remark: saidAt },
  };
};

const sure = (trustFrom: number): MeaningDocuments => ({ ...NO_DOCUMENTS, policy: { trustFrom, trustFromOf: {} } });

const record = (said: ChannelOrder, order: Order | null = null, documents = sure(0.5)): Order => {
  const change = recordChannelOrder(
    { channelOrder: said, pushEventId: null, traceId: 't', color: 'default', documents },
    order,
    context(),
  );
  if ('kind' in change) {
    if (!order) throw new Error('a first word places an order');
    return order;
  }
  return change.order;
};

const asks = ({ constraints }: Order): [string, unknown][] =>
  constraints.filter(({ source }) => source.startsWith('remark:')).map(({ type, value }) => [type, value]);
const inState = (order: Order, state: Order['lifecycle']['state']): Order => ({
  ...order,
  lifecycle: { ...order.lifecycle, state },
});

describe('what remarks ask of an order', () => {
  it('becomes constraints with where it was said, how surely, and by which reader', () => {
    const order = record(withRemarks('请发顺丰，6月5日以后再发', { seller: '礼品包装' }));
    expect(asks(order)).toEqual([
      ['CARRIER_WANTED', 'SF_EXPRESS'],
      ['NOT_BEFORE', '2026-06-04T16:00:00.000Z'],
      ['PACKAGING', 'GIFT_WRAP'],
    ]);
    expect(order.constraints[0]).toMatchObject({
      source: 'remark:buyer',
      confidence: expect.any(Number),
      said: {
        instruction: 'fulfillment_carrier',
        words: expect.stringContaining('顺丰'),
        span: [2, 4],
        reader: '1',
        digest: null,
      },
    });
    expect(order.constraints[2]).toMatchObject({ source: 'remark:seller' });
    expect(order.pinned['remark-reader']).toBe('1');
  });

  it.each([
    ['6月5日送到，下午送', 'DELIVERY_WINDOW', { from: '2026-06-05T04:00:00.000Z', to: '2026-06-05T10:00:00.000Z' }],
    ['请在6月5日前送到', 'DELIVER_BY', '2026-06-05T15:59:59.000Z'],
  ])('gives days the hours and the zone they are meant in: %s', (text, type, value) => {
    expect(asks(record(withRemarks(text)))).toContainEqual([type, value]);
  });

  it('is read again when the remark changes, and taken back with it', () => {
    const first = record(withRemarks('请发顺丰'));
    const second = record(withRemarks('请发中通', { saidAt: LATER }), first);
    expect(asks(second)).toEqual([['CARRIER_WANTED', 'ZTO']]);
    expect(asks(record(withRemarks('', { saidAt: LATEST }), second))).toEqual([]);
  });

  it('does not depend on the order in which remarks arrive', () => {
    const words = [
      withRemarks('请发顺丰'),
      withRemarks('不要放驿站', { saidAt: LATER }),
      withRemarks('请发中通', { saidAt: LATEST }),
    ];
    const [a, b, c] = words as [ChannelOrder, ChannelOrder, ChannelOrder];
    const results = [
      [a, b, c],
      [c, a, b],
      [b, c, a, b, a],
    ].map((sequence) => asks(sequence.reduce<Order | null>((order, word) => record(word, order), null) as Order));
    expect(results[0]).toEqual([['CARRIER_WANTED', 'ZTO']]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('holds what only a person may do, until a person lifts it', () => {
    const order = record(withRemarks('不想要了，取消订单'));
    expect(order.constraints).toEqual([]);
    expect(order.holds).toMatchObject([
      { type: 'CANCEL_REQUESTED', actor: 'remark:buyer', releaseCondition: 'PERSON' },
    ]);
    expect(record(withRemarks('', { saidAt: LATER }), order).holds).toEqual([]);
  });

  it('shows another address masked, and holds for it', () => {
    const order = record(withRemarks('改送到浙江省杭州市西湖区文三路18号'));
    expect(order.holds).toMatchObject([
      { type: 'ADDRESS_CHANGE_REQUESTED', reason: expect.stringContaining('西湖区***') },
    ]);
    expect(JSON.stringify(order)).not.toContain('文三路18号');
  });

  it('is flagged instead once it comes too late to be obeyed', () => {
    const planned = inState(record(withRemarks('请发顺丰')), 'PLANNED');
    const late = record(withRemarks('请发中通，不要放驿站', { saidAt: LATER }), planned);
    expect(asks(late)).toEqual([
      ['CARRIER_WANTED', 'SF_EXPRESS'],
      ['DROP_PLACE_AVOIDED', 'PARCEL_STATION'],
    ]);
    expect(late.conflicts).toMatchObject([{ code: 'CHANGED_AFTER_PLANNING', field: 'constraints' }]);
  });

  it('flags a cancellation that comes after dispatch, and holds what would be sent again', () => {
    const out = inState(record(withRemarks('')), 'FULFILLING');
    const late = record(withRemarks('取消订单', { saidAt: LATER }), out);
    expect(late.holds).toEqual([]);
    expect(late.conflicts).toMatchObject([
      { code: 'HELD_AFTER_DISPATCH', values: ['CANCEL_REQUESTED', expect.any(String)] },
    ]);
  });
});

describe('remarks that are not surely read', () => {
  const doubted = () => record(withRemarks('请发顺丰'), null, sure(1));
  const verdict = (order: Order, judgement: Parameters<typeof judgeRemark>[2]): Order => {
    const [review] = order.reviews ?? [];
    if (!review) throw new Error('nothing to judge');
    const judged = judgeRemark(unchanged(order), review, judgement, 'person:alice', context());
    return understandAgain(judged.order, { documents: sure(1) }, context(), []).order;
  };

  it('are asked about, and no constraints', () => {
    const order = doubted();
    expect(asks(order)).toEqual([]);
    expect(order.reviews).toMatchObject([
      { from: 'buyer', type: 'fulfillment_carrier', value: 'SF_EXPRESS', reader: '1' },
    ]);
    expect(record(withRemarks('', { saidAt: LATER }), order, sure(1)).reviews).toEqual([]);
  });

  it('keep their question while the remark is said again', () => {
    const order = doubted();
    const again = record(withRemarks('请发顺丰', { saidAt: LATER }), order, sure(1));
    expect(again.reviews).toEqual(order.reviews);
  });

  it.each([
    [{ verdict: 'RIGHT', instead: null }, [['CARRIER_WANTED', 'SF_EXPRESS']]],
    [{ verdict: 'WRONG', instead: null }, []],
    [
      { verdict: 'CORRECTED', instead: { type: 'fulfillment_carrier_avoid', value: 'SF_EXPRESS' } },
      [['CARRIER_AVOIDED', 'SF_EXPRESS']],
    ],
  ] as const)('are settled by a verdict, for good: %j', (judgement, constraints) => {
    const settled = verdict(doubted(), judgement);
    expect(settled.reviews).toEqual([]);
    expect(asks(settled)).toEqual(constraints);
    const again = record(withRemarks('请发顺丰', { saidAt: LATER }), settled, sure(1));
    expect(again.reviews).toEqual([]);
    expect(asks(again)).toEqual(constraints);
  });

  it('refuses a corrected value that is personal, and a correction without one', () => {
    expect(refusalToJudge({ verdict: 'CORRECTED', instead: { type: 'contact_phone', value: '13800000000' } })).toMatch(
      /personal/,
    );
    expect(refusalToJudge({ verdict: 'CORRECTED', instead: null })).toMatch(/^instruction: /);
    expect(refusalToJudge({ verdict: 'RIGHT', instead: null })).toBeNull();
  });

  it.each([
    ['fulfillment_carrier', 'PIGEON', /takes one of SF_EXPRESS/],
    ['ship_by', '6 May', /takes a day, such as 2026-05-06/],
    ['deliver_window', '25:00-26:00', /or hours, such as/],
    ['hide_price', 'yes', /takes one of true/],
  ] as const)('refuses a corrected %s of %s, naming what it takes', (type, value, told) => {
    expect(refusalToJudge({ verdict: 'CORRECTED', instead: { type, value } })).toMatch(told);
  });
});
