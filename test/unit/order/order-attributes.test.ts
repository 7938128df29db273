import fc from 'fast-check';
import { parseAttributeSet } from '#domain/channel/attribute-set.ts';
import { compileAttributeSet } from '#domain/channel/compile-attribute-set.ts';
import { compileEnhancement } from '#domain/channel/compile-enhancement.ts';
import { compileSemanticLink } from '#domain/channel/compile-semantic-link.ts';
import { parseEnhancement } from '#domain/channel/enhancement.ts';
import { parseSemanticLink } from '#domain/channel/semantic-link.ts';
import { amendAttributes } from '#domain/order/amend-attributes.ts';
import type { Change } from '#domain/order/change.ts';
import { migrateOrder } from '#domain/order/migrate-order.ts';
import type { ChannelOrder, JoinedRecord, Order } from '#domain/order/order.ts';
import { type FoundRecords, factsOf, type MetaModel } from '#domain/order/order-attributes.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { type Instant, plusHours } from '#domain/time.ts';
import { givenChannelOrder, givenContext, NOON } from '../../support/given.ts';

const title = { zh: '名', en: 'Name' };
const FRESH_HOURS = 24;
const pack = compileEnhancement(
  parseEnhancement({
    id: 'content',
    title,
    channel: 'douyin',
    join: { order: 'lines.videoId', record: 'video' },
    observedAt: { from: 'at', as: 'iso' },
    freshHours: FRESH_HOURS,
    fields: [
      { name: 'followers', title, type: 'integer', source: 'followers' },
      { name: 'authorId', title, type: 'string', source: 'author', searchable: true },
    ],
  }),
  '2',
);
const link = compileSemanticLink(
  parseSemanticLink({
    id: 'reach',
    title,
    from: 'lines.followers',
    tags: { star: title },
    ranges: [{ from: 1000, tags: ['star'] }],
  }),
  '5',
);
const setVersion = (version: string, part: object = {}) =>
  compileAttributeSet(
    parseAttributeSet({
      id: 'douyin',
      title,
      fields: [{ name: 'business', title, type: 'string', searchable: true }],
      ...part,
    }),
    version,
  );
const set = setVersion('1');
const meta: MetaModel = {
  set,
  packs: [pack],
  links: [link],
  pins: { 'attribute-set/douyin': '1', 'enhancement/content': '2' },
};

/** What the store of records answers: per key the newest within the pack's time. */
type Sent = { readonly video: string; readonly at: Instant; readonly followers: number };
const findIn = (sent: readonly Sent[], view: ChannelOrder): FoundRecords => {
  const { from, to } = pack.windowAround(view.placedAt);
  const found: Record<string, JoinedRecord> = {};
  for (const record of sent) {
    const read = pack.read(record);
    if (read.kind !== 'RECORD' || read.record.observedAt < from || read.record.observedAt > to) continue;
    if (!pack.keysOf(factsOf(view)).includes(read.key)) continue;
    const known = found[read.key];
    if (!known || read.record.observedAt >= known.observedAt) found[read.key] = read.record;
  }
  return { content: found };
};

const orderOf = (video: string, part: Partial<ChannelOrder> = {}): ChannelOrder =>
  givenChannelOrder({ attributes: { business: '2', lines: { '1': { videoId: video } } }, ...part });

const isChange = (result: Change | { kind: 'STALE' }): result is Change => 'order' in result;
const recorded = (channelOrder: ChannelOrder, sent: readonly Sent[], before: Order | null, model = meta): Order => {
  const extension = { meta: model, records: findIn(sent, channelOrder) };
  const command = { channelOrder, pushEventId: null, traceId: 't', color: 'default', extension };
  const result = recordChannelOrder(command, before, givenContext());
  return isChange(result) ? result.order : (before as Order);
};
const enriched = (order: Order, sent: readonly Sent[]): Change =>
  amendAttributes(
    order,
    { by: 'enhancement/content@2', meta, records: findIn(sent, order.channelView) },
    givenContext(),
  );
