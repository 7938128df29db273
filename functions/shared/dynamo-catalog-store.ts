import type { DocumentVersion, VersionStep } from '#domain/workbench/catalog-document.ts';
import {
  type CatalogChange,
  type CatalogStore,
  DocumentNotFound,
  type KeptVersion,
  ReleaseConflict,
  type ReleasedDocument,
} from '#domain/workbench/catalog-store.ts';
import { Migration } from '#domain/workbench/migration.ts';
import { Comparison } from '#domain/workbench/release-watch.ts';
import {
  comparisonKey,
  documentEventKey,
  documentPk,
  kindPk,
  listingKey,
  migrationKey,
  releasedKey,
  VERSIONS,
  versionKey,
} from './catalog-keys.ts';
import { addTo, getItem, put, putItem, queryAll, TransactionRefused, transact, update } from './dynamo.ts';
import { env } from './env.ts';

const table = (): string => env('CATALOG_TABLE');

const versionOf = ({ kind, id, version, state, history }: DocumentVersion): DocumentVersion => ({
  kind,
  id,
  version,
  state,
  history,
});

/** How often two people who put a version in the same moment are told apart. */
const TRIES = 5;

const draft: CatalogStore['draft'] = async (kind, id, document, step) => {
  for (let attempt = 1; ; attempt += 1) {
    const [newest] = await versions(kind, id);
    const version = (newest?.version ?? 0) + 1;
    const row = { entity: 'VERSION', kind, id, version, state: step.state, history: [step], document };
    const isNew = { condition: 'attribute_not_exists(pk)' };
    if (await putItem(table(), { ...versionKey(kind, id, version), ...row }, isNew)) {
      if (version === 1)
        await putItem(
          table(),
          { ...listingKey(kind, id), entity: 'LISTING', kind, id, release: null, updatedAt: step.at },
          isNew,
        );
      return version;
    }
    if (attempt === TRIES) throw new ReleaseConflict(`${kind}/${id}: others put versions at the same time; try again`);
  }
};

const versions: CatalogStore['versions'] = async (kind, id) => {
  const rows = await queryAll<DocumentVersion>({
    table: table(),
    where: 'pk = :pk AND begins_with(sk, :versions)',
    values: { ':pk': documentPk(kind, id), ':versions': VERSIONS },
  });
  return rows.map(versionOf).reverse();
};

const unchanged = (before: CatalogChange['before']) =>
  before === null
    ? { condition: 'attribute_not_exists(pk)' }
    : { condition: '#release = :before', names: { '#release': 'release' }, values: { ':before': before } };

const migrationRow = ({ kind, id, migration }: CatalogChange) =>
  migration
    ? [put(table(), { ...migrationKey(kind, id, migration.version), entity: 'MIGRATION', kind, id, ...migration })]
    : [];

const commit = async (change: CatalogChange): Promise<void> => {
  const { kind, id, before, decided, texts, step, event } = change;
  const { release, states } = decided;
  const steps = states.map(({ version, state }) =>
    update(table(), versionKey(kind, id, version), {
      condition: 'attribute_exists(pk)',
      update: 'SET #state = :state, history = list_append(history, :steps)',
      names: { '#state': 'state' },
      values: { ':state': state, ':steps': [{ ...step, state } satisfies VersionStep] },
    }),
  );
  const row = { entity: 'RELEASE', kind, id, version: release.version, release, ...texts };
  const listing = { entity: 'LISTING', kind, id, release, updatedAt: step.at };
  try {
    await transact([
      put(table(), { ...releasedKey(kind, id), ...row }, unchanged(before)),
      put(table(), { ...listingKey(kind, id), ...listing }),
      put(table(), { ...documentEventKey(kind, id, event.detail.id), entity: 'EVENT', event: JSON.stringify(event) }),
      ...steps,
      ...migrationRow(change),
    ]);
  } catch (error) {
    if (error instanceof TransactionRefused)
      throw new ReleaseConflict(`${kind}/${id}: somebody else released in the meantime; look again`);
    throw error;
  }
};

/** Documents in table `catalog`. */
export const dynamoCatalogStore: CatalogStore = {
  list: async (kind) => {
    const rows = await queryAll<Awaited<ReturnType<CatalogStore['list']>>[number]>({
      table: table(),
      where: 'pk = :pk',
      values: { ':pk': kindPk(kind) },
    });
    return rows.map(({ id, release, updatedAt }) => ({ id, release, updatedAt }));
  },
  versions,
  version: async (kind, id, version) => {
    const row = await getItem<KeptVersion>(table(), versionKey(kind, id, version));
    if (!row) throw new DocumentNotFound(kind, id, version);
    return { ...versionOf(row), document: row.document };
  },
  release: async (kind, id) => {
    const row = await getItem<ReleasedDocument>(table(), releasedKey(kind, id), false);
    return row && { release: row.release, document: row.document, trialDocument: row.trialDocument };
  },
  comparison: async (kind, id, version) => {
    const row = await getItem(table(), comparisonKey(kind, id, version));
    return row && Comparison.parse(row);
  },
  migration: async (kind, id, version) => {
    const row = await getItem(table(), migrationKey(kind, id, version));
    return row && Migration.parse(row);
  },
  compare: async (kind, id, version, more) =>
    Comparison.parse(await addTo(table(), comparisonKey(kind, id, version), more)),
  draft,
  commit,
};
