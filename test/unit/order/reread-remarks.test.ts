import { readRemarks } from '#domain/channel/remarks-read.ts';
import { type MeaningDocuments, NO_DOCUMENTS } from '#domain/order/meaning.ts';
import type { ChannelOrder, Order, RemarkVerdict } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { exampleOf, RemarkExample } from '#domain/order/remark-example.ts';
import { type ReadAgain, rereadRemarks } from '#domain/order/reread-remarks.ts';
import { givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const TEXT = '发京东，不在家放丰巢，送前打13911112222';
const read = (text = TEXT) => readRemarks({ buyer: text, seller: '' }, NOON);
const sure = (trustFrom: number): MeaningDocuments => ({ ...NO_DOCUMENTS, policy: { trustFrom, trustFromOf: {} } });

const placed = (documents = sure(0.5), part: Partial<ChannelOrder> = {}): Order => {
  const { shown, reading } = read();
  const channelOrder = givenChannelOrder({ remarks: shown, ...(reading ? { reading } : {}), ...part });
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default', documents };
  const change = recordChannelOrder(command, null, givenContext());
  if ('kind' in change) throw new Error('a first push places an order');
  return change.order;
};
/** As a reader of before read it: nothing but the carrier. */
const readLongAgo = (): Order => {
  const { reading } = read();
  const said = (reading?.said ?? []).filter(({ type }) => type === 'fulfillment_carrier');
  return placed(sure(0.5), { reading: { reader: '0', said } });
};
const again = (): ReadAgain => {
  const { shown, reading } = read();
  return { shown, reading };
};

describe('remarks of stored orders', () => {
  it('are read again by the reader of today, with what each order obeys otherwise', () => {
    const { change, difference } = rereadRemarks(readLongAgo(), again(), sure(0.5), givenContext());
    expect(difference).toMatchObject({
      readBefore: '0',
      readNow: '1',
      before: { obeyed: ['buyer: fulfillment_carrier=JD_LOGISTICS'], asked: [] },
      after: { obeyed: expect.arrayContaining(['buyer: drop_place=LOCKER', 'buyer: contact_phone=139****2222']) },
    });
    expect(change.order.constraints.map(({ type }) => type)).toContain('DROP_PLACE');
    expect(change.order.pinned['remark-reader']).toBe('1');
    expect(change.events.map(({ type }) => type)).toContain('OrderAmended');
  });

  it('change nothing when they are read twice', () => {
    const { change } = rereadRemarks(readLongAgo(), again(), sure(0.5), givenContext());
    const twice = rereadRemarks(change.order, again(), sure(0.5), givenContext());
    expect(twice).toEqual({ change: { order: change.order, events: [] }, difference: null });
  });

  it('ask nothing of an order that has ended, and are kept with it', () => {
    const order = readLongAgo();
    const ended = { ...order, lifecycle: { ...order.lifecycle, state: 'CLOSED' as const } };
    const { change, difference } = rereadRemarks(ended, again(), sure(0.5), givenContext());
    expect(difference?.state).toBe('CLOSED');
    expect(change.events).toEqual([]);
    expect(change.order.constraints).toEqual(ended.constraints);
    expect(change.order.channelView.reading?.reader).toBe('1');
  });
});

describe('the example a judged remark makes', () => {
  const judged = (order: Order, type: string, verdict: RemarkVerdict['verdict']): RemarkVerdict[] =>
    (order.reviews ?? [])
      .filter((review) => review.type === type)
      .map(({ confidence: _confidence, since: _since, ...review }) => ({
        ...review,
        verdict,
        instead: null,
        by: 'person:alice',
        at: NOON,
      }));

  it('is none while a part of the remark waits', () => {
    const order = placed(sure(1));
    const verdicts = judged(order, 'drop_place', 'RIGHT');
    expect(verdicts).toHaveLength(1);
    expect(exampleOf({ ...order, verdicts }, 'buyer', sure(1).policy)).toBeNull();
  });

  it('says what people said, with stand-ins for what is personal', () => {
    const order = placed(sure(1));
    const types = [...new Set((order.reviews ?? []).map(({ type }) => type))];
    const verdicts = types.flatMap((type) => judged(order, type, type === 'drop_place' ? 'WRONG' : 'RIGHT'));
    const example = exampleOf({ ...order, verdicts }, 'buyer', sure(1).policy);
    expect(RemarkExample.parse(example)).toEqual(example);
    expect(example).toMatchObject({ source: 'buyer_remark', text: '发京东，不在家放丰巢，送前打13900002222' });
    expect(example?.gold).toContainEqual({ type: 'contact_phone', value: '13900002222' });
    expect(example?.gold.map(({ type }) => type)).not.toContain('drop_place');
  });
});
