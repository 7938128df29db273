import type { Instant } from '../time.ts';
import { canonical } from './merge.ts';
import type { Conflict, Constraint, ConstraintType } from './order.ts';

/** What the channel asks, what the remarks ask, and when it was promised. */
export type Asked = {
  readonly channel: readonly Constraint[];
  readonly remarks: readonly Constraint[];
  readonly promiseAt: Instant | null;
  /** When the contradiction came to be known. */
  readonly since: Instant;
  /** What a person chose for a conflict: the index of the value that counts; null: nobody did. */
  readonly chosen: (conflict: Pick<Conflict, 'code' | 'field' | 'values'>) => number | null;
};

export type Agreed = { readonly constraints: readonly Constraint[]; readonly conflicts: readonly Conflict[] };

const BUYER_SELLER = {
  code: 'BUYER_AND_SELLER_DISAGREE',
  chosenBy: "the seller's remark counts: it was written knowing the buyer's",
};
const CHANNEL_REMARK = {
  code: 'REMARK_AND_CHANNEL_DISAGREE',
  chosenBy: "the platform's field counts: the shop is held to it",
};
const TIMES = {
  code: 'TIMES_CONTRADICT',
  chosenBy: 'the wish to send later counts: agree it with the platform, or its deadline is missed',
};

type Rule = Pick<Conflict, 'code' | 'chosenBy'>;

const shown = (value: Constraint['value']): string =>
  typeof value === 'object' ? `${value.from}/${value.to}` : String(value);

const side = (constraints: readonly Constraint[]): string =>
  constraints
    .map(({ source, type, value }) => `${source}: ${type === 'CARRIER_AVOIDED' ? 'not ' : ''}${shown(value)}`)
    .toSorted()
    .join(', ');

const valuesOf = (constraints: readonly Constraint[], type: ConstraintType): string[] =>
  constraints.filter((each) => each.type === type).map(({ value }) => canonical(value));

const from = (constraints: readonly Constraint[], source: string): Constraint[] =>
  constraints.filter((each) => each.source === source);

const without = (constraints: readonly Constraint[], dropped: readonly Constraint[]): Constraint[] =>
  constraints.filter((each) => !dropped.includes(each));

/** One contradiction: what counts, what does not, and by which rule. */
type Contradiction = Rule & {
  readonly field: string;
  readonly counts: readonly Constraint[];
  readonly yields: readonly Constraint[];
};

const CARRIERS: readonly ConstraintType[] = ['CARRIER_WANTED', 'CARRIER_AVOIDED'];

/** Carriers of two sides that leave none: both want others, or one wants only what the other avoids. */
const carriersContradict = (a: readonly Constraint[], b: readonly Constraint[]): boolean => {
  const [wantedA, wantedB] = [valuesOf(a, 'CARRIER_WANTED'), valuesOf(b, 'CARRIER_WANTED')];
  const [avoidedA, avoidedB] = [valuesOf(a, 'CARRIER_AVOIDED'), valuesOf(b, 'CARRIER_AVOIDED')];
  const noneLeft = (wanted: readonly string[], avoided: readonly string[]): boolean =>
    wanted.length > 0 && wanted.every((each) => avoided.includes(each));
  if (noneLeft(wantedA, avoidedB) || noneLeft(wantedB, avoidedA)) return true;
  return wantedA.length > 0 && wantedB.length > 0 && !wantedA.some((each) => wantedB.includes(each));
};

/** Of these one value can be kept only. */
const SINGLE: readonly ConstraintType[] = [
  'DELIVERY_WINDOW',
  'INVOICE_KIND',
  'VARIANT_SIZE',
  'VARIANT_COLOR',
  'INSTALL_ON',
];

const carriersOf = (constraints: readonly Constraint[]): Constraint[] =>
  constraints.filter(({ type }) => CARRIERS.includes(type));

