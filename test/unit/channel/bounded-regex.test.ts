import fc from 'fast-check';
import { BoundedRegex } from '#domain/channel/bounded-regex.ts';
import { UnboundedRegex } from '#domain/channel/regex-program.ts';

const allIn = (engine: { exec: (text: string) => RegExpExecArray | null; lastIndex: number }, text: string) => {
  const found: unknown[] = [];
  engine.lastIndex = 0;
  for (let match = engine.exec(text); match && found.length < 50; match = engine.exec(text)) {
    found.push([match.index, ...match]);
    if (match[0] === '') engine.lastIndex += 1;
  }
  return found;
};

/** Of `ab1 `. */
const LONG = 100;

const sameAsJavaScript = (pattern: RegExp, text: string): void => {
  const global = new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`);
  expect(allIn(new BoundedRegex(global), text)).toEqual(allIn(global, text));
  // Long enough to be walked by our own machine.
  const long = text + 'ab1 '.repeat(LONG);
  expect(allIn(new BoundedRegex(global), long)).toEqual(allIn(global, long));
};

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\s', '(a)', '(?:ab)', '(b|c)', '\\b', '市');
const quantified = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{1,}?'))
  .map(([part, quantifier]) => (part === '\\b' ? part : part + quantifier));
const sequence = fc.array(quantified, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const pattern = fc
  .tuple(fc.constantFrom('', '^'), fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '$'))
  .map(([start, parts, end]) => `${start}${parts.join('|')}${end}`);
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'B', '1', ' ', '\n', '市'), maxLength: 12 });

describe('a bounded regular expression', () => {
  it('finds what JavaScript finds, with the same groups', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i', 'm', 'im'), text, (source, flags, subject) =>
        sameAsJavaScript(new RegExp(source, flags), subject),
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [/^.*?(?:市|州|地区)([^市区县]{1,8}[区县])/, '浙江省杭州市西湖区文三路'],
    [/((a)|b)*/, 'aab'],
    [/(a+)(b+)?c|\/\]/, 'aac/]'],
    [/[\]\\^-]+\u0041\x42\./, 'x]\\^-AB.'],
    [/^\s*$/m, 'a\n\nb'],
  ])('reads %s', (source, subject) => {
    sameAsJavaScript(source, subject);
  });

  it('ends in time where JavaScript would not', () => {
    const started = performance.now();
    const subject = `${'a'.repeat(5_000)}!`;
    for (const source of [/^(a+)+$/, /^(a|a)*$/, /^(a|aa)+$/, /^a*a*a*a*a*b/, /^(\w+\s?)*$/])
      expect(new BoundedRegex(source).exec(subject)).toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('refuses look-around, back-references and patterns that grow without measure, naming the cure', () => {
    expect(() => new BoundedRegex(/(?=a)b/)).toThrow(UnboundedRegex);
    expect(() => new BoundedRegex(/(a)\1/)).toThrow(/without look-around and back-references/);
    expect(() => new BoundedRegex(/(?:a{1,90}){1,90}/)).toThrow(/smaller repetitions/);
    expect(() => new BoundedRegex(/a/).exec('a'.repeat(200_000))).toThrow(/at most 100000/);
  });
});
