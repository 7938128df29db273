import type { Instant } from '#domain/time.ts';
import { type PutView, SavedView, type VIEW_OF } from '#domain/workbench/saved-view.ts';
import { Problem } from './api.ts';
import { deleteItem, getItem, putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';

/*
 * Saved views, in table `catalog`. Nobody else writes these keys.
 *
 * | question              | access            |
 * |-----------------------|-------------------|
 * | one view, all of them | pk VIEWS, sk id   |
 */
const PK = 'VIEWS';
const keyOf = (viewId: string) => ({ pk: PK, sk: viewId });

type Row = { readonly view: Omit<SavedView, 'link'> };

const shown = ({ view }: Row): SavedView =>
  SavedView.parse({ ...view, link: `/${view.of}?${new URLSearchParams({ view: view.viewId })}` });

export const keepView = async (viewId: string, put: PutView, by: string, updatedAt: Instant): Promise<SavedView> => {
  const view = { viewId, ...put, by, updatedAt };
  await putItem(env('CATALOG_TABLE'), { ...keyOf(viewId), entity: 'VIEW', view });
  return shown({ view });
};

export const dropView = (viewId: string): Promise<void> => deleteItem(env('CATALOG_TABLE'), keyOf(viewId));

export const viewsKept = async (): Promise<SavedView[]> => {
  const rows = await queryAll<Row>({ table: env('CATALOG_TABLE'), where: 'pk = :pk', values: { ':pk': PK } });
  return rows.map(shown);
};

/** A query with the view that it names in it; what is asked beside the view narrows it. @throws Problem 404 */
export const viewedQuery = async (
  of: (typeof VIEW_OF)[number],
  { view, ...query }: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> => {
  if (view === undefined) return query;
  const row = await getItem<Row>(env('CATALOG_TABLE'), keyOf(view));
  if (row?.view.of !== of)
    throw new Problem(404, 'Not Found', `view: there is no view ${view} of ${of}: see GET /views`);
  return { ...row.view.query, ...query };
};
