import fc from 'fast-check';
import { noEvidence, recipientOf, type Sign, withSign } from '#domain/channel/customer-evidence.ts';
import { type Dated, pageOfHistory } from '#domain/channel/customer-history.ts';
import { BehaviourRecorded, RecordBehaviour } from '#domain/channel/customer-requests.ts';
import type { Person } from '#domain/channel/person.ts';
import { at, NOON } from '../../support/given.ts';

const PERSON: Person = {
  name: '林晓月',
  phone: '13900001234',
  email: 'moon@mail.com',
  country: 'CN',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '',
  detail: '桂花路12号501室',
  postalCode: '',
  encrypted: false,
  openAddressId: '',
};

const sign = (id: string, part: Partial<Sign> = {}): Sign => ({
  id,
  at: NOON,
  skus: ['TEA'],
  unionIds: [],
  ownPhone: '',
  email: '',
  recipient: recipientOf(PERSON, { recipientMasked: '林**', phoneMasked: '139****1234' }),
  addressDigest: 'd1',
  ...part,
});

const NONE = noEvidence('cus_1', 'wechat', false);

describe('the evidence of a customer', () => {
  it('counts the orders to each address, every order once', () => {
    const orders = [sign('1'), sign('2'), sign('2'), sign('3', { addressDigest: 'd2' })];
    const { sighting } = orders.reduce(withSign, NONE);
    expect(sighting.recipients.map(({ orders: count }) => count)).toEqual([2, 1]);
  });

  it('is the same however often signs are repeated', () => {
    const some = fc.array(fc.nat({ max: 8 }), { maxLength: 30 });
    fc.assert(
      fc.property(some, (numbers) => {
        const signs = numbers.map((number) => sign(`order:${number}`, { addressDigest: `d${number % 3}` }));
        const once = signs.reduce(withSign, NONE);
        expect(signs.reduce(withSign, once)).toEqual(once);
      }),
    );
  });

  it('keeps the newest of very many', () => {
    const many = Array.from({ length: 500 }, (_, index) => sign(`order:${index}`, { addressDigest: `d${index}` }));
    const { sighting, signs } = many.reduce(withSign, NONE);
    expect([sighting.recipients.length, sighting.behaviours.length, signs.at(-1)]).toEqual([30, 60, 'order:499']);
  });

  it('takes the masks where the platform gives ciphertext', () => {
    const encrypted = { ...PERSON, name: '$c1$', phone: '$c2$', detail: '$c3$', encrypted: true };
    expect(recipientOf(encrypted, { recipientMasked: '林**', phoneMasked: '139****1234' })).toMatchObject({
      name: '林**',
      phone: '139****1234',
      address: { district: '西湖区', detail: '' },
    });
  });
});

describe('one history', () => {
  it('is told page by page without gaps or repetitions, newest first, whatever list an entry came from', () => {
    const entry = fc.record({
      at: fc.integer({ min: 0, max: 20 }),
      id: fc.nat({ max: 500 }),
      list: fc.nat({ max: 3 }),
    });
    const unique = fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 40 });
    fc.assert(
      fc.property(unique, fc.integer({ min: 1, max: 7 }), (entries, limit) => {
        const dated = entries.map(({ at: second, id, list }) => ({
          at: at(`2026-06-01T00:00:${String(second).padStart(2, '0')}.000Z`),
          id: String(id).padStart(3, '0'),
          list,
        }));
        const lists = [0, 1, 2, 3].map((number) => dated.filter(({ list }) => list === number));
        const told: Dated[] = [];
        let from: Dated | null = null;
        do {
          const page: ReturnType<typeof pageOfHistory> = pageOfHistory(lists, limit, from);
          told.push(...page.entries);
          from = page.next;
        } while (from);
        const key = ({ at: moment, id }: Dated): string => `${moment} ${id}`;
        expect(told.map(key)).toEqual(dated.map(key).sort().reverse());
      }),
    );
  });
});

it.each([
  [{ kind: 'SANG' }, 'kind'],
  [{ behaviourId: 'hello there' }, 'letters, digits'],
  [{ unionId: 'oABC' }, 'platform:id'],
  [{ text: 'call me' }, 'text'],
  [{ at: 'yesterday' }, 'at'],
])('refuses the behaviour %j, naming what is wrong', (part, named) => {
  const good = { behaviourId: 'im-1', channel: 'douyin', channelIdentity: 'o1', kind: 'ENQUIRED', at: NOON };
  expect(RecordBehaviour.parse(good)).toMatchObject({ sku: null });
  expect(JSON.stringify(RecordBehaviour.safeParse({ ...good, ...part }).error?.issues)).toContain(named);
  expect(BehaviourRecorded.safeParse(good).success).toBe(false);
});
