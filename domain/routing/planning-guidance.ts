import type { Handling, PlanningAdvice, PolicyVerdict, WhenShort, Yielding } from './planning-advice.ts';

type Choice = NonNullable<PlanningAdvice['carriers']>;
export type Weights = {
  readonly cost: number;
  readonly hour: number;
  readonly late: number;
  readonly parcel: number;
  readonly otherProvince: number;
};
type NodeKinds = NonNullable<PlanningAdvice['nodeKinds']>;

/** What all policies together say about an order. */
export type PlanningGuidance = {
  readonly minSuccess: number;
  readonly deadlineHours: number;
  readonly weights: Weights;
  readonly carriers: Choice;
  readonly modes: Choice;
  readonly services: Choice;
  readonly nodeKinds: NodeKinds;
  readonly demands: readonly string[];
  readonly keepTogether: boolean;
  /** Null: nobody says. */
  readonly substitutes: boolean | number | null;
  readonly handling: readonly Handling[];
  readonly surchargePerParcel: number;
  readonly whenShort: WhenShort;
  /** Lines in stock go now, the rest when it comes. */
  readonly sendPart: boolean;
  readonly priority: number;
  readonly yields: readonly Yielding[];
  /** 0: legs are handed out at once. */
  readonly handOutAfterMinutes: number;
  readonly verdicts: readonly PolicyVerdict[];
};

/** Where no policy says anything: the cheapest plan that arrives within five days with nine chances of ten; late rather than never. */
const USUAL = {
  minSuccess: 0.9,
  deadlineHours: 120,
  weights: { cost: 1, hour: 0, late: 0, parcel: 0, otherProvince: 0 },
  whenShort: 'BACKORDER',
  yields: ['DEADLINE'],
} as const;

const SHORT_STRICTNESS: readonly WhenShort[] = ['BACKORDER', 'HOLD', 'CANCEL'];

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Wanted by all who want any; avoided by anybody. */
const choice = (said: readonly Choice[]): Choice => {
  const wanted = said.flatMap((each) => (each.wanted ? [each.wanted] : []));
  const avoided = unique(said.flatMap((each) => each.avoided ?? []));
  const [first, ...others] = wanted;
  return {
    ...(first ? { wanted: first.filter((name) => others.every((other) => other.includes(name))) } : {}),
    ...(avoided.length > 0 ? { avoided } : {}),
  };
};

const kinds = (said: readonly NodeKinds[]): NodeKinds => {
  const avoided = unique(said.flatMap((each) => each.avoided ?? []));
  const preferring = said.find(({ preferred }) => preferred !== undefined);
  return {
    ...(avoided.length > 0 ? { avoided } : {}),
    ...(preferring ? { preferred: preferring.preferred, preferredWorth: preferring.preferredWorth ?? 0 } : {}),
  };
};

/** A consent counts only where nobody forbids it, and as far as the most careful goes. */
const consent = (said: readonly (boolean | number)[]): boolean | number | null => {
  if (said.length === 0) return null;
  if (said.includes(false)) return false;
  const limits = said.filter((each) => typeof each === 'number');
  return limits.length === 0 ? true : Math.min(...limits);
};

/**
 * Puts together what policies say about an order. The strictest counts, whoever says it: the highest chance asked for, the shortest
 * promise, what anybody avoids. Weights, preferences and the order of yielding are one policy's: the first that names them.
 */
export const guidanceFrom = (verdicts: readonly PolicyVerdict[]): PlanningGuidance => {
  const said = verdicts.map(({ says }) => says);
  const all = <Name extends keyof PlanningAdvice>(name: Name): NonNullable<PlanningAdvice[Name]>[] =>
    said.flatMap((each) => (each[name] === undefined ? [] : [each[name] as NonNullable<PlanningAdvice[Name]>]));
  const deadlines = all('deadlineHours');
  const waits = all('handOutAfterMinutes');
  const extra = Math.max(0, ...all('extraHours'));
  const weights = Object.assign({}, ...all('weights').reverse()) as Partial<Weights>;
  return {
    minSuccess: all('minSuccess').length === 0 ? USUAL.minSuccess : Math.max(...all('minSuccess')),
    deadlineHours: (deadlines.length === 0 ? USUAL.deadlineHours : Math.min(...deadlines)) + extra,
    weights: { ...USUAL.weights, ...weights },
    carriers: choice(all('carriers')),
    modes: choice(all('modes')),
    services: choice(all('services')),
    nodeKinds: kinds(all('nodeKinds')),
    demands: unique(all('demands').flat()),
    keepTogether: all('keepTogether').includes(true),
    substitutes: consent(all('substitutes')),
    handling: unique(all('handling').flat()),
    surchargePerParcel: all('surchargePerParcel').reduce((sum, each) => sum + each, 0),
    whenShort: SHORT_STRICTNESS.findLast((each) => all('whenShort').includes(each)) ?? USUAL.whenShort,
    sendPart: all('sendPart').includes(true) && !all('sendPart').includes(false) && !all('keepTogether').includes(true),
    priority: Math.max(0, ...all('priority')),
    yields: all('yields')[0] ?? USUAL.yields,
    handOutAfterMinutes: waits.length === 0 ? 0 : Math.min(...waits),
    verdicts,
  };
};

/** What is given up: the field is as if no policy had said anything of it. */
export const without = (guidance: PlanningGuidance, given: Yielding): PlanningGuidance => {
  switch (given) {
    case 'KEEP_TOGETHER':
      return { ...guidance, keepTogether: false };
    case 'NODE_KINDS':
      return { ...guidance, nodeKinds: {} };
    case 'SERVICES':
      return { ...guidance, services: {} };
    case 'MODES':
      return { ...guidance, modes: {} };
    case 'CARRIERS':
      return { ...guidance, carriers: {} };
    case 'MIN_SUCCESS':
      return { ...guidance, minSuccess: Math.min(guidance.minSuccess, 0.5) };
    case 'DEADLINE':
      return guidance;
  }
};
