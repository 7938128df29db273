import * as z from 'zod';
import type { LegOutcome } from './leg-outcome.ts';

export const PROVIDER_KINDS = ['CARRIER', 'OUTLET', 'NODE', 'LANE'] as const;
const ProviderKind = z.enum(PROVIDER_KINDS);
export type ProviderKind = z.infer<typeof ProviderKind>;

const Share = z.number().min(0).max(1);

/** How one carrier, outlet, node or lane did, of legs that ended in the span. */
export const Scorecard = z.object({
  kind: ProviderKind,
  id: z.string(),
  legs: z.number().int(),
  completed: z.number().int(),
  /** Of the completed; null while there are none. `from` and `to`: the 95 % interval (Wilson). */
  onTime: z.object({ share: Share, from: Share, to: Share }).nullable(),
  refused: z.number().int(),
  failed: z.number().int(),
  /** Median hours until a leg is accepted; null where nobody accepted. */
  acceptHours: z.number().nullable(),
  /** Warnings of silence per hundred legs. */
  silencesPerHundred: z.number(),
  /** Deadlines missed, by step. */
  breaches: z.record(z.string(), z.number().int()),
  claims: z.object({ lost: z.number().int(), damaged: z.number().int() }),
  /** Mean cost of a completed leg in minor units; null while there are none. */
  costMinor: z.number().int().nullable(),
});
export type Scorecard = z.infer<typeof Scorecard>;

/** The answer of `GET /insight/providers`: worst on time first within each kind. */
export const ProviderReport = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  legs: z.number().int(),
  providers: z.array(Scorecard),
});
export type ProviderReport = z.infer<typeof ProviderReport>;

/** As for forecasts; `format=html`: the page. */
export const AskProviders = z.strictObject({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  format: z.enum(['json', 'html']).optional(),
});

const Z95 = 1.959964;

/** Wilson's score interval: right also of few legs, and of none late. */
export const wilson = (hits: number, of: number): { share: number; from: number; to: number } => {
  const share = hits / of;
  const middle = share + Z95 ** 2 / (2 * of);
  const half = Z95 * Math.sqrt((share * (1 - share)) / of + Z95 ** 2 / (4 * of ** 2));
  const scale = 1 + Z95 ** 2 / of;
  return { share, from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) };
};

const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
};

const count = <T>(all: readonly T[], is: (each: T) => boolean): number => all.filter(is).length;

const breachesOf = (legs: readonly LegOutcome[]): Scorecard['breaches'] => {
  const counts: Record<string, number> = {};
  for (const step of legs.flatMap(({ breaches }) => breaches)) counts[step] = (counts[step] ?? 0) + 1;
  return counts;
};

const scorecardOf = (kind: ProviderKind, id: string, legs: readonly LegOutcome[]): Scorecard => {
  const completed = legs.filter(({ state }) => state === 'COMPLETED');
  const cost = completed.reduce((sum, { costMinor }) => sum + costMinor, 0);
  const accepted = legs.flatMap(({ acceptHours }) => (acceptHours === null ? [] : [acceptHours]));
  return {
    kind,
    id,
    legs: legs.length,
    completed: completed.length,
    onTime:
      completed.length === 0
        ? null
        : wilson(
            count(completed, ({ onTime }) => onTime === true),
            completed.length,
          ),
    refused: count(legs, ({ state }) => state === 'REJECTED'),
    failed: count(legs, ({ state }) => state === 'FAILED'),
    acceptHours: median(accepted),
    silencesPerHundred: (100 * legs.reduce((sum, { silences }) => sum + silences, 0)) / legs.length,
    breaches: breachesOf(legs),
    claims: {
      lost: count(legs, ({ claim }) => claim === 'LOST'),
      damaged: count(legs, ({ claim }) => claim === 'DAMAGED'),
    },
    costMinor: completed.length === 0 ? null : Math.round(cost / completed.length),
  };
};

/** Whom a leg speaks of: the outlet with its firm, for codes of two firms may be the same. */
const partsOf = ({ carrier, lastCarrier, outlet, node, lane }: LegOutcome): [ProviderKind, string][] => [
  ...[...new Set([carrier, lastCarrier])].map((id): [ProviderKind, string] => ['CARRIER', id]),
  ...(outlet === null ? [] : [['OUTLET', `${lastCarrier}/${outlet}`] as [ProviderKind, string]]),
  ['NODE', node],
  ['LANE', lane],
];

/** Surely bad before perhaps bad: by the upper end of what is known. */
const worstFirst = (a: Scorecard, b: Scorecard): number =>
  PROVIDER_KINDS.indexOf(a.kind) - PROVIDER_KINDS.indexOf(b.kind) ||
  (a.onTime?.to ?? 1) - (b.onTime?.to ?? 1) ||
  (a.id < b.id ? -1 : 1);

export const providerReport = (
  outcomes: readonly LegOutcome[],
  span: { readonly from: string; readonly to: string },
): ProviderReport => {
  const parts = outcomes.flatMap((leg) => partsOf(leg).map(([kind, id]) => ({ kind, id, leg })));
  const groups = Map.groupBy(parts, ({ kind, id }) => `${kind}\n${id}`);
  const providers = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first
      ? [
          scorecardOf(
            first.kind,
            first.id,
            group.map(({ leg }) => leg),
          ),
        ]
      : [];
  });
  return { ...span, legs: outcomes.length, providers: providers.sort(worstFirst) };
};
