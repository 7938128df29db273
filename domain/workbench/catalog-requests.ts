import * as z from 'zod';
import { Instant } from '../time.ts';
import { Audience, CatalogKind, DocumentId, DocumentVersion, Release } from './catalog-document.ts';
import { Migration } from './migration.ts';
import { Comparison } from './release-watch.ts';

const Why = z.string().trim().min(3, 'say in a few words why').max(500);

/** A new version, as a draft. */
export const PutDocument = z.strictObject({ document: z.looseObject({}), why: Why });

/** Which text to test: a kept version, or one that is not kept yet. Neither: the newest version. */
export const TestDocument = z
  .strictObject({ version: z.number().int().positive(), document: z.looseObject({}) })
  .partial()
  .refine(({ version, document }) => version === undefined || document === undefined, {
    error: 'give version or document, not both',
  });

export const ReleaseDocument = z.union([
  z.strictObject({
    version: z.number().int().positive(),
    to: z.union([z.literal('ALL'), Audience]).default('ALL'),
    why: Why,
  }),
  z.strictObject({ rollback: z.literal(true), why: Why }),
]);
export type ReleaseDocument = z.infer<typeof ReleaseDocument>;

export const GetDocument = z.object({
  version: z.coerce.number().int().positive().optional(),
});

export const DocumentSummary = z.object({
  kind: CatalogKind,
  id: DocumentId,
  release: Release.nullable(),
  updatedAt: Instant,
});
export const DocumentList = z.object({ documents: z.array(DocumentSummary) });

export const DocumentView = z.object({
  kind: CatalogKind,
  id: DocumentId,
  release: Release.nullable(),
  /** How the trial goes, or went last; null when none was. */
  comparison: Comparison.nullable(),
  /** How the work on stored orders goes that the released version began; null when it began none. */
  migration: Migration.nullable(),
  /** The newest first. */
  versions: z.array(DocumentVersion),
  /** The version asked for; else the one on release; else the newest. */
  version: z.number().int(),
  document: z.unknown(),
});

export const DocumentDrafted = z.object({
  kind: CatalogKind,
  id: DocumentId,
  version: z.number().int(),
  isNew: z.boolean(),
});
export const TestReport = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
  tests: z.array(z.object({ name: z.string(), differences: z.array(z.string()) })),
  /** What a reading of the whole shows: rules whose order decides, facts that no rule answers. Keeps nobody from releasing it. */
  notes: z.array(z.string()),
});
export const DocumentRelease = z.object({ kind: CatalogKind, id: DocumentId, release: Release });
