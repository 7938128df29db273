import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventDetail } from '#domain/event.ts';
import { EVENTS } from '#domain/events.ts';
import { patternOf, sampleEventOf } from '../../../bin/docs/event-schema.ts';
import { generatedDocs, staleDocs } from '../../../bin/generate-docs.ts';

const ROOT = join(import.meta.dirname, '../../..');

const sources = ['domain', 'functions'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(ROOT, folder, file), 'utf8') })),
);
const each = EVENTS.map((event) => [event.type, event] as const);

/** EventBridge's exact matching, the part our patterns use. */
const matches = (pattern: unknown, value: unknown): boolean =>
  Array.isArray(pattern)
    ? pattern.includes(value)
    : Object.entries(pattern as object).every(([key, part]) =>
        matches(part, (value as Record<string, unknown>)?.[key]),
      );

describe('the list of events', () => {
  it('has every event that any stage defines, once', () => {
    const defined = sources
      .filter(({ file }) => /^domain\/\w+\/events\.ts$/.test(file))
      .flatMap(({ text }) => [...text.matchAll(/defineEvent\(\s*'\w+',\s*'(\w+)'/g)].map(([, type]) => type));
    expect([...EVENTS.map(({ type }) => type)].sort()).toEqual(defined.sort());
    expect(new Set(defined).size).toBe(defined.length);
  });

  it.each(each)('has %s because some code makes it', (type) => {
    const makes = new RegExp(
      `(because|happened|fact|tell)\\(\\s*([\\w.]+,\\s*){0,2}(\\w+\\([^)]*\\),\\s*|\\{[^}]*\\},\\s*)?${type}\\b`,
    );
    const makers = sources.filter(({ file, text }) => !file.endsWith('events.ts') && makes.test(text));
    expect(makers.map(({ file }) => file)).not.toEqual([]);
  });
});

describe('the sample of an event', () => {
  it.each(each)('fits the schema of %s', (_type, event) => {
    const { detail } = sampleEventOf(event);
    const { data, ...envelope } = detail;
    expect(EventDetail.omit({ data: true }).parse(envelope)).toEqual(envelope);
    expect(envelope).toMatchObject({ v: event.v });
    expect(event.data.parse(data)).toEqual(data);
  });

  it.each(each)('is what the rule pattern of %s matches, and no other event is', (type, event) => {
    expect(matches(patternOf(event), sampleEventOf(event))).toBe(true);
    const others = EVENTS.filter((other) => other.type !== type);
    expect(others.filter((other) => matches(patternOf(event), sampleEventOf(other)))).toEqual([]);
  });
});

describe('the generated pages', () => {
  it('are on disk as the code says: run `npm run docs` when this fails', () => {
    expect(staleDocs()).toEqual([]);
  });

  it('differ when the code says something else', () => {
    const docs = generatedDocs();
    docs.set('events.md', `${docs.get('events.md')}more`);
    docs.delete('schemas/OrderHeld.json');
    expect(staleDocs(docs)).toEqual(['events.md', 'schemas/OrderHeld.json']);
  });

  it('link a schema for every event, that names the event and requires its facts', () => {
    const docs = generatedDocs();
    for (const { type } of EVENTS) {
      expect(docs.get('events.md')).toContain(`(schemas/${type}.json)`);
      const schema = JSON.parse(docs.get(`schemas/${type}.json`) ?? '{}') as Record<string, unknown>;
      expect(schema).toMatchObject({ title: type, $schema: 'https://json-schema.org/draft/2020-12/schema' });
      expect(schema.required).toEqual(['id', 'at', 'orderId', 'causedBy', 'traceId', 'color', 'v', 'data']);
    }
  });
});
