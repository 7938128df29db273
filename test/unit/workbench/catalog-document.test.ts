import fc from 'fast-check';
import { channelById } from '#domain/channel/channels.ts';
import {
  type Release,
  ReleaseRefused,
  RollbackRule,
  releaseVersion,
  rollBack,
} from '#domain/workbench/catalog-document.ts';
import { BadDocument, failedOf, testDocument } from '#domain/workbench/catalog-kinds.ts';
import { shareOf, versionFor } from '#domain/workbench/release-choice.ts';
import { added, type Comparison, counted, NOTHING_COMPARED, verdictOn } from '#domain/workbench/release-watch.ts';
import { NOON } from '../../support/given.ts';
import { mappingOf } from '../channel/given.ts';

const rollback = RollbackRule.parse({});
const passing = { failedTests: 0, rollback, now: NOON };
const first: Release = { version: 1, trial: null, previous: null };

const onTrial = (to: { share: number } | { color: string } = { share: 0.1 }): Release =>
  releaseVersion(first, 2, to, passing).release;

describe('releasing a version of a document', () => {
  it('releases a first version to all', () => {
    expect(releaseVersion(null, 1, 'ALL', passing)).toEqual({
      release: first,
      states: [{ version: 1, state: 'RELEASED' }],
    });
  });

  it('puts a version on trial beside the one that all obey', () => {
    const { release, states } = releaseVersion(first, 2, { share: 0.1 }, passing);
    expect(release).toEqual({
      version: 1,
      previous: null,
      trial: { version: 2, to: { share: 0.1 }, since: NOON, rollback },
    });
    expect(states).toEqual([{ version: 2, state: 'ON_TRIAL' }]);
  });

  it('widens a trial without starting it anew', () => {
    const later = '2026-06-02T04:00:00.000Z' as typeof NOON;
    const { release } = releaseVersion(onTrial(), 2, { share: 0.5 }, { ...passing, now: later });
    expect(release.trial).toMatchObject({ to: { share: 0.5 }, since: NOON });
  });

  it('ends a trial by releasing it to all, and can go back', () => {
    const { release, states } = releaseVersion(onTrial(), 2, 'ALL', passing);
    expect(release).toEqual({ version: 2, trial: null, previous: 1 });
    expect(states).toEqual([
      { version: 2, state: 'RELEASED' },
      { version: 1, state: 'RETIRED' },
    ]);
    expect(rollBack(release)).toMatchObject({ from: 2, to: 1, release: { version: 1, trial: null } });
  });

  it('remembers which version stored orders were migrated to, and refuses to go back past it', () => {
    const migrated = releaseVersion(first, 2, 'ALL', { ...passing, migrates: true }).release;
    expect(migrated).toEqual({ version: 2, trial: null, previous: 1, floor: 2 });
    expect(() => rollBack(migrated)).toThrow('stored orders were migrated to version 2');
    const later = releaseVersion(migrated, 3, 'ALL', passing).release;
    expect(later).toMatchObject({ version: 3, floor: 2 });
    expect(rollBack(later).release).toMatchObject({ version: 2, floor: 2 });
  });

  it('refuses to migrate stored orders for an audience only', () => {
    expect(() => releaseVersion(first, 2, { share: 0.5 }, { ...passing, migrates: true })).toThrow(
      'it migrates stored orders, which are of no colour or share; release it to all',
    );
  });

  it('leaves an order on the version that decided about it, unless orders were migrated past it', () => {
    const asked = { color: 'default', key: 'douyin#1', pinned: 1 };
    const release = { version: 3, trial: null, previous: 2 };
    expect(versionFor(release, asked)).toBe(1);
    expect(versionFor({ ...release, floor: 2 }, asked)).toBe(3);
    expect(versionFor({ ...release, floor: 2 }, { ...asked, pinned: 2 })).toBe(2);
  });

  it('rolls a trial back to the version that all obey', () => {
    expect(rollBack(onTrial())).toMatchObject({
      from: 2,
      to: 1,
      release: first,
      states: [{ version: 2, state: 'ROLLED_BACK' }],
    });
  });

  it.each([
    [
      'a version whose tests fail',
      () => releaseVersion(first, 2, 'ALL', { ...passing, failedTests: 3 }),
      '3 of its own tests fail',
    ],
    ['a version that all have', () => releaseVersion(first, 1, 'ALL', passing), 'released already'],
    ['a trial beside nothing', () => releaseVersion(null, 1, { share: 0.5 }, passing), 'nothing is released'],
    ['going back from the first version', () => rollBack(first), 'no earlier version'],
  ])('refuses %s, naming the cure', (_what, act, told) => {
    expect(act).toThrow(ReleaseRefused);
    expect(act).toThrow(told);
  });
});

