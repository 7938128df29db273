import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAttributeSet } from '../domain/channel/attribute-set.ts';
import { type CompiledAttributeSet, compileAttributeSet } from '../domain/channel/compile-attribute-set.ts';
import { type CompiledLink, compileSemanticLink } from '../domain/channel/compile-semantic-link.ts';
import { type Mapping, parseMapping } from '../domain/channel/mapping.ts';
import { parseSemanticLink } from '../domain/channel/semantic-link.ts';

const SETS = new URL('../catalog/attribute-set', import.meta.url);
const LINKS = new URL('../catalog/semantic-link', import.meta.url);

const shipped = (path: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../catalog/${path}`, import.meta.url)), 'utf8'));

/** The attribute set in a file; without one, the channel's first version; null where none is shipped. @throws BadDefinition */
export const attributeSetIn = (channel: string, file: string | undefined): CompiledAttributeSet | null => {
  if (file !== undefined) return compileAttributeSet(parseAttributeSet(JSON.parse(readFileSync(file, 'utf8'))), 'file');
  const isShipped = readdirSync(fileURLToPath(SETS)).includes(`${channel}.json`);
  return isShipped ? compileAttributeSet(parseAttributeSet(shipped(`attribute-set/${channel}.json`)), '1') : null;
};

/** The links that are shipped and read orders of a channel. */
export const shippedLinks = (channel: string): CompiledLink[] =>
  readdirSync(fileURLToPath(LINKS))
    .map((file) => compileSemanticLink(parseSemanticLink(shipped(`semantic-link/${file}`)), '1'))
    .filter((link) => link.channel === undefined || link.channel === channel);

/** The mapping in a file; without one, the channel's first version, as it is shipped. @throws BadMapping */
export const mappingIn = (channel: string, file: string | undefined): Mapping => {
  const shipped = fileURLToPath(new URL(`../catalog/channels/${channel}.json`, import.meta.url));
  return parseMapping(JSON.parse(readFileSync(file ?? shipped, 'utf8')));
};
