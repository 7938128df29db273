const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Bytes as text; bytes that are no UTF-8 become U+FFFD. */
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Hex digits to bytes; what is no hex digit counts as 0. */
export const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Base64 to bytes; null when the text is none (a stranger sent it). */
export const fromBase64 = (encoded: string): Uint8Array | null => {
  try {
    return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
};

/** PKCS7: one byte to a whole block of them, each saying how many. */
export const padded = (plain: Uint8Array, blockBytes: number): Uint8Array => {
  const count = blockBytes - (plain.length % blockBytes);
  return concat(plain, new Uint8Array(count).fill(count));
};

/** The reverse of `padded`; null for bytes that were not padded so. */
export const unpadded = (plain: Uint8Array, blockBytes: number): Uint8Array | null => {
  const count = plain.at(-1) ?? 0;
  if (count < 1 || count > blockBytes || count > plain.length) return null;
  const end = plain.length - count;
  return plain.subarray(end).every((byte) => byte === count) ? plain.subarray(0, end) : null;
};
