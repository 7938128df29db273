import { CHANNELS } from '#domain/channel/channels.ts';
import { type CheckupReader, checkupReader } from '#domain/channel/checkup.ts';
import { type CompiledMapping, compileMapping } from '#domain/channel/compile-mapping.ts';
import type { HistorySource } from '#domain/channel/history-source.ts';
import { parseMapping } from '#domain/channel/mapping.ts';
import type { ReleasedDocument } from '#domain/workbench/catalog-store.ts';
import type { Decided } from '#domain/workbench/release-choice.ts';
import { documentLibrary } from './document-library.ts';

type Compiled = { readonly mapping: CompiledMapping; readonly checkup: CheckupReader };

const compiled = (document: unknown, version: string): Compiled => {
  const mapping = { ...parseMapping(document), version };
  return { mapping: compileMapping(mapping), checkup: checkupReader(mapping) };
};

const mappings = documentLibrary('mapping', compiled);
const histories = documentLibrary('history-source', (document, version) =>
  compiled((document as HistorySource).mapping, version),
);

export type ChosenMapping = {
  readonly mapping: CompiledMapping;
  /** Notes which of its fields the payloads have. */
  readonly checkup: CheckupReader;
  /** The one all obey, when another was chosen because it is on trial: what the trial is compared with. */
  readonly comparedWith: CompiledMapping | null;
  readonly released: ReleasedDocument;
};

/** The mapping that decides about an order. @throws NotReleased */
export const mappingFor = async (channel: string, decided: Decided): Promise<ChosenMapping> => {
  const { document, comparedWith, released } = await mappings.choose(channel, decided);
  return { ...document, comparedWith: comparedWith?.mapping ?? null, released };
};

/** The mapping that reads past orders: of the channel, or of the history source of that name. @throws NotReleased */
export const historyMappingFor = async (source: string): Promise<CompiledMapping> => {
  const isChannel = CHANNELS.some(({ id }) => id === source);
  return (await (isChannel ? mappings : histories).obeyed(source)).mapping;
};
