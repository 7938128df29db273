import * as z from 'zod';
import { Instant } from '../time.ts';

export const ViewId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'small letters, digits and dashes, as in waiting-for-stock');

/** What lists can be saved views of. */
export const VIEW_OF = ['orders', 'exceptions'] as const;

/** The body of `PUT /views/{id}`: a question worth asking again. */
export const PutView = z.strictObject({
  title: z.strictObject({ en: z.string().min(1).max(80), zh: z.string().min(1).max(80) }),
  of: z.enum(VIEW_OF),
  /** The query of that list, without `cursor`: `{ "state": "BACKORDERED", "channel": "douyin" }`. */
  query: z.record(z.string(), z.string()),
});
export type PutView = z.infer<typeof PutView>;

export const SavedView = PutView.extend({
  viewId: ViewId,
  by: z.string(),
  updatedAt: Instant,
  /** Where it is looked at. */
  link: z.string(),
});
export type SavedView = z.infer<typeof SavedView>;

export const ViewList = z.object({ views: z.array(SavedView) });

/** A view that cannot be used: names the field and the cure. */
export class BadView extends Error {
  override name = 'BadView';
}

/** @param schemas the queries of the lists: what a view saves must be a question that the list takes @throws BadView */
export const checkView = (
  { of, query }: PutView,
  schemas: Readonly<Record<(typeof VIEW_OF)[number], z.ZodType>>,
): void => {
  const unwanted = ['cursor', 'view', 'q'].filter((name) => query[name] !== undefined);
  if (unwanted.length > 0) throw new BadView(`query.${unwanted[0]}: is asked each time; leave it out of a view`);
  const parsed = schemas[of].safeParse(query);
  if (parsed.success) return;
  throw new BadView(parsed.error.issues.map(({ path, message }) => `query.${path.join('.')}: ${message}`).join('; '));
};
