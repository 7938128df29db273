import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dms } from '#domain/channel/dms.ts';
import { plusSeconds } from '#domain/time.ts';
import { nodeCrypto } from '#shared/node-crypto.ts';
import { accepted, fixture, fixtureNames, NOW, received, secretOf, signed } from './given.ts';

const paid = fixture(dms, 'order-paid');
const request = signed(dms, paid);
const sent = (message: object) => signed(dms, { push: JSON.stringify(message), topic: '' });
const at = (seconds: number) =>
  dms.receive(request, [secretOf(dms)], nodeCrypto, plusSeconds(NOW, seconds)) as { kind: string; reason?: string };

describe('dms', () => {
  it('signs as docs/dms.md says, with the numbers of its example', () => {
    const body = '{"schema":"orderloom.dms/1","message_id":"m-1","event":"ping"}';
    const call = dms.sign({ body, at: NOW, nonce: '' }, { appId: 'k', current: 's3cret', previous: null }, nodeCrypto);
    // printf '%s' '1780286460.<body>' | openssl dgst -sha256 -hmac s3cret
    expect(call.headers).toMatchObject({
      'x-dms-timestamp': '1780286460',
      'x-dms-signature': 'v1=68cc998df45935cebde6abf3d88dbd77b6d3795c6c276c01b395fd36f3adbe38',
      'idempotency-key': 'm-1',
    });
    const guide = readFileSync(fileURLToPath(new URL('../../../docs/dms.md', import.meta.url)), 'utf8');
    expect(guide).toContain(call.headers['x-dms-signature']);
    expect(guide).toContain(body);
  });

  it('takes a call within five minutes of its time, either way', () => {
    expect([at(-300).kind, at(300).kind]).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  it('refuses a replay after that, and a time that was changed', () => {
    expect(at(301)).toMatchObject({ kind: 'REFUSED', reason: 'TIMESTAMP', answer: { status: 401 } });
    expect(at(-301)).toMatchObject({ kind: 'REFUSED', reason: 'TIMESTAMP' });
    const other = { ...request, headers: { ...request.headers, 'x-dms-timestamp': '1780286461' } };
    expect(received(dms, other)).toMatchObject({ kind: 'REFUSED', reason: 'SIGNATURE' });
  });

  it('answers a ping without keeping it', () => {
    expect(received(dms, sent({ message_id: '1', event: 'ping' }))).toEqual({
      kind: 'PROBE',
      answer: expect.objectContaining({ status: 200, body: '{"accepted":true}' }),
    });
  });

  it('takes the key of the signed body, and keeps a message apart whose header says another', () => {
    const { 'idempotency-key': _none, ...headers } = request.headers;
    expect(accepted(dms, { ...request, headers }).pushes[0]?.dedupeKey).toBe(`${paid.orderId}-2`);
    const forged = { ...request, headers: { ...headers, 'idempotency-key': 'another' } };
    expect(accepted(dms, forged)).toMatchObject({
      pushes: [],
      unreadable: [{ error: expect.stringContaining('Idempotency-Key "another" is not message_id') }],
    });
  });

  it.each([
    ['a list', [], 'body is no JSON object'],
    ['no event', { order: {} }, 'event is missing'],
    ['no order', { event: 'order.created' }, 'order is missing'],
    ['an order without id', { event: 'order.created', order: {} }, 'order.order_id is missing'],
  ])('keeps %s as unreadable and points to the protocol', (_what, message, error) => {
    expect(accepted(dms, sent(message)).unreadable).toEqual([
      expect.objectContaining({ error: expect.stringMatching(new RegExp(`^dms ${error}: .*docs/dms.md`)) }),
    ]);
  });

  it.each(fixtureNames(dms))('sends %s as the documented schema has it', (name) => {
    const guide = readFileSync(fileURLToPath(new URL('../../../docs/dms.md', import.meta.url)), 'utf8');
    const [, schemaText = ''] = /```json schema\n([\s\S]*?)\n```/.exec(guide) ?? [];
    const schema = JSON.parse(schemaText) as Schema;
    expect(faultsOf(JSON.parse(fixture(dms, name).push), schema, schema.$defs ?? {})).toEqual([]);
  });
});

type Schema = {
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

/** As much of JSON Schema as docs/dms.md uses; a property that it does not name is a fault here. */
const faultsOf = (value: unknown, given: Schema, defs: Readonly<Record<string, Schema>>, path = '$'): string[] => {
  const schema = given.$ref ? (defs[given.$ref.replace('#/$defs/', '')] ?? {}) : given;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const faults: string[] = [];
  if (types.length > 0 && !types.includes(typeOf(value))) return [`${path} is ${typeOf(value)}`];
  if (schema.enum && !schema.enum.includes(value)) faults.push(`${path} is not listed`);
  if (schema.const !== undefined && schema.const !== value) faults.push(`${path} is not ${String(schema.const)}`);
  if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern).test(value))
    faults.push(`${path} looks wrong`);
  if (Array.isArray(value))
    return [...faults, ...value.flatMap((each, i) => faultsOf(each, schema.items ?? {}, defs, `${path}[${i}]`))];
  if (typeof value !== 'object' || value === null) return faults;
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${path}.${key} is missing`);
  const inner = Object.entries(value).flatMap(([key, each]) => {
    const property = schema.properties?.[key];
    return property ? faultsOf(each, property, defs, `${path}.${key}`) : [`${path}.${key} is not in the schema`];
  });
  return [...faults, ...missing, ...inner];
};
