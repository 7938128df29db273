import type { Tag } from '../order/order.ts';
import { factsAt, type OrderFacts } from './order-facts.ts';
import type { SemanticLink } from './semantic-link.ts';

export type CompiledLink = {
  readonly id: string;
  readonly version: string;
  /** Whose orders; every channel's when absent. */
  readonly channel: string | undefined;
  readonly tagsOf: (order: OrderFacts) => readonly Tag[];
};

type TagsFor = (value: unknown) => readonly string[];

const NONE: readonly string[] = [];

const byTable = ({ table }: SemanticLink): TagsFor | null => {
  if (!table) return null;
  const rows = new Map(Object.entries(table));
  return (value) => rows.get(String(value)) ?? NONE;
};

const byRange = ({ ranges }: SemanticLink): TagsFor | null => {
  if (!ranges) return null;
  return (value) => {
    const number = Number(value);
    return ranges
      .filter(
        ({ from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY }) => number >= from && number < below,
      )
      .flatMap(({ tags }) => tags);
  };
};

const LATIN = /^[\x20-\x7e]+$/;
const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Words of Latin letters are looked for as words: there is no tent in content. Chinese has no spaces between words. */
const finderOf = (word: string): ((text: string) => boolean) => {
  if (!LATIN.test(word)) return (text) => text.includes(word);
  const pattern = new RegExp(`(?<![a-z0-9])${escaped(word.toLowerCase())}(?![a-z0-9])`);
  return (text) => pattern.test(text);
};

const byWord = ({ contains }: SemanticLink): TagsFor | null => {
  if (!contains) return null;
  const rules = contains.map(({ any, tags }) => ({ finders: any.map(finderOf), tags }));
  return (value) => {
    const text = String(value).toLowerCase();
    return rules.filter(({ finders }) => finders.some((finds) => finds(text))).flatMap(({ tags }) => tags);
  };
};

/** Makes a link into a function, once. */
export const compileSemanticLink = (link: SemanticLink, version: string): CompiledLink => {
  const readings = [byTable(link), byRange(link), byWord(link)].filter((each) => each !== null);
  const tagsOf = (order: OrderFacts): readonly Tag[] => {
    if (link.channel !== undefined && link.channel !== order.channel) return [];
    const found = factsAt(order, link.from).flatMap(({ value }) => readings.flatMap((tagsFor) => tagsFor(value)));
    return [...new Set(found)].sort().flatMap((tag) => {
      const title = link.tags[tag];
      return title ? [{ tag, title, link: link.id, version }] : [];
    });
  };
  return { id: link.id, version, channel: link.channel, tagsOf };
};
