import { canonical } from './merge.ts';

const [A, B] = [0xdeadbeef, 0x41c6ce57];
const [MIX_A, MIX_B, END_A, END_B] = [2_654_435_761, 1_597_334_677, 2_246_822_507, 3_266_489_909];

const finished = (a: number, b: number): number => Math.imul(a ^ (a >>> 16), END_A) ^ Math.imul(b ^ (b >>> 13), END_B);

/**
 * 53 bits that tell whether a value is the one it was: equal values, equal text, whatever the order of their fields. No secret and no
 * proof against forgers (cyrb53, public domain).
 */
export const fingerprint = (value: unknown): string => {
  const text = canonical(value) ?? 'null';
  let [a, b] = [A, B];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, MIX_A);
    b = Math.imul(b ^ unit, MIX_B);
  }
  const [low, high] = [finished(a, b), finished(b, a)];
  return (4_294_967_296 * (2_097_151 & high) + (low >>> 0)).toString(36);
};

/** Fingerprints of the parts of a state, as one text to carry along: `lines.1x9…~legs.k3…` */
export const tokenOf = (parts: Readonly<Record<string, unknown>>): string =>
  Object.entries(parts)
    .map(([name, value]) => `${name}.${fingerprint(value)}`)
    .join('~');

/** Parts that are not what they were when the token was made; null for what is no token of these parts. */
export const changedSince = (token: string, parts: Readonly<Record<string, unknown>>): string[] | null => {
  const then = new Map(token.split('~').map((part) => part.split('.') as [string, string]));
  const names = Object.keys(parts);
  if (then.size !== names.length || names.some((name) => !then.has(name))) return null;
  return names.filter((name) => then.get(name) !== fingerprint(parts[name]));
};
