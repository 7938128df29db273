/** The part of JSON Schema that zod writes for our events. */
export type Schema = {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | boolean;
  readonly minItems?: number;
  readonly format?: string;
  readonly prefixItems?: readonly Schema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
};

/** Words a reader knows at once, by the field's name; whatever is not here gets the field's name itself. */
const WORDS: Readonly<Record<string, unknown>> = {
  channel: 'douyin',
  shopId: '4463798',
  channelOrderId: '6920000000000000001',
  requestId: 'cancel',
  remainingSeconds: 300,
  channelReturnId: '7200000000000000001',
  platformStatus: 'tag 200, aftersale_status 6',
  refundMinor: 5980,
  dedupeKey: 'douyin#6920000000000000001#100',
  topic: '101',
  currency: 'CNY',
  sku: 'TEA-100',
  lineId: '1',
  node: 'wh-hangzhou',
  lane: 'hangzhou-chengdu',
  carrier: 'ZTO',
  mode: 'ROAD',
  responsible: 'ZTO',
  country: 'CN',
  province: '四川省',
  city: '成都市',
  district: '武侯区',
  region: 'chengdu',
  by: 'person:key-1',
  owner: 'role:operator',
  actor: 'channel:douyin',
  from: 'CONFIRMED',
  source: 'partner:wh-hangzhou',
  traceId: '1-68c0f0a0-000000000000000000000001',
  color: 'default',
  quantity: 2,
  legs: 1,
  attempt: 1,
  costMinor: 820,
  successProbability: 0.97,
  totalMinor: 5980,
  itemsMinor: 5980,
  paidMinor: 5980,
  explanation: 'cheapest plan that keeps the promise',
};

const INSTANT = '2026-03-02T02:00:00.000Z';
const ULID = '01KJPM0SR00000000000000001';
const EARLIER_ULID = '01KJPM0SR00000000000000000';

const text = ({ pattern = '', format }: Schema, name: string): string => {
  const [, prefix] = /^\^([a-z]{3})_\[/.exec(pattern) ?? [];
  if (prefix) return `${prefix}_${name === 'causedBy' ? EARLIER_ULID : ULID}`;
  if (format === 'date-time' || pattern.startsWith('^\\d{4}-')) return INSTANT;
  const word = WORDS[name];
  return typeof word === 'string' ? word : name;
};

const number = ({ minimum, exclusiveMinimum }: Schema, name: string): number => {
  const word = WORDS[name];
  if (typeof word === 'number') return word;
  const least = exclusiveMinimum === undefined ? (minimum ?? 0) : exclusiveMinimum + 1;
  return Math.max(0, least);
};

const list = ({ items, prefixItems, minItems = 1 }: Schema, name: string): unknown[] => {
  if (prefixItems) return prefixItems.map((schema) => sampleOf(schema, name));
  return typeof items === 'object' ? Array.from({ length: Math.max(1, minItems) }, () => sampleOf(items, name)) : [];
};

const record = ({ properties = {} }: Schema): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema, name)]));

/** A value that fits the schema, always the same. Of alternatives the first, of optional fields all. */
export const sampleOf = (schema: Schema, name = 'value'): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sampleOf(first, name);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return record(schema);
    case 'array':
      return list(schema, name);
    case 'string':
      return text(schema, name);
    case 'integer':
    case 'number':
      return number(schema, name);
    case 'boolean':
      return false;
    default:
      return null;
  }
};
