import * as z from 'zod';
import type { Line } from '../order/order.ts';
import { RollbackRule } from '../workbench/catalog-document.ts';

const Names = z.array(z.string().min(1)).min(1);

/** Lines that a document is about: all that is said must hold. */
export const LineMatch = z
  .strictObject({
    skus: Names,
    kinds: z.array(z.enum(['GOODS', 'SERVICE', 'SUBSCRIPTION', 'APPOINTMENT'])).min(1),
    titleHas: Names,
  })
  .partial()
  .refine((match) => Object.keys(match).length > 0, 'say skus, kinds or titleHas');
export type LineMatch = z.infer<typeof LineMatch>;

type Told = Pick<Line, 'sku' | 'kind' | 'title'>;

export const matchesLine = ({ skus, kinds, titleHas }: LineMatch, { sku, kind, title }: Told): boolean =>
  (skus === undefined || skus.includes(sku)) &&
  (kinds === undefined || kinds.includes(kind)) &&
  (titleHas === undefined || titleHas.some((word) => title.toLowerCase().includes(word.toLowerCase())));

/** Who does it: a partner for regions (GB/T 2260, `33` stands for all that begin so), or any service station of the network. */
const ServicePartner = z.strictObject({ party: z.string().min(1), regions: Names.optional() });

const ExampleLine = z.strictObject({ sku: z.string(), kind: z.string(), title: z.string() });

/**
 * A service that partners do: which lines order it, who does it where, and by when. A catalog document; first versions:
 * catalog/services/.
 */
export const ServiceOffer = z.strictObject({
  id: z.string(),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  match: LineMatch,
  /** Of several offers for a line the one with the lower rank does it. */
  rank: z.number().int().min(0).default(100),
  at: z.enum(['CUSTOMER', 'STATION']),
  minutes: z.number().int().positive(),
  /** No answer, no appointment, not done by then: the next partner is asked, or a person. */
  acceptWithinHours: z.number().positive().default(24),
  bookWithinHours: z.number().positive().default(72),
  doneWithinHours: z.number().positive().default(720),
  /** `GOODS`: not before the order's goods are there. */
  after: z.enum(['GOODS']).optional(),
  /** Service stations of the network do it too, the nearest first. */
  stations: z.boolean().default(false),
  partners: z.array(ServicePartner).default([]),
  rollback: RollbackRule.optional(),
  examples: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        line: ExampleLine,
        region: z.string(),
        refusedBy: z.array(z.string()).default([]),
        /** Who is asked; null: nobody, for it is another's line or nobody is left. */
        expect: z.string().nullable(),
      }),
    )
    .default([]),
});
export type ServiceOffer = z.infer<typeof ServiceOffer>;

/** A document that is none of its kind: names the field and the cure. */
export class BadOffer extends Error {
  override name = 'BadOffer';
}

/** Reads a document by its schema. @throws BadOffer naming the field */
export const readDocument = <S extends z.ZodType>(kind: string, schema: S, document: unknown): z.output<S> => {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(document)'}: ${issue.message}`);
  throw new BadOffer(`${kind}: ${faults.join('; ')}`);
};

/** @throws BadOffer */
export const parseServiceOffer = (document: unknown): ServiceOffer => {
  const offer = readDocument('service', ServiceOffer, document);
  if (offer.partners.length === 0 && !offer.stations)
    throw new BadOffer('service: partners: nobody does it; name a partner, or say stations: true');
  return offer;
};

/** A node that can do visits. */
export type Station = { readonly node: string; readonly region: string };

/** Digits of a region code that two places share: the same city 6, the same province 2 or 3. */
const shared = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};

/** Who may do it at a place, the best first: partners in the document's order, then stations by nearness. */
export const partiesFor = (
  { partners, stations: asksStations }: Pick<ServiceOffer, 'partners' | 'stations'>,
  region: string,
  stations: readonly Station[],
): string[] => {
  const named = partners.filter(({ regions }) => regions?.some((each) => region.startsWith(each)) ?? true);
  const near = asksStations
    ? stations
        .filter((station) => shared(station.region, region) >= 2)
        .toSorted((a, b) => shared(b.region, region) - shared(a.region, region) || (a.node < b.node ? -1 : 1))
    : [];
  return [...named.map(({ party }) => party), ...near.map(({ node }) => node)];
};

/** Runs the examples inside the document: stations are not theirs to know. */
export const testServiceOffer = (offer: ServiceOffer): { name: string; differences: string[] }[] =>
  offer.examples.map(({ name, line, region, refusedBy, expect }) => {
    const isIts = matchesLine(offer.match, line as Told);
    const found = isIts ? (partiesFor(offer, region, []).find((party) => !refusedBy.includes(party)) ?? null) : null;
    return { name, differences: found === expect ? [] : [`partner: expected ${expect}, got ${found}`] };
  });
