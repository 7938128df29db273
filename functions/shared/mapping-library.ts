import { CHANNELS } from '#domain/channel/channels.ts';
import { type CompiledMapping, compileMapping } from '#domain/channel/compile-mapping.ts';
import type { HistorySource } from '#domain/channel/history-source.ts';
import { parseMapping } from '#domain/channel/mapping.ts';
import type { ReleasedDocument } from '#domain/workbench/catalog-store.ts';
import { type Decided, versionFor } from '#domain/workbench/release-choice.ts';
import { dynamoCatalogStore } from './dynamo-catalog-store.ts';
import { released } from './released.ts';

const KIND = 'mapping';

const compiled = new Map<string, CompiledMapping>();

/** Compiled once per version. The catalog's version is the one orders are pinned to. */
const compiledOf = (channel: string, version: number, document: unknown): CompiledMapping => {
  const key = `${channel}@${version}`;
  const known = compiled.get(key);
  if (known) return known;
  const mapping = compileMapping({ ...parseMapping(document), version: String(version) });
  compiled.set(key, mapping);
  return mapping;
};

const textOf = async (channel: string, { release, document, trialDocument }: ReleasedDocument, version: number) => {
  if (version === release.version) return document;
  if (version === release.trial?.version) return trialDocument;
  return (await dynamoCatalogStore.version(KIND, channel, version)).document;
};

export type ChosenMapping = {
  readonly mapping: CompiledMapping;
  /** The one all obey, when another was chosen because it is on trial: what the trial is compared with. */
  readonly comparedWith: CompiledMapping | null;
  readonly released: ReleasedDocument;
};

/** The mapping that decides about an order. @throws NotReleased */
export const mappingFor = async (channel: string, decided: Decided): Promise<ChosenMapping> => {
  const current = await released(KIND, channel);
  const version = versionFor(current.release, decided);
  const mapping = compiledOf(channel, version, await textOf(channel, current, version));
  const isTrial = version === current.release.trial?.version;
  const comparedWith = isTrial ? compiledOf(channel, current.release.version, current.document) : null;
  return { mapping, comparedWith, released: current };
};

/** The mapping that reads past orders: of the channel, or of the history source of that name. @throws NotReleased */
export const historyMappingFor = async (source: string): Promise<CompiledMapping> => {
  if (CHANNELS.some(({ id }) => id === source)) {
    const { release, document } = await released(KIND, source);
    return compiledOf(source, release.version, document);
  }
  const { release, document } = await released('history-source', source);
  return compiledOf(source, release.version, (document as HistorySource).mapping);
};
