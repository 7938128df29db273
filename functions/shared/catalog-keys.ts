/*
 * Table `catalog`. Nobody else writes these keys.
 *
 * | question                        | access                                                |
 * |---------------------------------|-------------------------------------------------------|
 * | what do the stages obey now?    | pk DOCUMENT#kind/id, sk RELEASED (document and version)|
 * | its versions                    | pk DOCUMENT#kind/id, sk begins_with VERSION#           |
 */
export const documentPk = (kind: string, id: string): string => `DOCUMENT#${kind}/${id}`;
export const RELEASED = 'RELEASED';
export const VERSIONS = 'VERSION#';
export const versionSk = (version: number): string => `${VERSIONS}${String(version).padStart(6, '0')}`;
export const releasedKey = (kind: string, id: string) => ({ pk: documentPk(kind, id), sk: RELEASED });

/** The rows of a document's first version, released: what `seed` writes. */
export const firstRelease = (kind: string, id: string, document: unknown) => {
  const row = { entity: 'DOCUMENT', kind, id, version: 1, document };
  return [
    { pk: documentPk(kind, id), sk: versionSk(1), ...row },
    { ...releasedKey(kind, id), ...row },
  ];
};
