import fc from 'fast-check';
import { PushReceived } from '#domain/channel/events.ts';
import type { EventDetail } from '#domain/event.ts';
import { EVENTS } from '#domain/events.ts';
import type { EventId } from '#domain/id.ts';
import { Lineage, type LineageSource, lineageOf, missingCauses, RecordedNode } from '#domain/lineage/lineage.ts';
import { OrderConfirmed, OrderHeld } from '#domain/order/events.ts';
import { sampleEventOf } from '../../../bin/docs/event-schema.ts';
import { at, event, holdId, node, nodeOf, T0 } from './given.ts';

const sample = (definition: (typeof EVENTS)[number]): LineageSource => ({
  type: definition.type,
  source: `fulfillment.${definition.stage}`,
  detail: sampleEventOf(definition).detail as EventDetail,
});

const push = (topic: string) =>
  event(
    PushReceived,
    0,
    {
      channel: 'douyin',
      shopId: '77977',
      topic,
      dedupeKey: `douyin#${topic}`,
      channelOrderId: '4837328765348566675',
      sourceAt: null,
      receivedAt: T0,
    },
    { orderId: null },
  );

/** A tree of events: each caused by an earlier one or by nothing, some written in the same millisecond, some by a clock that is behind. */
const family = fc
  .array(fc.record({ cause: fc.nat(), minutes: fc.integer({ min: 0, max: 30 }), roots: fc.boolean() }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((born) => {
    const nodes: RecordedNode[] = [];
    for (const { cause, minutes, roots } of born) {
      const causedBy = roots || nodes.length === 0 ? null : (nodes[cause % nodes.length]?.nodeId ?? null);
      nodes.push(node(OrderConfirmed, minutes, { region: null }, { causedBy }));
    }
    return nodes;
  });

const ids = ({ nodes }: Lineage) => nodes.map(({ nodeId }) => nodeId);

describe('the node of an event', () => {
  it.each(EVENTS.map((definition) => [definition.type, definition] as const))(
    'tells %s in both languages, with who answers for it',
    (type, definition) => {
      const told = nodeOf(sample(definition));
      expect(RecordedNode.parse(told)).toEqual(told);
      expect(told.type).toBe(type);
      expect(told.owner).toMatch(/^(channel|system|person|node|carrier|role):.+/);
      expect(told.summary.zh).toMatch(/[\u4e00-\u9fff]/);
      // The fallback for unknown events names the type alone: a known one says more.
      expect(told.summary.en).not.toBe(type);
      expect(told.marks).toContain(type);
    },
  );

  it('is the same for the same event, so that recording it twice is recording it once', () => {
    for (const definition of EVENTS) expect(nodeOf(sample(definition))).toEqual(nodeOf(sample(definition)));
  });

  it.each(EVENTS.map((definition) => [definition.type, definition] as const))(
    'keeps no free text of %s, where a person may have been named',
    (_type, definition) => {
      const person = '张三丰 13800001234';
      const free = new Set(['reason', 'explanation', 'values', 'error', 'chosenBy', 'actionId', 'name']);
      const spoil = (value: unknown, name = ''): unknown => {
        if (Array.isArray(value)) return value.map((each) => spoil(each, name));
        if (value !== null && typeof value === 'object')
          return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoil(each, key)]));
        return free.has(name) && typeof value === 'string' ? person : value;
      };
      const { detail, ...rest } = sample(definition);
      const told = nodeOf({ ...rest, detail: { ...detail, data: spoil(detail.data) } });
      expect(told.summary.en).not.toBe(definition.type);
      expect(JSON.stringify(told)).not.toMatch(/张三丰|13800001234/);
    },
  );

  it('names the platform and the shop for a push', () => {
    expect(nodeOf(push('101'))).toMatchObject({ orderId: null, owner: 'channel:douyin/77977' });
  });

  it('names whoever put a hold', () => {
    const hold = {
      holdId,
      type: 'MANUAL' as const,
      reason: 'call back',
      actor: 'person:key-7',
      since: T0,
      releaseCondition: 'PERSON' as const,
    };
    expect(node(OrderHeld, 0, { hold })).toMatchObject({ owner: 'person:key-7', data: { holdId, type: 'MANUAL' } });
  });

  it('is made of an event this version does not know, too', () => {
    const known = event(OrderConfirmed, 0, { region: null });
    expect(nodeOf({ ...known, source: 'fulfillment.service', type: 'ChainStarted' })).toMatchObject({
      type: 'ChainStarted',
      stage: 'service',
      owner: 'system:service',
      deadline: null,
    });
    expect(nodeOf({ ...known, type: 'OrderHeld', detail: { ...known.detail, data: 'odd' } })).toMatchObject({
      type: 'OrderHeld',
      summary: { en: 'OrderHeld' },
      deadline: null,
    });
  });
});

