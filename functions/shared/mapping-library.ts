import { type CompiledMapping, compileMapping } from '#domain/channel/compile-mapping.ts';
import { parseMapping } from '#domain/channel/mapping.ts';
import { released } from './dynamo-catalog-store.ts';

const compiled = new Map<string, { readonly version: number; readonly mapping: CompiledMapping }>();

/** The channel's released mapping, compiled once per version. The catalog's version is the one orders are pinned to. */
export const mappingOf = async (channel: string): Promise<CompiledMapping> => {
  const { version, document } = await released('mapping', channel);
  const known = compiled.get(channel);
  if (known?.version === version) return known.mapping;
  const mapping = compileMapping({ ...parseMapping(document), version: String(version) });
  compiled.set(channel, { version, mapping });
  return mapping;
};
