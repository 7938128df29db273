import { parseLossless } from './lossless-json.ts';
import { compilePath, type Read } from './mapping-path.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Platforms put JSON into a text field of their JSON. */
const asObject = (found: unknown): unknown => {
  if (typeof found !== 'string' || !found.startsWith('{')) return found;
  try {
    return parseLossless(found);
  } catch {
    return found;
  }
};

/** The order inside an answer of the platform's API: the first place that holds an object, or one as JSON text; none: the payload itself. */
export const compileUnwrap = (paths: readonly string[]): Read => {
  const reads = paths.map(compilePath);
  return (payload) => {
    for (const read of reads) {
      const found = asObject(read(payload));
      if (isObject(found)) return found;
    }
    return payload;
  };
};

const FIRST = '[0]';

/** The orders of an answer that holds several, where `unwrap` would take the first; any other payload is one order. */
export const compileSplit = (paths: readonly string[]): ((payload: unknown) => readonly unknown[]) => {
  const lists = paths.filter((path) => path.endsWith(FIRST)).map((path) => compilePath(path.slice(0, -FIRST.length)));
  return (payload) => {
    for (const read of lists) {
      const found = read(payload);
      if (Array.isArray(found) && found.length > 1 && found.every(isObject)) return found;
    }
    return [payload];
  };
};