describe('the lineage of an order', () => {
  it('has every event as exactly one node, however often it was recorded and in whatever order it came', () => {
    fc.assert(
      fc.property(family, fc.infiniteStream(fc.nat()), (nodes, random) => {
        const again = [...nodes, ...nodes]
          .map((each) => ({ each, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const told = lineageOf(again, at(60));
        expect(ids(told)).toHaveLength(nodes.length);
        expect(new Set(ids(told))).toEqual(new Set(nodes.map(({ nodeId }) => nodeId)));
        expect(told).toEqual(lineageOf(nodes, at(60)));
      }),
    );
  });

  it('never tells an effect before its cause, and has an edge for each cause', () => {
    fc.assert(
      fc.property(family, (nodes) => {
        const told = lineageOf(nodes, at(60));
        const place = new Map(ids(told).map((id, index) => [id, index]));
        const caused = nodes.filter(({ causedBy }) => causedBy !== null);
        expect(told.edges).toHaveLength(caused.length);
        for (const { from, to } of told.edges) expect(place.get(from)).toBeLessThan(place.get(to) ?? -1);
      }),
    );
  });

  it('is told by time where causes leave it open', () => {
    const nodes = [3, 1, 2].map((minutes) => node(OrderConfirmed, minutes, { region: null }));
    expect(lineageOf(nodes, at(60)).nodes.map((each) => each.at)).toEqual([at(1), at(2), at(3)]);
  });

  it('does not hang on causes that go round in a circle', () => {
    const a = node(OrderConfirmed, 0, { region: null });
    const b = node(OrderConfirmed, 1, { region: null }, { causedBy: a.nodeId });
    expect(lineageOf([{ ...a, causedBy: b.nodeId }, b], at(60)).nodes).toHaveLength(2);
  });

  it('joins the push that began it, and names causes that are not there yet', () => {
    const first = nodeOf(push('101'));
    const placed = node(OrderConfirmed, 1, { region: null }, { causedBy: first.nodeId });
    expect(missingCauses([placed])).toEqual([first.nodeId]);
    expect(lineageOf([placed], at(2)).edges).toEqual([]);
    expect(missingCauses([first, placed])).toEqual([]);
    expect(lineageOf([placed, first], at(2))).toMatchObject({
      nodes: [{ nodeId: first.nodeId }, { nodeId: placed.nodeId }],
      edges: [{ from: first.nodeId, to: placed.nodeId }],
    });
  });

  it('shows what its schema says: no marks, and a deadline with its answer', () => {
    const told = lineageOf([node(OrderConfirmed, 0, { region: null })], at(1));
    expect(Lineage.parse(told)).toEqual(told);
    expect(told.nodes[0]).not.toHaveProperty('marks');
    expect(told.nodes[0]?.sla).toMatchObject({ status: 'OPEN', dueAt: at(6) });
    expect(told.slas).toEqual([{ nodeId: told.nodes[0]?.nodeId as EventId, ...told.nodes[0]?.sla }]);
  });
});
