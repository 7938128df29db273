import fc from 'fast-check';
import { contradict } from '#domain/channel/person-comparison.ts';
import { matchPeople } from '#domain/channel/person-matching.ts';
import { type AccountSighting, profileOf, type Recipient } from '#domain/channel/person-profile.ts';
import { LEARNED_WEIGHTS } from '#domain/channel/person-weights.ts';
import { generatePeople } from '../../../bench/generated-people.ts';
import { scoreMatching } from '../../../bench/people.ts';

const recipient = (part: Partial<Recipient> & { detail?: string } = {}): Recipient => {
  const { detail = '桂花路12号翠竹苑3幢2单元501室', ...rest } = part;
  return {
    name: '林晓月',
    phone: '13900001234',
    address: { province: '浙江省', city: '杭州市', district: '西湖区', street: '', detail },
    orders: 2,
    gift: false,
    ...rest,
  };
};

const account = (key: string, part: Partial<AccountSighting> = {}): AccountSighting => ({
  key,
  channel: key,
  guest: false,
  unionIds: [],
  ownPhone: '',
  emails: [],
  recipients: [recipient()],
  behaviours: [],
  ...part,
});

const peopleOf = (...accounts: AccountSighting[]): string[][] =>
  matchPeople(accounts, LEARNED_WEIGHTS)
    .people.map((keys) => [...keys].sort())
    .sort();

const TOGETHER = [['a', 'b']];
const APART = [['a'], ['b']];

describe('one person', () => {
  it.each<[string, Partial<AccountSighting>, Partial<AccountSighting>]>([
    ['by a union id', { unionIds: ['weixin:1'], recipients: [] }, { unionIds: ['weixin:1'], recipients: [] }],
    [
      'by a checked number',
      { ownPhone: '13900001234', recipients: [] },
      { ownPhone: '+8613900001234', recipients: [] },
    ],
    ['by a mailbox', { emails: ['moon@mail.com'], recipients: [] }, { emails: ['Moon@mail.com'], recipients: [] }],
    ['by name, number and address', {}, {}],
    [
      'by a mask of each',
      {},
      { recipients: [recipient({ name: '林**', phone: '139****1234', detail: '桂花路12号****' })] },
    ],
    [
      'by a romanised name and the number',
      {},
      { recipients: [recipient({ name: 'Xiaoyue Lin', detail: '茶叶街5号' })] },
    ],
  ])('is recognised %s', (_how, a, b) => {
    expect(peopleOf(account('a', a), account('b', b))).toEqual(TOGETHER);
  });

  it('keeps its old and its new number together through an account that saw both', () => {
    const moved = recipient({ phone: '13811112222' });
    expect(
      peopleOf(account('a'), account('b', { recipients: [moved] }), account('c', { recipients: [recipient(), moved] })),
    ).toEqual([['a', 'b', 'c']]);
  });
});

describe('two people', () => {
  it.each<[string, Partial<AccountSighting>, Partial<AccountSighting>]>([
    ['a family at one door', {}, { recipients: [recipient({ name: '林晓阳', phone: '13811112222' })] }],
    [
      'masked namesakes at one house',
      { recipients: [recipient({ name: '林**', phone: '139****1234', detail: '桂花路12号****' })] },
      { recipients: [recipient({ name: '林**', phone: '138****2222', detail: '桂花路12号****' })] },
    ],
    ['the same name elsewhere', {}, { recipients: [recipient({ phone: '13811112222', detail: '茶叶街5号' })] }],
    ['a shared number under another name', {}, { recipients: [recipient({ name: '周大海', detail: '茶叶街5号' })] }],
    [
      'a present to the other',
      {
        recipients: [
          recipient({ name: '周大海', phone: '13811112222', detail: '茶叶街5号' }),
          recipient({ gift: true }),
        ],
      },
      {},
    ],
    ['another number of their own behind the same address', { ownPhone: '13811112222' }, { ownPhone: '13900001234' }],
    ['two ids of one platform', { unionIds: ['weixin:1'] }, { unionIds: ['weixin:2'] }],
    [
      'a mailbox shared under other names',
      { emails: ['us@mail.com'] },
      {
        emails: ['us@mail.com'],
        recipients: [recipient({ name: '周大海', phone: '13811112222', detail: '茶叶街5号' })],
      },
    ],
  ])('stay two: %s', (_what, a, b) => {
    expect(peopleOf(account('a', a), account('b', b))).toEqual(APART);
  });

  it('are shown to somebody when they are likely, or contradict themselves', () => {
    const { doubts } = matchPeople(
      [
        account('a', { unionIds: ['weixin:1'], ownPhone: '13900001234' }),
        account('b', { unionIds: ['weixin:1'], ownPhone: '13811112222' }),
      ],
      LEARNED_WEIGHTS,
    );
    expect(doubts).toMatchObject([{ a: 'a', b: 'b', ground: 'UNION_ID' }]);
  });

  it('share a dormitory of hundreds without becoming one', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      account(`a${index}`, {
        recipients: [
          recipient({
            name: `${'林周王李陈'[index % 5]}**`,
            phone: `1${30 + (index % 60)}****${1000 + index * 37}`,
            detail: '学院路1号理工大学5号楼',
          }),
        ],
      }),
    );
    expect(matchPeople(many, LEARNED_WEIGHTS).people).toHaveLength(200);
  });
});

const { accounts } = generatePeople(400, 11);
const sightings = accounts.map(({ sighting }) => sighting);

const asSets = (people: readonly (readonly string[])[]): string[] =>
  people.map((keys) => [...keys].sort().join(' ')).sort();

describe('matching', () => {
  it('does not depend on the order of the accounts', () => {
    const once = asSets(matchPeople(sightings).people);
    fc.assert(
      fc.property(fc.shuffledSubarray(sightings, { minLength: sightings.length }), (shuffled) => {
        expect(asSets(matchPeople(shuffled).people)).toEqual(once);
      }),
      { numRuns: 5 },
    );
  });

  it('never has two checked numbers, or two ids of one platform, in one person', () => {
    const number = fc.constantFrom('', '13900001234', '13811112222', '13700003333');
    const id = fc.constantFrom([], ['weixin:1'], ['weixin:2'], ['weixin:3']);
    const some = fc.record({
      ownPhone: number,
      unionIds: id,
      emails: fc.constantFrom([], ['moon@mail.com']),
      recipients: fc.constantFrom([], [recipient()], [recipient({ name: '林**' })]),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), (parts) => {
        const given = parts.map((part, index) => account(`a${index}`, part));
        const byKey = new Map(given.map((each) => [each.key, profileOf(each)]));
        for (const keys of matchPeople(given, LEARNED_WEIGHTS).people) {
          const profiles = keys.flatMap((key) => byKey.get(key) ?? []);
          for (const a of profiles) for (const b of profiles) expect(contradict(a, b)).toBe(false);
        }
      }),
    );
  });

  it('finds most of an invented population and hardly ever joins two people', () => {
    const { precision, recall } = scoreMatching(accounts, matchPeople(sightings).people);
    expect(precision).toBeGreaterThan(0.985);
    expect(recall).toBeGreaterThan(0.92);
  });
});
