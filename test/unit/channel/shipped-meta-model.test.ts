import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fieldsByPath, parseAttributeSet } from '#domain/channel/attribute-set.ts';
import { CHANNELS } from '#domain/channel/channels.ts';
import { carriedBy } from '#domain/order/order-terms.ts';
import type { CatalogKind } from '#domain/workbench/catalog-document.ts';
import { BadDocument, KINDS, testDocument } from '#domain/workbench/catalog-kinds.ts';
import { coreSet } from '#domain/workbench/core-fields.ts';
import { mappingOf } from './given.ts';

const CATALOG = fileURLToPath(new URL('../../../catalog/', import.meta.url));
const shipped = (kind: CatalogKind): [id: string, document: unknown][] =>
  readdirSync(`${CATALOG}${kind}`).map((file) => [
    file.replace('.json', ''),
    JSON.parse(readFileSync(`${CATALOG}${kind}/${file}`, 'utf8')),
  ]);
const setOf = (channel: string) => parseAttributeSet(Object.fromEntries(shipped('attribute-set'))[channel]);

describe.each(['attribute-set', 'enhancement', 'semantic-link'] as const)(
  'the shipped documents of kind %s',
  (kind) => {
    it.each(shipped(kind))('%s passes its own tests under its own id', async (id, document) => {
      const results = await testDocument(kind, document);
      expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
      expect(KINDS[kind].idOf(KINDS[kind].parse(document))).toBe(id);
    });
  },
);

describe.each(CHANNELS.map((channel) => [channel.id, channel] as const))('the attribute set of %s', (id, channel) => {
  it('defines every attribute that the shipped mapping gives, and no other', () => {
    const { attributes, lineAttributes, crossBorder } = mappingOf(channel);
    const mapped = carriedBy({ attributes: { ...attributes, lines: { '1': lineAttributes } } });
    const given = [...mapped, ...(crossBorder.length > 0 ? ['crossBorder'] : [])];
    expect([...fieldsByPath(setOf(id)).keys()].sort()).toEqual(given.sort());
  });

  it('has titles in both languages, each title once', () => {
    const { fields, lineFields } = setOf(id);
    for (const level of [fields, lineFields])
      for (const language of ['zh', 'en'] as const) {
        const titles = level.map(({ title }) => title[language]);
        expect(new Set(titles).size).toBe(titles.length);
      }
    for (const { title } of [...fields, ...lineFields]) expect(title.en).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('the core fields', () => {
  it('are read off the order: amounts in minor units, times, states with their words', () => {
    const fields = new Map(coreSet().fields.map((field) => [field.path, field]));
    expect(fields.get('amounts.totalMinor')).toMatchObject({ type: 'money', title: { zh: '订单金额' } });
    expect(fields.get('placedAt')?.type).toBe('instant');
    expect(fields.get('promiseAt')?.type).toBe('instant');
    expect(fields.get('lifecycle.state')).toMatchObject({ type: 'enum', values: expect.arrayContaining(['ON_HOLD']) });
    expect(fields.get('deliverables[].quantity')?.type).toBe('integer');
    expect(fields.has('channelView')).toBe(false);
  });

  it('refuses every other text under their name', () => {
    const { parse } = KINDS['attribute-set'];
    expect(parse(coreSet())).toEqual(coreSet());
    expect(() => parse({ ...coreSet(), fields: [] })).toThrow(BadDocument);
  });
});