const between = (strong: readonly Constraint[], weak: readonly Constraint[], rule: Rule): Contradiction[] => {
  const carriers: Contradiction[] = carriersContradict(strong, weak)
    ? [{ ...rule, field: 'constraints.CARRIER_WANTED', counts: carriersOf(strong), yields: carriersOf(weak) }]
    : [];
  const single = SINGLE.flatMap((type): Contradiction[] => {
    const [counts, yields] = [strong, weak].map((side) => side.filter((each) => each.type === type)) as [
      Constraint[],
      Constraint[],
    ];
    const same = canonical(counts.map(({ value }) => value)) === canonical(yields.map(({ value }) => value));
    return counts.length > 0 && yields.length > 0 && !same
      ? [{ ...rule, field: `constraints.${type}`, counts, yields }]
      : [];
  });
  return [...carriers, ...single];
};

const latest = (constraints: readonly Constraint[]): Constraint | undefined =>
  constraints
    .filter(({ type }) => type === 'NOT_BEFORE')
    .toSorted((a, b) => (shown(a.value) < shown(b.value) ? 1 : -1))[0];

const DEADLINES: readonly ConstraintType[] = ['SHIP_BY', 'DELIVER_BY', 'DELIVERY_WINDOW'];
const endOf = ({ value }: Constraint): string => (typeof value === 'object' ? value.to : String(value));

/** Sent no earlier than after it must have been sent, or be there. */
const tooLate = (constraints: readonly Constraint[], promise: Constraint | null): Contradiction[] => {
  const start = latest(constraints);
  if (!start) return [];
  const all = promise ? [...constraints, promise] : constraints;
  const missed = all.filter((each) => DEADLINES.includes(each.type) && endOf(each) <= shown(start.value));
  // Two fields of one platform are the platform's own business.
  if (!missed.some(({ source }) => source.startsWith('remark:')) && !start.source.startsWith('remark:')) return [];
  return missed.length === 0 ? [] : [{ ...TIMES, field: 'constraints.NOT_BEFORE', counts: [start], yields: missed }];
};

const decide = (
  constraints: readonly Constraint[],
  { code, chosenBy, field, counts, yields }: Contradiction,
  { since, chosen }: Asked,
): Agreed => {
  const conflict: Conflict = { code, field, values: [side(counts), side(yields)], since, chosenBy };
  const choice = chosen(conflict);
  return { constraints: without(constraints, choice === 1 ? counts : yields), conflicts: [conflict] };
};

/** Where channel and remark both want carriers and agree on some, only those may carry. */
const narrowed = (constraints: readonly Constraint[]): Constraint[] => {
  const sides = [
    ...Map.groupBy(
      constraints.filter(({ type }) => type === 'CARRIER_WANTED'),
      ({ source }) => source,
    ).values(),
  ];
  if (sides.length < 2) return [...constraints];
  const common = sides
    .map((each) => each.map(({ value }) => canonical(value)))
    .reduce((a, b) => a.filter((value) => b.includes(value)));
  return constraints.filter(({ type, value }) => type !== 'CARRIER_WANTED' || common.includes(canonical(value)));
};

/** What the order is to obey, and where its sources contradict each other. Of each contradiction one side is left out, by the rule or by a person's choice. */
export const agreeOn = (asked: Asked): Agreed => {
  const { channel, remarks, promiseAt } = asked;
  const [buyer, seller] = [from(remarks, 'remark:buyer'), from(remarks, 'remark:seller')];
  const settle = (start: readonly Constraint[], found: readonly Contradiction[]): Agreed =>
    found.reduce<Agreed>(
      (so, each) => {
        const next = decide(so.constraints, each, asked);
        return { constraints: next.constraints, conflicts: [...so.conflicts, ...next.conflicts] };
      },
      { constraints: start, conflicts: [] },
    );
  const people = settle(remarks, between(seller, buyer, BUYER_SELLER));
  const fields = settle([...channel, ...people.constraints], between(channel, people.constraints, CHANNEL_REMARK));
  const promise: Constraint | null = promiseAt
    ? { type: 'DELIVER_BY', value: promiseAt, lineId: null, source: 'channel: promise', confidence: 1 }
    : null;
  const times = settle(fields.constraints, tooLate(fields.constraints, promise));
  return {
    constraints: narrowed(times.constraints),
    conflicts: [...people.conflicts, ...fields.conflicts, ...times.conflicts],
  };
};
