import { type Matching, matchPeople } from '../domain/channel/person-matching.ts';
import type { BenchRow } from './bench-row.ts';
import type { DisclosedAccount } from './generated-accounts.ts';
import { generatePeople } from './generated-people.ts';
import { matchByRule } from './people-by-rule.ts';

const PEOPLE = 100_000;
const SEED = 20_260_601;

/** Of pairs of accounts on different channels. */
export type PairScores = {
  readonly precision: number;
  readonly recall: number;
  /** Of the pairs that any number, id or mailbox shown on both sides connects. */
  readonly linkableRecall: number;
};

const pairsOf = (size: number): number => (size * (size - 1)) / 2;

const connected = (a: DisclosedAccount, b: DisclosedAccount): boolean =>
  a.shownPhones.some((phone) => b.shownPhones.includes(phone)) ||
  a.sighting.unionIds.some((id) => b.sighting.unionIds.includes(id)) ||
  a.sighting.emails.some((email) => b.sighting.emails.includes(email));

const eachPair = <T>(list: readonly T[], visit: (a: T, b: T) => void): void => {
  for (const [index, a] of list.entries()) for (const b of list.slice(index + 1)) visit(a, b);
};

/** Pairwise, against the truth that the accounts were drawn from: every true pair counts, whatever it shows. */
export const scoreMatching = (
  accounts: readonly DisclosedAccount[],
  people: readonly (readonly string[])[],
): PairScores => {
  const byKey = new Map(accounts.map((account) => [account.sighting.key, account]));
  const found = new Map<string, number>();
  let [claimed, right] = [0, 0];
  for (const [group, keys] of people.entries()) {
    for (const key of keys) found.set(key, group);
    claimed += pairsOf(keys.length);
    for (const own of Map.groupBy(keys, (key) => byKey.get(key)?.personId).values()) right += pairsOf(own.length);
  }
  let [pairs, linkable, linked] = [0, 0, 0];
  for (const own of Map.groupBy(accounts, ({ personId }) => personId).values()) {
    eachPair(own, (a, b) => {
      pairs += 1;
      if (!connected(a, b)) return;
      linkable += 1;
      if (found.get(a.sighting.key) === found.get(b.sighting.key)) linked += 1;
    });
  }
  return { precision: right / claimed, recall: right / pairs, linkableRecall: linked / linkable };
};

type Run = { readonly scores: PairScores; readonly seconds: number };

const measured = (
  accounts: readonly DisclosedAccount[],
  match: (accounts: readonly DisclosedAccount[]) => Pick<Matching, 'people'>,
): Run => {
  const from = process.cpuUsage().user;
  const { people } = match(accounts);
  const seconds = (process.cpuUsage().user - from) / 1e6;
  return { scores: scoreMatching(accounts, people), seconds };
};

const PEER = 'same phone, masked phone and surname, or name and address';

/** Who is who among 100,000 people on five channels, beside the rule that shops write themselves. */
export const benchPeople = async (): Promise<BenchRow[]> => {
  const { accounts } = generatePeople(PEOPLE, SEED);
  const ours = measured(accounts, (all) => matchPeople(all.map(({ sighting }) => sighting)));
  const peer = measured(accounts, (all) => ({ people: matchByRule(all.map(({ sighting }) => sighting)) }));
  const row = (
    name: string,
    unit: string,
    of: (run: Run) => number,
    ratio: (o: number, p: number) => number,
  ): BenchRow => ({
    name,
    ours: of(ours),
    peer: of(peer),
    peerName: PEER,
    unit,
    ratio: ratio(of(ours), of(peer)),
  });
  const more = (o: number, p: number): number => o / p;
  return [
    row(`people: precision over ${accounts.length} accounts`, 'share of pairs', ({ scores }) => scores.precision, more),
    row('people: recall of all true pairs', 'share of pairs', ({ scores }) => scores.recall, more),
    row(
      'people: recall of pairs with a shared number or id',
      'share of pairs',
      ({ scores }) => scores.linkableRecall,
      more,
    ),
    row(
      'people: matched in',
      's of one core',
      ({ seconds }) => seconds,
      (o, p) => p / o,
    ),
    row('people: accounts matched', 'accounts/s', ({ seconds }) => accounts.length / seconds, more),
  ];
};
