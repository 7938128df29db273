import type { Mapping } from './mapping.ts';

/** What a mapping does with a place in the payload. */
export type MappedPath = {
  /** As in the payload, every element of a list written `[]`: `items[].price`. */
  readonly path: string;
  /** Our names of what is read from there: `lines.unitPrice`. */
  readonly target: string;
  /** How it is read: a time format, `decimal`, `minor`, `double`; null where any value will do. */
  readonly as: string | null;
  /** The words that mean something; null where every word does. */
  readonly words: readonly string[] | null;
};

type Node = Readonly<Record<string, unknown>>;
type Found = Omit<MappedPath, 'target'>;

const plain = (path: string): string =>
  path
    .replace(/^-/, '')
    .replace(/\[(\w+=[^\]]*|\d*)\]/g, '[]')
    .replace(/^\.$/, '');

const listOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(listOf) : [];

/** Tables and the rules of the status name every word there should be; a hold's or a flag's words are some among others. */
const wordsOf = ({ table, unlisted, in: among, notIn }: Node, target: string): string[] | null => {
  if (typeof table === 'object' && table !== null)
    return unlisted === undefined || unlisted === 'report' ? Object.keys(table) : null;
  const listed = [...listOf(among), ...listOf(notIn)];
  return target === 'status' && listed.length > 0 ? listed : null;
};

/** Paths that one rule of the document names itself. */
const ownPaths = (rule: Node, target: string): Found[] => {
  const as = typeof rule.as === 'string' && rule.as !== 'raw' ? rule.as : null;
  const words = wordsOf(rule, target);
  const join = rule.join as { paths?: unknown } | undefined;
  const unlisted = rule.unlisted as { from?: unknown } | undefined;
  return [
    ...listOf([rule.from, rule.path]).map((path) => ({ path, as, words })),
    ...listOf([rule.sum]).map((path) => ({ path, as, words: null })),
    ...listOf([rule.per, join?.paths, unlisted?.from, rule.each]).map((path) => ({ path, as: null, words: null })),
  ];
};

/** Parts of a rule that are read by `ownPaths`. */
const RULE_WORDS = new Set(['from', 'path', 'sum', 'per', 'join', 'table', 'in', 'notIn', 'is', 'unlisted', 'each']);

type Add = (target: string, found: Found) => void;

const walk = (value: unknown, target: string, add: Add): void => {
  if (Array.isArray(value)) for (const each of value) walk(each, target, add);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const found of ownPaths(value as Node, target)) add(target, found);
  for (const [key, child] of Object.entries(value))
    if (!RULE_WORDS.has(key)) walk(child, namedTarget(target, key), add);
};

/** Conditions and values are how a target is read, not targets of their own. */
const namedTarget = (target: string, key: string): string => {
  if (['when', 'value', 'text', 'time', 'window'].includes(key)) return target;
  return target === '' ? key : `${target}.${key}`;
};

/** Parts of the document whose paths start at a line instead of the order. */
const LINE_PARTS = new Set(['lines', 'lineAttributes']);

const under = (root: string, path: string): string => (root === '' ? path : path === '' ? root : `${root}.${path}`);

/** Every place of the payload that the document reads, in the order of the document. */
export const mappedPaths = (mapping: Mapping): MappedPath[] => {
  const found: MappedPath[] = [];
  const roots = listOf(mapping.lines.each).map((each) => `${plain(each)}[]`);
  const add =
    (atLine: boolean) =>
    (target: string, { path, as, words }: Found): void => {
      const paths = atLine ? roots.map((root) => under(root, plain(path))) : [plain(path)];
      for (const each of paths) found.push({ path: each, target, as, words });
    };
  const { order, amounts, status, holds, lines, destination, constraints, attributes, lineAttributes } = mapping;
  const { each: _each, changesWhen, ...lineFields } = lines;
  const { silentOn, checks } = mapping;
  const parts: Node = {
    order,
    amounts,
    status,
    holds,
    lines: lineFields,
    destination,
    attributes,
    lineAttributes,
    silentOn,
  };
  for (const [part, document] of Object.entries(parts)) walk(document, part, add(LINE_PARTS.has(part)));
  for (const rule of constraints) walk(rule, `constraints.${rule.type}`, add(rule.perLine));
  walk(changesWhen, 'lines', add(false));
  if (checks !== undefined) add(false)('conflicts', { path: checks, as: null, words: null });
  for (const root of roots) found.push({ path: root, target: 'lines', as: null, words: null });
  return found;
};

/** JSONata expressions of the document: whatever they mention counts as read. */
export const expressionsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(expressionsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'jsonata' && typeof child === 'string' ? [child] : key === 'examples' ? [] : expressionsOf(child),
  );
};
