import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Mapping, parseMapping } from '../domain/channel/mapping.ts';

/** The mapping in a file; without one, the channel's first version, as it is shipped. @throws BadMapping */
export const mappingIn = (channel: string, file: string | undefined): Mapping => {
  const shipped = fileURLToPath(new URL(`../catalog/channels/${channel}.json`, import.meta.url));
  return parseMapping(JSON.parse(readFileSync(file ?? shipped, 'utf8')));
};
