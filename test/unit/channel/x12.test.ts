import fc from 'fast-check';
import {
  BadX12,
  elementOf,
  isX12,
  readX12,
  transactionSet,
  writeSegments,
  type X12Separators,
} from '#domain/channel/x12.ts';
import { acknowledgementOf, isaOf } from '#domain/channel/x12-acknowledgement.ts';
import { checkGroup, checkInterchange, checkTransaction } from '#domain/channel/x12-checks.ts';

const TILDE: X12Separators = { element: '*', component: '>', terminator: '~' };

type Options = {
  readonly separators?: X12Separators;
  readonly iea?: readonly string[];
  readonly ge?: readonly string[];
  readonly ackRequested?: boolean;
};

/** An interchange of one group around transaction sets; trailers can be given wrong. */
const interchange = (sets: readonly (readonly (readonly string[])[])[], options: Options = {}): string => {
  const { separators = TILDE, iea, ge, ackRequested = false } = options;
  return writeSegments(
    [
      isaOf([
        '00',
        '',
        '00',
        '',
        '01',
        '901234567',
        'ZZ',
        'TEAHOUSE',
        '260601',
        '1200',
        'U',
        '00401',
        '000000101',
        ackRequested ? '1' : '0',
        'P',
        '',
      ]),
      ['GS', 'PO', '901234567', 'TEAHOUSE', '20260601', '1201', '7', 'X', '004010'],
      ...sets.flat(),
      ge ?? ['GE', String(sets.length), '7'],
      ...(iea ? [iea] : [['IEA', '1', '000000101']]),
    ],
    separators,
  );
};

const order = (
  number: string,
  lines: readonly (readonly string[])[] = [['PO1', '1', '2', 'EA', '9.5', '', 'VN', 'OL-1']],
) =>
  transactionSet('850', number, [
    ['BEG', '00', 'SA', `PO-${number}`, '', '20260601'],
    ...lines,
    ['CTT', String(lines.length)],
  ]);

const judged = (text: string) =>
  readX12(text).map((each) => ({
    each,
    groups: each.groups.map((group) => ({
      group,
      sets: group.transactions.map((transaction) => ({ transaction, verdict: checkTransaction(transaction) })),
    })),
  }));

const answerTo = (text: string): string =>
  judged(text)
    .map(({ each, groups }) => acknowledgementOf(each, groups))
    .join('');

