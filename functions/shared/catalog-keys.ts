/*
 * Table `catalog`. Nobody else writes these keys.
 *
 * | question                        | access                                                |
 * |---------------------------------|-------------------------------------------------------|
 * | what do the stages obey now?    | pk DOCUMENT#kind/id, sk RELEASED (document and version)|
 * | its versions                    | pk DOCUMENT#kind/id, sk begins_with VERSION#           |
 * | how does a trial go?            | pk DOCUMENT#kind/id, sk COMPARISON#version             |
 * | how far is a migration?         | pk DOCUMENT#kind/id, sk MIGRATION#version             |
 * | what was released? (outbox)     | pk DOCUMENT#kind/id, sk EVENT#ulid                     |
 * | which documents of a kind?      | pk KIND#kind, sk DOCUMENT#id                           |
 */
export const documentPk = (kind: string, id: string): string => `DOCUMENT#${kind}/${id}`;
export const RELEASED = 'RELEASED';
export const VERSIONS = 'VERSION#';
export const versionSk = (version: number): string => `${VERSIONS}${String(version).padStart(6, '0')}`;
export const releasedKey = (kind: string, id: string) => ({ pk: documentPk(kind, id), sk: RELEASED });

export const versionKey = (kind: string, id: string, version: number) => ({
  pk: documentPk(kind, id),
  sk: versionSk(version),
});
export const comparisonKey = (kind: string, id: string, version: number) => ({
  pk: documentPk(kind, id),
  sk: `COMPARISON#${String(version).padStart(6, '0')}`,
});
export const migrationKey = (kind: string, id: string, version: number) => ({
  pk: documentPk(kind, id),
  sk: `MIGRATION#${String(version).padStart(6, '0')}`,
});
export const documentEventKey = (kind: string, id: string, eventId: string) => ({
  pk: documentPk(kind, id),
  sk: `EVENT#${eventId}`,
});
export const kindPk = (kind: string): string => `KIND#${kind}`;
export const listingKey = (kind: string, id: string) => ({ pk: kindPk(kind), sk: `DOCUMENT#${id}` });

/** The rows of a document's first version, released: what `seed` writes. */
export const firstRelease = (kind: string, id: string, document: unknown, at: string) => {
  const row = { kind, id, version: 1 };
  const release = { version: 1, trial: null, previous: null };
  const history = [{ state: 'RELEASED', by: 'system:seed', at, why: 'the first version, as it is shipped' }];
  return [
    { pk: documentPk(kind, id), sk: versionSk(1), entity: 'VERSION', ...row, state: 'RELEASED', history, document },
    { ...releasedKey(kind, id), entity: 'RELEASE', ...row, release, document, trialDocument: null },
    { ...listingKey(kind, id), entity: 'LISTING', kind, id, release, updatedAt: at },
  ];
};
