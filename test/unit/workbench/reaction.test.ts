import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { failedOf, notesOn, testDocument } from '../../../domain/workbench/catalog-kinds.ts';
import { matches, mayMatch } from '../../../domain/workbench/event-pattern.ts';
import { BadPolicy } from '../../../domain/workbench/policy.ts';
import { compileReaction, deedsFor, parseReaction } from '../../../domain/workbench/reaction.ts';

const FOLDER = new URL('../../../catalog/reactions/', import.meta.url);
const shipped = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));
type Document = (typeof shipped)[number];
const named = (id: string): Document => structuredClone(shipped.find((each) => each.id === id));

/** A reaction to some events that does one thing. */
const reactionTo = (id: string, types: readonly string[], deed: string, detail?: object): Document => {
  const document = named('review-huge-orders');
  document.id = id;
  document.on = { pattern: { 'detail-type': types, ...(detail ? { detail } : {}) } };
  const table = document.nodes[1].content;
  table.rules = [{ ...table.rules[0], 'says-do': `'${deed}'` }];
  document.examples = [
    { ...document.examples[0], expect: { ...document.examples[0].expect, do: deed } },
    document.examples[1],
  ];
  return document;
};

describe('the reactions that are shipped', () => {
  test.each(shipped.map((document) => [document.id, document]))(
    '%s passes its tests, and gets along with the others',
    async (_, document) => {
      const results = await testDocument('reaction', document, shipped);
      expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
      expect(notesOn('reaction', document).filter((note) => /no test reaches|no rule asks/.test(note))).toEqual([]);
    },
  );
});

describe('a reaction beside others', () => {
  test('is refused where it would set itself off, with the way back', async () => {
    const document = reactionTo('hold-again', ['OrderHeld'], 'HOLD_ORDER');
    const results = await testDocument('reaction', document, shipped);
    expect(results.at(-1)?.differences).toEqual([
      'it would set itself off again: hold-again → OrderHeld → hold-again; narrow a pattern or take one of them back',
    ]);
  });

  test('is refused where another one leads back to it', async () => {
    const first = reactionTo('hold-told', ['OwnerTold'], 'HOLD_ORDER');
    const results = await testDocument('reaction', first, shipped);
    expect(results.at(-1)?.differences).toEqual([
      'it would set itself off again: hold-told → OrderHeld → held-two-hours → OwnerTold → hold-told; narrow a pattern or take one of them back',
    ]);
  });

  test('follows what the system makes of a deed: a hold withdraws the plan, which gives stock back', async () => {
    const document = reactionTo('hold-freed', ['StockReleased'], 'HOLD_ORDER');
    const [, difference] =
      (await testDocument('reaction', document, [])).at(-1)?.differences[0]?.match(/again: (.*);/) ?? [];
    expect(difference).toBe('hold-freed → StockReleased → hold-freed');
  });

  test('is no circle where the pattern leaves out what the deed brings about', async () => {
    const document = reactionTo('hold-risky', ['OrderHeld'], 'HOLD_ORDER', {
      data: { hold: { type: ['PLATFORM_RISK'] } },
    });
    expect(failedOf(await testDocument('reaction', document, []))).toBe(0);
  });

  test('is refused where one event would set off too much, with a way it goes', async () => {
    const many = Array.from({ length: 12 }, (_, index) => reactionTo(`tell-${index}`, ['OrderPlaced'], 'TELL_OWNER'));
    const results = await testDocument('reaction', reactionTo('tell-more', ['OrderPlaced'], 'TELL_OWNER'), many);
    expect(results.at(-1)?.differences).toEqual([
      'one OrderPlaced would set off more than 12 deeds, by OrderPlaced → tell-more among others; narrow the patterns',
    ]);
  });

  test('refuses an event there is none of, and a pause without a SKU', () => {
    expect(() => parseReaction(reactionTo('x', ['OrderLost'], 'TELL_OWNER'))).toThrow(/there is no event OrderLost/);
    expect(() => parseReaction(reactionTo('x', ['OrderPlaced'], 'PAUSE_SALES'))).toThrow(BadPolicy);
    expect(() => parseReaction(reactionTo('x', ['OrderPlaced'], 'PAUSE_SALES'))).toThrow(/write "each": "SKU" into on/);
  });

  test('says what is to be done, by which rule', () => {
    const reaction = compileReaction(named('pause-below-safety'), 2);
    expect(deedsFor(reaction, { stock: { safety: 5, free: 4 } })).toEqual([
      {
        reaction: 'pause-below-safety',
        version: 2,
        rule: 'pause',
        deed: { do: 'PAUSE_SALES', channel: 'douyin', reason: 'less is left than the safety stock' },
      },
    ]);
  });
});

describe('an event pattern', () => {
  const held = (type: string) => ({
    type: 'OrderHeld',
    detail: { color: 'default', data: { hold: { type, since: 5 } } },
  });
  const pattern = (fields: object) => ({ 'detail-type': ['OrderHeld'], detail: { data: { hold: fields } } }) as never;

  test.each([
    [{ type: ['MANUAL', 'NO_ROUTE'] }, true],
    [{ type: ['NO_ROUTE'] }, false],
    [{ type: [{ prefix: 'MAN' }] }, true],
    [{ type: [{ suffix: 'UAL' }] }, true],
    [{ type: [{ 'anything-but': ['MANUAL'] }] }, false],
    [{ type: [{ 'anything-but': 'NO_ROUTE' }] }, true],
    [{ since: [{ numeric: ['>', 3, '<=', 5] }] }, true],
    [{ since: [{ numeric: ['>', 5] }] }, false],
    [{ reason: [{ exists: false }] }, true],
    [{ reason: [{ exists: true }] }, false],
    [{ reason: [{ 'anything-but': 'x' }] }, false],
    [{ type: ['MANUAL'], since: [4] }, false],
  ])('%j matches as EventBridge does: %s', (fields, expected) => {
    expect(matches(pattern(fields), held('MANUAL'))).toBe(expected);
  });

  test('may match an event of which nothing else is known', () => {
    expect(mayMatch(pattern({ type: ['MANUAL'] }), { type: 'OrderHeld', detail: {} })).toBe(true);
    expect(mayMatch(pattern({ type: ['MANUAL'] }), held('NO_ROUTE'))).toBe(false);
    expect(matches(pattern({ type: ['MANUAL'] }), { type: 'OrderHeld', detail: {} })).toBe(false);
  });
});
