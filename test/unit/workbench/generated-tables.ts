import * as fc from 'fast-check';
import type { Jdm } from '../../../domain/workbench/decision-document.ts';

/** Few enough values that rules meet facts often; of every kind, with decimals that doubles cannot hold. */
const numbers = fc.constantFrom('-3', '0', '0.1', '0.3', '1', '1.5', '2', '5', '10', '500_000', '0.07');
const texts = fc.constantFrom("'a'", "'b'", "'gold'", "''", "'中国'", "'true'", '"ab"');
const constants = fc.oneof(numbers, texts, fc.constantFrom('true', 'false', 'null'));
const comparators = fc.constantFrom('==', '!=', '<', '>', '<=', '>=');
const numberFacts = fc.constantFrom('n', 'm', 'deep.x', 'missing');
const anyFacts = fc.oneof(numberFacts, fc.constantFrom('s', 'deep.y.z', 'flag', 'mixed'));

const ranges = fc
  .tuple(fc.constantFrom('[', '(', ']', ')'), numbers, numbers, fc.constantFrom(']', ')', '[', '('))
  .filter(([open]) => open !== ')')
  .map(([open, low, high, close]) => `${open}${low}..${high}${close}`);
const lists = fc.array(constants, { minLength: 1, maxLength: 4 }).map((items) => `[${items.join(', ')}]`);

const tests = fc.oneof(
  { weight: 6, arbitrary: constants },
  { weight: 6, arbitrary: fc.tuple(comparators, constants).map(([operator, value]) => `${operator} ${value}`) },
  { weight: 3, arbitrary: ranges },
  { weight: 2, arbitrary: lists },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('in', 'not in'), fc.oneof(lists, ranges)).map((part) => part.join(' ')),
  },
  { weight: 2, arbitrary: fc.tuple(comparators, anyFacts).map((part) => part.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(texts).map(([text]) => `contains($, ${text})`) },
  { weight: 1, arbitrary: fc.tuple(texts).map(([text]) => `not startsWith($, ${text})`) },
  { weight: 1, arbitrary: fc.tuple(comparators, numbers).map(([operator, n]) => `len($) ${operator} ${n}`) },
  { weight: 1, arbitrary: fc.tuple(texts).map(([text]) => `upper($) == upper(${text})`) },
  { weight: 1, arbitrary: fc.tuple(numbers, numbers).map(([a, b]) => `$ + ${a} == ${b}`) },
  { weight: 1, arbitrary: fc.tuple(comparators, numbers, numbers).map(([op, a, b]) => `${op} n * ${a} - ${b} / 10`) },
  { weight: 1, arbitrary: fc.tuple(numbers).map(([n]) => `$ % 2 == ${n}`) },
  { weight: 1, arbitrary: fc.tuple(constants, constants).map(([a, b]) => `flag ? ${a} : ${b}`) },
  { weight: 1, arbitrary: fc.constantFrom('not true', 'not $', '-n', '$', 'flag', '(5)', 'n ?? 1', 'not (n > 1)') },
);

/** A cell of a column that has a field. */
const conditions = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 6, arbitrary: tests },
  {
    weight: 2,
    arbitrary: fc
      .tuple(tests, fc.constantFrom(', ', ' or ', ' and '), tests, fc.constantFrom(', ', ' and '), tests)
      .chain(([a, first, b, second, c]) => fc.constantFrom(`${a}${first}${b}`, `${a}${first}${b}${second}${c}`)),
  },
);

const simple = fc.tuple(anyFacts, comparators, constants).map((part) => part.join(' '));
/** A cell of a column that has none. */
const wholeConditions = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: simple },
  { weight: 1, arbitrary: fc.tuple(simple, fc.constantFrom('and', 'or'), simple).map((part) => part.join(' ')) },
  { weight: 1, arbitrary: simple.map((each) => `not (${each})`) },
  { weight: 1, arbitrary: fc.constantFrom('contains(list, s)', 'flag', 'n + m > 1', 's in list', "'x' in deep", 'n') },
);

