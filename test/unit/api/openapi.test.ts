import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS } from '#domain/channel/channels.ts';
import { CARRIERS } from '#domain/fulfillment/carriers.ts';
import { CONTRACTS } from '#domain/workbench/contracts.ts';
import { openapi } from '#domain/workbench/openapi.ts';
import { ROUTES } from '#domain/workbench/routes.ts';

const FUNCTIONS = join(import.meta.dirname, '../../../functions');

type Operation = {
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: { content: Record<string, { schema?: { properties?: object; required?: string[] } }> };
  readonly responses: Record<string, { description: string; content?: Record<string, unknown> }>;
  readonly security: readonly object[];
};
type Document = {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: object };
};

// As callers get it: through JSON.
const document = JSON.parse(JSON.stringify(openapi())) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, path, operation })),
);

/** Every object below, with where it is. */
const walk = (value: unknown, path = '#'): { path: string; value: Record<string, unknown> }[] =>
  value === null || typeof value !== 'object'
    ? []
    : [
        { path, value: value as Record<string, unknown> },
        ...Object.entries(value).flatMap(([key, part]) => walk(part, `${path}/${key}`)),
      ];

describe('the list of routes', () => {
  const files = ROUTES.flatMap(({ functionFile }) => [
    ...(functionFile.includes('{channel}') ? CHANNELS.map(({ id }) => functionFile.replace('{channel}', id)) : []),
    ...(functionFile.includes('{carrier}') ? CARRIERS.map(({ id }) => functionFile.replace('{carrier}', id)) : []),
    ...(functionFile.includes('{') ? [] : [functionFile]),
  ]);

  it.each([...new Set(files)])('has a function %s', (file) => {
    expect(existsSync(join(FUNCTIONS, `${file}.ts`))).toBe(true);
  });

  it('has a contract for every route, and none besides', () => {
    expect(Object.keys(CONTRACTS).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });
});

describe('the OpenAPI description', () => {
  it('is OpenAPI 3.1 with every route, each by a name of its own', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: 'Orderloom', version: expect.any(String) });
    expect(operations.map(({ key }) => key).sort()).toEqual(
      ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it.each(operations.map((each) => [each.key, each] as const))(
    'names every parameter in the path of %s',
    (_key, each) => {
      const named = [...each.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const told = each.operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(told.map(({ name }) => name)).toEqual(named);
      expect(told.every(({ required }) => required)).toBe(true);
    },
  );

  it.each(operations.map((each) => [each.key, each] as const))(
    'tells how %s succeeds and how it refuses',
    (key, each) => {
      const { access } = ROUTES.find(({ method, path }) => `${method} ${path}` === key) ?? {};
      const statuses = Object.keys(each.operation.responses);
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
      expect(Object.values(each.operation.responses).every(({ description }) => description.length > 1)).toBe(true);
      const keyed = access === 'operator' || access === 'partner';
      expect(each.operation.security).toEqual(keyed ? [{ key: [] }] : []);
      if (!keyed) return;
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403']));
      const { 401: noKey, ...refused } = each.operation.responses;
      expect(Object.keys(noKey?.content ?? {})).toEqual(['application/json']);
      const refusals = Object.entries(refused).filter(([status]) => status.startsWith('4'));
      for (const [, { content }] of refusals) expect(Object.keys(content ?? {})).toContain('application/problem+json');
    },
  );

  it('points only at what is there', () => {
    const all = walk(document);
    const known = new Set(all.map(({ path }) => path));
    const pointers = all.flatMap(({ value: { $ref } }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(pointers.length).toBeGreaterThan(10);
    expect(pointers.filter((pointer) => !known.has(pointer))).toEqual([]);
  });

  it('lets answers gain fields, and requests not', () => {
    const closed = walk(document).filter(({ value }) => value.additionalProperties === false);
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.filter(({ path }) => !path.includes('/requestBody/'))).toEqual([]);
  });

  it('says what a hold must carry', () => {
    const operation = document.paths['/orders/{id}/holds']?.post;
    expect(operation?.requestBody?.content['application/json']?.schema).toMatchObject({
      required: ['reason'],
      properties: { type: { const: 'MANUAL' }, reason: { type: 'string', minLength: 1, maxLength: 500 } },
    });
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['200', '201', '404', '409']));
  });
});