describe('which version decides', () => {
  const order = (key: string, more: Partial<Parameters<typeof versionFor>[1]> = {}) => ({
    key,
    color: 'default',
    pinned: null,
    ...more,
  });

  it('is the one that decided about the order before', () => {
    expect(versionFor(onTrial({ share: 0.999 }), order('a', { pinned: 1 }))).toBe(1);
    expect(versionFor(first, order('a', { pinned: 7 }))).toBe(7);
  });

  it('is the one on trial for its colour only', () => {
    const release = onTrial({ color: 'blue' });
    expect(versionFor(release, order('a', { color: 'blue' }))).toBe(2);
    expect(versionFor(release, order('a'))).toBe(1);
  });

  it('is the one on trial for about its share of the orders, and the same ones when the share grows', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `douyin#48373287653${index}`);
    const taken = (share: number): Set<string> =>
      new Set(keys.filter((key) => versionFor(onTrial({ share }), order(key)) === 2));
    const [tenth, third] = [taken(0.1), taken(0.33)];
    expect(tenth.size / keys.length).toBeCloseTo(0.1, 2);
    expect(third.size / keys.length).toBeCloseTo(0.33, 2);
    expect([...tenth].filter((key) => !third.has(key))).toEqual([]);
  });

  it('spreads any keys over 0 to 1', () => {
    fc.assert(fc.property(fc.string(), (key) => shareOf(key) >= 0 && shareOf(key) < 1));
  });
});

describe('watching a trial', () => {
  const fine = { held: false, flagged: false, failed: false };
  const ways = (after: Partial<typeof fine>): Comparison =>
    counted({ differs: true, before: fine, after: { ...fine, ...after } });
  const times = (count: number, each: Comparison): Comparison =>
    Array.from({ length: count }).reduce<Comparison>((sum) => added(sum, each), NOTHING_COMPARED);

  it('lets a trial go on that does as well', () => {
    expect(verdictOn(times(1000, ways({})), rollback)).toBeNull();
  });

  it('waits for enough orders', () => {
    expect(verdictOn(times(49, ways({ held: true })), rollback)).toBeNull();
    expect(verdictOn(times(50, ways({ held: true })), rollback)).toMatch(/100\.0 of a hundred orders more are held/);
  });

  it('ends a trial that fails orders before one that flags them', () => {
    const sums = added(times(90, ways({})), times(10, ways({ failed: true, flagged: true })));
    expect(verdictOn(sums, rollback)).toMatch(/more are failed/);
  });

  it('counts only what is worse than before', () => {
    const both = counted({ differs: false, before: { ...fine, held: true }, after: { ...fine, held: true } });
    expect(verdictOn(times(100, both), rollback)).toBeNull();
  });

  it('counts the same whatever the order of counting', () => {
    const some = fc.record({ held: fc.boolean(), flagged: fc.boolean(), failed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (readings) => {
        const sum = (all: typeof readings): Comparison => all.map(ways).reduce(added, NOTHING_COMPARED);
        expect(sum(readings)).toEqual(sum(readings.toReversed()));
      }),
    );
  });
});

describe('the tests inside a document', () => {
  const douyin = mappingOf(channelById('douyin'));

  it('pass for the shipped mappings', async () => {
    expect(failedOf(await testDocument('mapping', douyin))).toBe(0);
  });

  it('fail when the document means something else than they say', async () => {
    const [example] = douyin.examples;
    const changed = { ...douyin, examples: [{ ...example, expect: { currency: 'EUR' } }] };
    const results = await testDocument('mapping', changed);
    expect(results.flatMap(({ differences }) => differences)).toEqual(['currency: expected "EUR", got "CNY"']);
  });

  it('fail when there are none', async () => {
    expect(failedOf(await testDocument('mapping', { ...douyin, examples: [] }))).toBe(1);
  });

  it('refuses a document that is no mapping, naming the field', async () => {
    await expect(testDocument('mapping', { ...douyin, order: {} })).rejects.toThrow(BadDocument);
    await expect(testDocument('mapping', { ...douyin, surprise: 1 })).rejects.toThrow(/surprise/);
  });
});
