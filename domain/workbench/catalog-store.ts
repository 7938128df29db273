import type { BusEvent } from '../event.ts';
import type { Instant } from '../time.ts';
import type { CatalogKind, DocumentVersion, Release, Released, VersionStep } from './catalog-document.ts';
import type { Migration } from './migration.ts';
import type { Comparison } from './release-watch.ts';

export type KeptVersion = DocumentVersion & { readonly document: unknown };

/** What the stages read: both documents of a release in one row. */
export type ReleasedDocument = {
  readonly release: Release;
  readonly document: unknown;
  /** The one on trial; null without a trial. */
  readonly trialDocument: unknown;
};

/** Somebody else released in the meantime: look again. */
export class ReleaseConflict extends Error {
  override name = 'ReleaseConflict';
}

/** No document of that kind and id, or no such version of it. */
export class DocumentNotFound extends Error {
  override name = 'DocumentNotFound';
  constructor(kind: string, id: string, version?: number) {
    super(
      version === undefined
        ? `catalog has no ${kind}/${id}: put a first version with PUT /catalog/${kind}/${id}`
        : `catalog has no version ${version} of ${kind}/${id}: GET /catalog/${kind}/${id} lists its versions`,
    );
  }
}

/** Where documents and their versions are kept. */
export type CatalogStore = {
  readonly list: (kind: CatalogKind) => Promise<readonly { id: string; release: Release | null; updatedAt: Instant }[]>;
  /** Newest first, without their texts. */
  readonly versions: (kind: CatalogKind, id: string) => Promise<readonly DocumentVersion[]>;
  /** @throws DocumentNotFound */
  readonly version: (kind: CatalogKind, id: string, version: number) => Promise<KeptVersion>;
  readonly release: (kind: CatalogKind, id: string) => Promise<ReleasedDocument | null>;
  readonly comparison: (kind: CatalogKind, id: string, version: number) => Promise<Comparison | null>;
  /** How the work on stored orders goes that a version began; null when it began none. */
  readonly migration: (kind: CatalogKind, id: string, version: number) => Promise<Migration | null>;
  /** Adds to the comparison. @returns the sums so far */
  readonly compare: (kind: CatalogKind, id: string, version: number, more: Comparison) => Promise<Comparison>;
  /** The next version, as a draft. @returns its number */
  readonly draft: (kind: CatalogKind, id: string, document: unknown, step: VersionStep) => Promise<number>;
  /**
   * Makes a decision true: release, states of the versions, and the event, all or nothing.
   * @throws ReleaseConflict
   */
  readonly commit: (change: CatalogChange) => Promise<void>;
};

export type CatalogChange = {
  readonly kind: CatalogKind;
  readonly id: string;
  readonly before: Release | null;
  readonly decided: Released;
  /** Texts for run time, by version: of the release and of the trial. */
  readonly texts: { readonly document: unknown; readonly trialDocument: unknown };
  readonly step: Omit<VersionStep, 'state'>;
  readonly event: BusEvent;
  /** Work on stored orders that begins with this release; null: none. */
  readonly migration: Migration | null;
};
