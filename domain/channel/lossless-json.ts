type ReviverContext = { readonly source?: string };
type SourceReviver = (this: unknown, key: string, value: unknown, context: ReviverContext) => unknown;
/** ES2026 gives revivers the source text of a primitive; TypeScript's library does not know it yet. */
const parseWithSource = JSON.parse as (text: string, reviver?: SourceReviver) => unknown;

/** 16 digits are the first that may leave 2^53. A hit inside a string only costs the slower path. */
const MAY_OVERFLOW = /(?:^|[:[,\s-])\d{16,}/;

const keepDigits: SourceReviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? source
    : value;

/**
 * JSON text to values; integers beyond 2^53 become strings with every digit kept (platform order ids are such).
 * @throws SyntaxError
 * @example parseLossless('{"order_id":3705115058471208928}') // { order_id: '3705115058471208928' }
 */
export const parseLossless = (text: string): unknown =>
  MAY_OVERFLOW.test(text) ? parseWithSource(text, keepDigits) : parseWithSource(text);

/** An id as text, whatever JSON type the platform gave it; null for nothing, `0` and the empty string. */
export const idText = (value: unknown): string | null => {
  if (typeof value === 'number') return value === 0 ? null : String(value);
  if (typeof value === 'string') return value === '' || value === '0' ? null : value;
  return null;
};

/** A JSON object, or null when the value is anything else. */
export const asRecord = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;

/** An id as the number that a platform wants, to the last digit; JSON.stringify would round it. */
export const digits = (id: string): string => (/^(?:0|[1-9]\d*)$/.test(id) ? id : JSON.stringify(id));
