import fc from 'fast-check';
import {
  aloneAs,
  contradictEachOther,
  joinGroups,
  keepApart,
  type Merge,
  MOST_MEMBERS,
  mayJoinByEvidence,
  mergeInDoubt,
  type PersonGroup,
  partGroup,
  withMember,
} from '#domain/channel/person-group.ts';
import type { CustomerId, MergeId } from '#domain/id.ts';
import { NOON } from '../../support/given.ts';

const customer = (number: number): CustomerId => `cus_${String(number).padStart(26, '0')}` as CustomerId;
const mergeId = (number: number): MergeId => `mrg_${String(number).padStart(26, '0')}` as MergeId;

const alone = (number: number, part: Partial<PersonGroup['members'][number]> = {}): PersonGroup =>
  aloneAs({ customerId: customer(number), phoneDigest: null, unionDigests: {}, ...part });

const merge = (number: number, left: number, right: number, part: Partial<Merge> = {}): Merge => ({
  mergeId: mergeId(number),
  left: customer(left),
  right: customer(right),
  by: 'person:ann',
  at: NOON,
  why: 'she said so',
  ground: 'PERSON',
  confidence: 1,
  ...part,
});

const idsOf = ({ members }: PersonGroup): string[] => members.map(({ customerId }) => customerId);
/** Who is with whom and by which merges; revisions and notes of what was tried aside. */
const essence = ({ personId, members, merges }: PersonGroup) => ({ personId, members, merges });

/** Customers 0 … count − 1 in one person, each joined to some earlier one. */
const tree = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: MOST_MEMBERS - 2 }).map((parents) => {
  let group = alone(0);
  for (const [index, parent] of parents.entries())
    group = joinGroups(group, alone(index + 1), merge(index, parent % (index + 1), index + 1));
  return group;
});

describe('a person of several customers', () => {
  it('is named by its oldest customer, whoever was joined to whom', () => {
    expect(joinGroups(alone(7), alone(3), merge(1, 7, 3)).personId).toBe(customer(3));
    expect(joinGroups(alone(3), alone(7), merge(1, 3, 7))).toEqual(joinGroups(alone(7), alone(3), merge(1, 3, 7)));
  });

  it('is exactly what it was before, when a merge is taken away again', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (left, pick) => {
        const right = joinGroups(alone(100), alone(101), merge(900, 100, 101));
        const from = left.members[pick % left.members.length]?.customerId as CustomerId;
        const joined = joinGroups(left, right, { ...merge(901, 0, 101), left: from });
        const back = partGroup(joined, mergeId(901)).groups.map(essence);
        expect(back).toEqual([essence(left), essence(right)]);
      }),
    );
  });

  it('gives back the two that any of its merges joined, also when others were made since', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (group, pick) => {
        const taken = group.merges[pick % group.merges.length] as Merge;
        const { groups } = partGroup(group, taken.mergeId);
        const [a, b] = groups.map(idsOf) as [string[], string[]];
        expect(a).toContain(taken.left);
        expect(b).toContain(taken.right);
        expect([...a, ...b].sort()).toEqual(idsOf(group));
        for (const part of groups) expect(part.merges).toHaveLength(part.members.length - 1);
        expect(essence(joinGroups(...groups, taken))).toEqual(essence(group));
      }),
    );
  });

  it('is not joined again by evidence once somebody parted it, only by a person', () => {
    const parted = partGroup(joinGroups(alone(1), alone(2), merge(1, 1, 2)), mergeId(1));
    const [a, b] = keepApart(parted, 'person:ann', NOON);
    expect(mayJoinByEvidence(a, b)).toBe(false);
    expect(mayJoinByEvidence(joinGroups(a, alone(3), merge(2, 1, 3)), b)).toBe(false);
    expect(idsOf(joinGroups(a, b, merge(3, 1, 2)))).toHaveLength(2);
  });

  it('never holds two checked numbers, or two ids of one platform, unless a person said so', () => {
    const digest = fc.constantFrom(null, 'p1', 'p2');
    const union = fc.constantFrom<Record<string, string>>({}, { weixin: 'u1' }, { weixin: 'u2' }, { douyin: 'u3' });
    const step = fc.record({ phoneDigest: digest, unionDigests: union });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 10 }), (facts) => {
        let group = alone(0, facts[0]);
        for (const [index, fact] of facts.entries()) {
          const next = alone(index, fact);
          if (index > 0 && mayJoinByEvidence(group, next))
            group = joinGroups(group, next, merge(index, 0, index, { ground: 'SCORE', by: 'system:recognise' }));
        }
        expect(contradictEachOther(group, group)).toBe(false);
      }),
    );
  });

  it('parts by itself what evidence joined and newer facts contradict, never what a person joined', () => {
    const [a, b] = [alone(1, { phoneDigest: 'p1' }), alone(2)];
    const known = { customerId: customer(2), phoneDigest: 'p2', unionDigests: {} };
    const byScore = joinGroups(a, b, merge(1, 1, 2, { ground: 'SCORE', confidence: 0.97 }));
    expect(mergeInDoubt(byScore)).toBeNull();
    expect(mergeInDoubt(withMember(byScore, known))?.mergeId).toBe(mergeId(1));
    expect(mergeInDoubt(withMember(joinGroups(a, b, merge(1, 1, 2)), known))).toBeNull();
  });

  it('refuses to join what is one already, to part what no merge holds, and to grow without end', () => {
    const pair = joinGroups(alone(1), alone(2), merge(1, 1, 2));
    expect(() => joinGroups(pair, pair, merge(2, 1, 2))).toThrow('are one person already');
    expect(() => partGroup(pair, mergeId(9))).toThrow('does not hold person');
    let crowd = alone(0);
    for (let index = 1; index < MOST_MEMBERS; index += 1)
      crowd = joinGroups(crowd, alone(index), merge(index, 0, index));
    expect(() => joinGroups(crowd, alone(99), merge(99, 0, 99))).toThrow(`at most ${MOST_MEMBERS} accounts`);
  });
});