describe('an X12 file', () => {
  it.each([
    ['tilde', { element: '*', component: '>', terminator: '~' }],
    ['tilde and line break', { element: '*', component: ':', terminator: '~\n' }],
    ['line break', { element: '*', component: '>', terminator: '\n' }],
    ['carriage return and line break', { element: '*', component: '>', terminator: '\r\n' }],
    ['pipe and unit separator', { element: '|', component: '\u001f', terminator: '\u001c' }],
    ['plus and apostrophe', { element: '+', component: ':', terminator: "'" }],
  ])('is read with the separators it names: %s', (_name, separators) => {
    const [read] = readX12(interchange([order('0001')], { separators }));
    expect(read?.separators).toEqual(separators);
    expect(read?.groups[0]?.transactions[0]?.segments.map(({ id }) => id)).toEqual(['ST', 'BEG', 'PO1', 'CTT', 'SE']);
    expect(elementOf(read?.groups[0]?.transactions[0]?.segments[1], 3)).toBe('PO-0001');
  });

  it('is read behind a byte order mark, indented, wrapped, and with an ISA that nobody padded', () => {
    const text = interchange([order('0001')], { separators: { ...TILDE, terminator: '~\n' } });
    expect(readX12(`\uFEFF${text.replaceAll('\n', '\n\t\t')}`)[0]?.iea?.id).toBe('IEA');
    const wrapped = text.replaceAll('\n', '').replace(/.{40}/g, '$&\n');
    const [read] = readX12(wrapped);
    expect(elementOf(read?.groups[0]?.transactions[0]?.segments[1], 3)).toBe('PO-0001');
    const short = text.replace(/\*(\w+) +(?=\*)/g, '*$1').replace(/\* +(?=\*)/g, '*');
    expect(elementOf(readX12(short)[0]?.isa, 6)).toBe('901234567');
  });

  it('may hold several interchanges, each with separators of its own', () => {
    const other: X12Separators = { element: '|', component: ':', terminator: '\n' };
    const read = readX12(interchange([order('0001')]) + interchange([order('0002')], { separators: other }));
    expect(read.map(({ separators }) => separators.element)).toEqual(['*', '|']);
  });

  it('is not cut where free text holds the letters ISA', () => {
    const lines = [
      ['PO1', '1', '2', 'EA', '9.5'],
      ['MSG', 'ask ISA-BELLA'],
    ];
    expect(readX12(interchange([order('0001', lines)]))).toHaveLength(1);
  });

  it.each([
    ['no ISA', 'GS*PO~'],
    ['letters for a separator', 'ISAAAAAAA'],
    ['too few elements', 'ISA*00*~'],
    ['no terminator', `${interchange([]).slice(0, 105)}GS`],
  ])('refuses %s, naming the segment', (_name, text) => {
    expect(() => readX12(text)).toThrow(BadX12);
    expect(() => readX12(text)).toThrow(/^ISA/);
  });

  it('is never mistaken for XML or JSON, nor the other way round', () => {
    expect([isX12('<ISA>'), isX12('{"ISA":1}'), isX12('ISABELLA'), isX12(interchange([]))]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('what is written', () => {
  const separators = fc.constantFrom<X12Separators>(
    TILDE,
    { element: '|', component: '^', terminator: '\n' },
    { element: '+', component: ':', terminator: "'\r\n" },
  );
  const value = fc.string({ unit: fc.constantFrom(..."AZaz09 .-/é中*~>|^+:'\n"), minLength: 1, maxLength: 12 });
  const segment = fc
    .tuple(fc.constantFrom('REF', 'PID', 'MSG', 'N1'), fc.array(value, { minLength: 1, maxLength: 6 }))
    .map(([id, values]) => [id, ...values]);

  it('is read again as it was, whatever its values are', () => {
    fc.assert(
      fc.property(separators, fc.array(segment, { maxLength: 8 }), (by, body) => {
        const [read] = readX12(interchange([transactionSet('850', '0001', body)], { separators: by }));
        const [set] = read?.groups[0]?.transactions ?? [];
        const unsafe = new Set([by.element, by.component, ...by.terminator]);
        const clean = (text: string): string =>
          Array.from(text, (letter) => (unsafe.has(letter) || letter < ' ' ? ' ' : letter))
            .join('')
            .trim();
        expect(
          set?.segments
            .slice(1, -1)
            .map(({ id, elements }) => [id, ...elements.map((each) => each.trim())].join('\t').trimEnd()),
        ).toEqual(body.map((each) => each.map(clean).join('\t').trimEnd()));
        expect(elementOf(set?.se, 1)).toBe(String(body.length + 2));
      }),
      { numRuns: 200 },
    );
  });

  it('never throws when it is cut or garbled anywhere', () => {
    const whole = interchange([order('0001'), order('0002')]);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.string({ maxLength: 3 }), (end, at, noise) => {
        const text = (whole.slice(0, at) + noise + whole.slice(at + 1)).slice(0, end);
        try {
          answerTo(text);
        } catch (error) {
          expect(error).toBeInstanceOf(BadX12);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the functional acknowledgement', () => {
  const HEAD =
    'ISA*00*          *00*          *ZZ*TEAHOUSE       *01*901234567      *260601*1200*U*00401*000000101*0*P*>~';
  const GROUP = 'GS*FA*TEAHOUSE*901234567*20260601*1201*7*X*004010~';
  const TAIL = 'GE*1*7~IEA*1*000000101~';

  it('accepts each set, with sender and receiver changed over, and the same bytes for the same file', () => {
    const text = interchange([order('0001'), order('0002')]);
    expect(answerTo(text)).toBe(
      `${HEAD}${GROUP}ST*997*0001~AK1*PO*7~AK2*850*0001~AK5*A~AK2*850*0002~AK5*A~AK9*A*2*2*2~SE*8*0001~${TAIL}`,
    );
    expect(answerTo(text)).toBe(answerTo(text));
  });

  it('rejects one set of two, naming segment and element, and accepts the other', () => {
    const bad = order('0002', [['PO1', '1', 'two', 'EA', '9.5']]);
    expect(answerTo(interchange([order('0001'), bad]))).toBe(
      `${HEAD}${GROUP}ST*997*0001~AK1*PO*7~AK2*850*0001~AK5*A~AK2*850*0002~AK3*PO1*3**8~AK4*2*330*6*two~AK5*R*5~AK9*P*2*2*1~SE*10*0001~${TAIL}`,
    );
  });

  it.each<[string, readonly (readonly string[])[], string]>([
    ['without BEG', [['PO1', '1', '2', 'EA']], 'AK3*BEG*2**3~AK5*R*5~AK9*R*1*1*0~'],
    [
      'without an order number',
      [
        ['BEG', '00', 'SA', '', '', '20260601'],
        ['PO1', '1', '2', 'EA'],
      ],
      'AK3*BEG*2**8~AK4*3*324*1~AK5*R*5~AK9*R*1*1*0~',
    ],
    ['without lines', [['BEG', '00', 'SA', 'PO-1', '', '20260601']], 'AK3*PO1*3**3~AK5*R*5~AK9*R*1*1*0~'],
    [
      'with a day that is none: noted',
      [
        ['BEG', '00', 'SA', 'PO-1', '', '20261301'],
        ['PO1', '1', '2', 'EA'],
      ],
      'AK3*BEG*2**8~AK4*5*373*8*20261301~AK5*E*5~AK9*E*1*1*1~',
    ],
  ])('tells of an order %s', (_name, body, told) => {
    expect(answerTo(interchange([transactionSet('850', '0001', body)]))).toContain(told);
  });

  it('rejects what is no order', () => {
    expect(answerTo(interchange([transactionSet('810', '0001', [['BIG', '20260601', 'I-1']])]))).toContain(
      'AK5*R*1~AK9*R*1*1*0~',
    );
  });

  it('notes a wrong count of segments, and rejects a wrong number or a missing trailer of a set', () => {
    const [st = [], ...rest] = order('0001');
    const withTrailer = (...se: string[]) => interchange([[st, ...rest.slice(0, -1), se]]);
    expect(answerTo(withTrailer('SE', '33', '0001'))).toContain('AK5*E*4~AK9*E*1*1*1~');
    expect(answerTo(withTrailer('SE', '5', '0009'))).toContain('AK5*R*3~AK9*R*1*1*0~');
    expect(answerTo(interchange([[st, ...rest.slice(0, -1)]]))).toContain('AK5*R*2~AK9*R*1*1*0~');
  });

  it('tells of a group and an interchange whose trailers do not fit, in AK9 and TA1', () => {
    const text = interchange([order('0001')], { ge: ['GE', '3', '8'], iea: ['IEA', '1', '000000001'] });
    expect(answerTo(text)).toContain('TA1*000000101*260601*1200*E*001~');
    expect(answerTo(text)).toContain('AK9*E*3*1*1*4*5~');
    const [read] = readX12(text);
    expect(read && [checkInterchange(read), read.groups.map(checkGroup)]).toEqual(['001', [['4', '5']]]);
  });

  it('rejects a file that is cut off as a whole, and says nothing more than that', () => {
    const text = interchange([order('0001')]).replace(/IEA.*$/, '');
    const [read] = readX12(text);
    expect(read && acknowledgementOf(read, [])).toBe(`${HEAD}TA1*000000101*260601*1200*R*023~IEA*0*000000101~`);
  });

  it('sends a TA1 where one is asked for, and none for an acknowledgement', () => {
    expect(answerTo(interchange([order('0001')], { ackRequested: true }))).toContain(
      'TA1*000000101*260601*1200*A*000~',
    );
    const ours = answerTo(interchange([order('0001')]));
    expect(answerTo(ours)).toBe('');
  });
});