const meantBy = ({ attributes, tags, foundBy, enhancements }: Order) => ({ attributes, tags, foundBy, enhancements });

type Pushed = { readonly video: string; readonly minutes: number };
type Arrival = Sent | Pushed;
type World = { readonly known: readonly Sent[]; readonly order: Order | null };

const arrived = ({ known, order }: World, step: Arrival): World => {
  if (!('minutes' in step)) {
    const more = [...known, step];
    return { known: more, order: order && enriched(order, more).order };
  }
  const saidAt = { ...givenChannelOrder().saidAt, lines: plusHours(NOON, step.minutes / 60) };
  const placed = recorded(orderOf(step.video, { saidAt }), known, order);
  // What the function does after its write, for records that came meanwhile.
  return { known, order: enriched(placed, known).order };
};

const afterEvery = (steps: readonly Arrival[]): Order =>
  steps.reduce(arrived, { known: [], order: null } as World).order as Order;

const RECORD: Sent = { video: 'v1', at: NOON, followers: 2000 };

describe('what second sources know about an order', () => {
  it('is joined when the order comes after the record, tagged, and the order is found by it', () => {
    const order = recorded(orderOf('v1'), [{ ...RECORD, author: 'a7' } as Sent], null);
    expect(order.attributes).toEqual({
      business: '2',
      lines: { '1': { videoId: 'v1', followers: 2000, authorId: 'a7' } },
    });
    expect(order.tags).toEqual([{ tag: 'star', title, link: 'reach', version: '5' }]);
    expect(order.foundBy?.toSorted()).toEqual(['authorId=a7', 'business=2', 'tag=star', 'videoId=v1']);
    expect(order.pinned).toMatchObject({ 'attribute-set/douyin': '1', 'enhancement/content': '2' });
  });

  it('is joined when the record comes after the order, with an event that says by what', () => {
    const before = recorded(orderOf('v1'), [], null);
    const { order, events } = enriched(before, [RECORD]);
    expect(order.attributes).toMatchObject({ lines: { '1': { followers: 2000 } } });
    expect(events.map((event) => event.detail.data)).toEqual([
      { fields: ['attributes', 'tags'], by: 'enhancement/content@2' },
    ]);
    expect(enriched(order, [RECORD]).order).toBe(order);
  });

  it('is the same whatever the order of arrival of records and pushes', () => {
    const sent = fc.record({
      video: fc.constantFrom('v1', 'v2'),
      at: fc.integer({ min: -30, max: 30 }).map((hours) => plusHours(NOON, hours)),
      followers: fc.integer({ min: 0, max: 5000 }),
    });
    const push = fc.record({ video: fc.constantFrom('v1', 'v2', 'v3'), minutes: fc.integer({ min: 0, max: 3 }) });
    const arrivals = fc
      .tuple(
        fc.uniqueArray(sent, { selector: ({ video, at }) => `${video}${at}`, maxLength: 6 }),
        fc.uniqueArray(push, { selector: ({ minutes }) => minutes, minLength: 1, maxLength: 3 }),
      )
      .map(([records, pushes]): readonly Arrival[] => [...records, ...pushes])
      .chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray([...steps], { minLength: steps.length })));
    fc.assert(
      fc.property(arrivals, ([steps, shuffled]) => {
        expect(meantBy(afterEvery(shuffled))).toEqual(meantBy(afterEvery(steps)));
      }),
      { numRuns: 300 },
    );
  });

  it('does not overwrite what the channel says itself', () => {
    const said = orderOf('v1', { attributes: { lines: { '1': { videoId: 'v1', followers: 5 } } } });
    expect(recorded(said, [RECORD], null).attributes).toEqual({ lines: { '1': { videoId: 'v1', followers: 5 } } });
  });

  it('goes when the channel corrects what they were joined by', () => {
    const joined = recorded(orderOf('v1'), [RECORD], null);
    const later = { ...givenChannelOrder().saidAt, lines: plusHours(NOON, 1) };
    const corrected = recorded(orderOf('v9', { saidAt: later }), [RECORD], joined);
    expect(meantBy(corrected)).toMatchObject({
      attributes: { lines: { '1': { videoId: 'v9' } } },
      tags: undefined,
      enhancements: undefined,
    });
  });

  it('stays when the order is read again without the documents', () => {
    const joined = recorded(orderOf('v1'), [RECORD], null);
    const saidAt = { ...givenChannelOrder().saidAt, remark: plusHours(NOON, 1) };
    const said = { ...joined.channelView, saidAt, remarks: { buyer: '', seller: 'called' } };
    const command = { channelOrder: said, pushEventId: null, traceId: 't', color: 'default' };
    const result = recordChannelOrder(command, joined, givenContext());
    expect(isChange(result) && meantBy(result.order)).toEqual(meantBy(joined));
  });

  it('is no news when the same push comes again', () => {
    const order = recorded(orderOf('v1'), [RECORD], null);
    const extension = { meta, records: findIn([RECORD], order.channelView) };
    const command = { channelOrder: orderOf('v1'), pushEventId: null, traceId: 't', color: 'default', extension };
    expect(recordChannelOrder(command, order, givenContext())).toEqual({ kind: 'STALE' });
  });

  it('refuses a record without its key, its time, or with a value of the wrong type, naming the field', () => {
    expect(pack.read({ at: NOON })).toMatchObject({ kind: 'REFUSED', problem: expect.stringContaining('video') });
    expect(pack.read({ video: 'v1' })).toMatchObject({
      kind: 'REFUSED',
      problem: expect.stringContaining('at is missing'),
    });
    expect(pack.read({ video: 'v1', at: NOON, followers: 'many' })).toMatchObject({
      kind: 'REFUSED',
      problem: 'followers "many" is not a whole number: correct it',
    });
  });
});

