import * as z from 'zod';
import { RollbackRule } from '../workbench/catalog-document.ts';
import { INTENTS, Intent, type IntentGuess, OfferTitle, OrderSigns, type ServiceOffer, Sign, shows } from './intent.ts';

const Evidence = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'small letters, digits and dashes, as in gift-card'),
  when: Sign,
  /** Log-odds: 0.7 doubles the odds, 2.3 makes them ten times as high, negative ones speak against it. */
  weight: z.number().min(-10).max(10),
});

const OfferRule = z.strictObject({
  service: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'capital letters, as in GIFT_WRAP'),
  title: OfferTitle,
  /** Offered to orders of these channels, or to those likely enough for an intent; where both are given, both must hold. */
  channels: z.array(z.string().min(1)).min(1).optional(),
  intent: Intent.optional(),
  atLeast: z.number().gt(0).max(1).default(0.5),
  byDefault: z.boolean().default(false),
});

const ExampleOrder = z.strictObject({
  name: z.string().min(1),
  order: OrderSigns.partial(),
  expect: z.strictObject({
    /** Bounds of the probability, by intent. */
    intents: z.partialRecord(Intent, z.strictObject({ atLeast: z.number(), atMost: z.number() }).partial()).default({}),
    /** Exactly these services, in any order; left out: not compared. */
    offers: z.array(z.string()).optional(),
  }),
});

/**
 * What orders are for, as evidence that is added up (naive Bayes, in log-odds), and which services suit them: a catalog document,
 * tested by its own examples. First version: catalog/intent-model/default.json.
 */
export const IntentModel = z.strictObject({
  id: z.string(),
  version: z.string().min(1),
  title: OfferTitle,
  /** Less likely intents are not kept with the order. */
  shownFrom: z.number().gt(0).max(1),
  /** `prior`: log-odds of an order of which nothing is known. */
  intents: z.record(Intent, z.strictObject({ prior: z.number().min(-10).max(10), evidence: z.array(Evidence) })),
  offers: z.array(OfferRule),
  rollback: RollbackRule.optional(),
  examples: z.array(ExampleOrder).default([]),
});
export type IntentModel = z.infer<typeof IntentModel>;

/** An intent model that cannot be used: names the field and the cure. */
export class BadIntentModel extends Error {
  override name = 'BadIntentModel';
}

/** @throws BadIntentModel */
export const parseIntentModel = (document: unknown): IntentModel => {
  const parsed = IntentModel.safeParse(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
    throw new BadIntentModel(`intent-model: ${faults.join('; ')}`);
  }
  for (const [intent, { evidence }] of Object.entries(parsed.data.intents)) {
    const ids = evidence.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice)
      throw new BadIntentModel(`intent-model: intents.${intent}.evidence: "${twice}" stands twice; name it apart`);
  }
  const bare = parsed.data.offers.find(({ channels, intent }) => channels === undefined && intent === undefined);
  if (bare)
    throw new BadIntentModel(`intent-model: offers: ${bare.service} names neither channels nor intent; name one`);
  return parsed.data;
};

const PRECISION = 1000;
const probabilityOf = (logOdds: number): number => Math.round(PRECISION / (1 + Math.exp(-logOdds))) / PRECISION;

/** Every intent with its probability, the likeliest first. */
const guessAll = (model: IntentModel, order: OrderSigns): IntentGuess[] =>
  INTENTS.map((intent): IntentGuess => {
    const { prior, evidence } = model.intents[intent];
    const found = evidence.filter(({ when }) => shows(order, when));
    const logOdds = found.reduce((sum, { weight }) => sum + weight, prior);
    return { intent, probability: probabilityOf(logOdds), evidence: found.map(({ id, weight }) => ({ id, weight })) };
  }).toSorted((a, b) => b.probability - a.probability);

const offersFor = (model: IntentModel, order: OrderSigns, guesses: readonly IntentGuess[]): ServiceOffer[] => {
  const offers = model.offers.flatMap(({ service, title, channels, intent, atLeast, byDefault }): ServiceOffer[] => {
    if (channels && !channels.includes(order.channel)) return [];
    if (intent === undefined)
      return [{ service, title, because: `channel:${order.channel}`, probability: 1, byDefault }];
    const probability = guesses.find((guess) => guess.intent === intent)?.probability ?? 0;
    return probability >= atLeast ? [{ service, title, because: `intent:${intent}`, probability, byDefault }] : [];
  });
  return offers.filter(({ service }, index) => offers.findIndex((each) => each.service === service) === index);
};

/** What the order is for, as far as it is likely enough to be kept, and the services that suit it. */
export const readIntent = (
  model: IntentModel,
  order: OrderSigns,
): { readonly intents: IntentGuess[]; readonly offers: ServiceOffer[] } => {
  const guesses = guessAll(model, order);
  return {
    intents: guesses.filter(({ probability }) => probability >= model.shownFrom),
    offers: offersFor(model, order, guesses),
  };
};

const differencesIn = (model: IntentModel, { order, expect }: IntentModel['examples'][number]): string[] => {
  const signs = OrderSigns.parse(order);
  const guesses = guessAll(model, signs);
  const differing = Object.entries(expect.intents).flatMap(([intent, { atLeast = 0, atMost = 1 }]) => {
    const probability = guesses.find((guess) => guess.intent === intent)?.probability ?? 0;
    return probability >= atLeast && probability <= atMost
      ? []
      : [`intents.${intent}: expected ${atLeast} to ${atMost}, got ${probability}`];
  });
  if (expect.offers === undefined) return differing;
  const [wanted, found] = [
    expect.offers.toSorted().join(', '),
    offersFor(model, signs, guesses)
      .map(({ service }) => service)
      .toSorted()
      .join(', '),
  ];
  return wanted === found ? differing : [...differing, `offers: expected ${wanted || 'none'}, got ${found || 'none'}`];
};

/** Runs the examples inside the document. */
export const testIntentModel = (model: IntentModel): { name: string; differences: string[] }[] =>
  model.examples.map((example) => ({ name: example.name, differences: differencesIn(model, example) }));