const outputs = fc.oneof(
  { weight: 6, arbitrary: constants },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: lists },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'n * 0.1',
      'n + m',
      'm - 0.3',
      "s + '!'",
      "n > 1 ? 'high' : 'low'",
      'round(m * 10, 1)',
      'floor(m)',
      'ceil(n / 4)',
      'round(m)',
      'max([n, m, 3])',
      'min([1, 2])',
      'sum([n, 0.1, 0.2])',
      'abs(n)',
      'list',
      'missing ?? s',
      'deep.y.z',
      '-n',
      'trim(s)',
    ),
  },
);

const FIELDS = ['n', 's', 'flag', 'mixed', 'deep.x', 'deep.y.z', 'list', 'n + m', 'len(s)', 'missing', 'lower(s)'];

type Table = { readonly hitPolicy: 'first' | 'collect'; readonly fields: readonly string[]; readonly rows: string[][] };

export const jdmOf = (content: unknown): Jdm =>
  ({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Facts', position: { x: 0, y: 0 }, content: {} },
      { id: 'table', type: 'decisionTableNode', name: 'Table', position: { x: 300, y: 0 }, content },
      { id: 'out', type: 'outputNode', name: 'Decision', position: { x: 600, y: 0 }, content: {} },
    ],
    edges: [
      { id: 'e1', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'e2', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  }) as Jdm;

const decisionOf = ({ hitPolicy, fields, rows }: Table): Jdm =>
  jdmOf({
    hitPolicy,
    inputs: [
      ...fields.map((field, index) => ({ id: `i${index}`, name: field, field })),
      { id: 'whole', name: 'Whole condition' },
    ],
    outputs: [
      { id: 'o1', name: 'One', field: 'one' },
      { id: 'o2', name: 'Two', field: 'two.part' },
    ],
    rules: rows.map((row, index) => ({
      _id: `r${index + 1}`,
      ...Object.fromEntries(fields.map((_, column) => [`i${column}`, row[column] ?? ''])),
      whole: row[fields.length] ?? '',
      o1: row[fields.length + 1] ?? '',
      o2: row[fields.length + 2] ?? '',
    })),
  });

/** Decision tables of the supported language. */
export const tables: fc.Arbitrary<Jdm> = fc
  .tuple(
    fc.constantFrom('first' as const, 'collect' as const),
    fc.shuffledSubarray(FIELDS, { minLength: 1, maxLength: 4 }),
  )
  .chain(([hitPolicy, fields]) =>
    fc
      .array(fc.tuple(...fields.map(() => conditions), wholeConditions, outputs, outputs), {
        minLength: 1,
        maxLength: 40,
      })
      .map((rows) => decisionOf({ hitPolicy, fields, rows: rows as string[][] })),
  );

const numberValues = fc.oneof(
  fc.constantFrom(-3, 0, 0.1, 0.3, 1, 1.5, 2, 5, 10, 500000, 0.07, 4.99, 0.2),
  fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100),
);
const textValues = fc.constantFrom('a', 'b', 'gold', 'GOLD', '', '中国', 'true', 'ab', ' ab ');
const anything = fc.oneof(numberValues, textValues, fc.boolean(), fc.constant(null));
/** Of its kind mostly; missing, null or of another kind sometimes. */
const mostly = (kind: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: kind },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );

const withoutMissing = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

/** Facts for them: the same kinds and values, and others. */
export const facts: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    n: mostly(numberValues),
    m: mostly(numberValues),
    s: mostly(textValues),
    flag: mostly(fc.boolean()),
    mixed: anything,
    list: mostly(fc.array(anything, { maxLength: 4 })),
    deep: mostly(
      fc
        .record({ x: mostly(numberValues), y: mostly(fc.record({ z: mostly(textValues) }).map(withoutMissing)) })
        .map(withoutMissing),
    ),
  })
  .map(withoutMissing);