describe('migrating a stored order to a new version of its attribute set', () => {
  const migrated = (order: Order, part: object) => {
    const next = setVersion('2', part);
    return migrateOrder(
      order,
      { meta: { ...meta, set: next, pins: { 'attribute-set/douyin': '2' } }, set: next },
      givenContext(),
    );
  };
  const TEXT = { name: 'business', title, type: 'string', searchable: true };

  it('renames a field in what the channel said and in what the order is found by, once', () => {
    const order = recorded(orderOf('v1'), [RECORD], null);
    const part = {
      fields: [{ ...TEXT, name: 'origin' }],
      migrations: [{ do: 'rename', field: 'business', to: 'origin' }],
    };
    const { order: after, events } = migrated(order, part);
    expect(after.attributes).toMatchObject({ origin: '2', lines: { '1': { followers: 2000 } } });
    expect(after.channelView.attributes).toMatchObject({ origin: '2' });
    expect(after.foundBy).toContain('origin=2');
    expect(after.foundBy).not.toContain('business=2');
    expect(after.pinned['attribute-set/douyin']).toBe('2');
    expect(events).toHaveLength(1);
    expect(migrated(after, part)).toEqual({ order: after, events: [], dropped: 0 });
  });

  it('converts what it can, and flags and drops what it cannot', () => {
    const part = { fields: [{ ...TEXT, type: 'integer' }], migrations: [{ do: 'convert', field: 'business' }] };
    const good = migrated(recorded(orderOf('v1'), [], null), part);
    expect(good.order.attributes).toMatchObject({ business: 2 });
    expect(good.dropped).toBe(0);
    const odd = orderOf('v1', { attributes: { business: 'shop' } });
    const bad = migrated(recorded(odd, [], null), part);
    expect(bad.order.attributes).toEqual({});
    expect(bad.dropped).toBe(1);
    expect(bad.order.conflicts).toEqual([
      expect.objectContaining({
        field: 'attributes.business',
        values: ['shop', 'expected a whole number'],
        chosenBy: 'attribute-set/douyin@2',
      }),
    ]);
  });
});
