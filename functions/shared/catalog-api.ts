import {
  type CatalogKind,
  DocumentId,
  CatalogKind as Kind,
  ReleaseRefused,
} from '#domain/workbench/catalog-document.ts';
import { BadDocument } from '#domain/workbench/catalog-kinds.ts';
import { DocumentNotFound, ReleaseConflict } from '#domain/workbench/catalog-store.ts';
import { Problem } from './api.ts';

/** Kind and id out of a path like `/catalog/mapping/douyin`. @throws Problem 400 */
export const documentIn = (
  path: Readonly<Record<string, string>>,
): { readonly kind: CatalogKind; readonly id: string } => {
  const kind = Kind.safeParse(path.kind);
  if (!kind.success)
    throw new Problem(400, 'Bad Request', `kind ${path.kind ?? ''}: use one of ${Kind.options.join(', ')}`);
  const id = DocumentId.safeParse(path.id);
  if (!id.success) throw new Problem(400, 'Bad Request', `id ${path.id ?? ''}: ${id.error.issues[0]?.message}`);
  return { kind: kind.data, id: id.data };
};

const problemOf = (error: unknown): unknown => {
  if (error instanceof DocumentNotFound) return new Problem(404, 'Not Found', error.message);
  if (error instanceof BadDocument) return new Problem(422, 'Unprocessable Content', error.message);
  if (error instanceof ReleaseRefused || error instanceof ReleaseConflict)
    return new Problem(409, 'Conflict', error.message);
  return error;
};

/** Tells the catalog's own refusals as problems. */
export const tellingProblems = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw problemOf(error);
  }
};
