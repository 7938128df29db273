import { type Candidate, CORRECTION, FALLBACK, type Reading } from './remark-context.ts';

/** Of these a remark has one: what is said last. */
const ONE = new Set([
  'invoice_kind',
  'invoice_title',
  'invoice_tax_id',
  'variant_size',
  'variant_color',
  'address_change',
  'recipient_change',
  'gift_message',
  'install_on',
]);
/** What is quoted or copied: wishes within are words of it. */
const OPAQUE = new Set(['gift_message', 'address_change', 'invoice_title']);

const isWithin = (inner: Candidate, outer: Candidate): boolean =>
  inner !== outer && inner.start >= outer.start && inner.end <= outer.end && inner.type !== outer.type;

const sameWish = (a: Candidate, b: Candidate): boolean => a.type === b.type && a.value === b.value;

const isCorrected = (earlier: Candidate, later: Candidate, { plain }: Reading): boolean => {
  const between = plain.slice(earlier.end, later.start);
  return CORRECTION.test(between) && !FALLBACK.test(between);
};

const take = (kept: Candidate[], next: Candidate, reading: Reading): Candidate[] => {
  if (next.takesBack)
    return kept.filter(({ type, value }) => type !== next.type || (next.value !== '' && value !== next.value));
  const rest = kept.filter((each) => {
    if (sameWish(each, next)) return false;
    if (each.type !== next.type) return true;
    if (next.type === 'install_on' && next.value === 'ASAP') return true;
    if (ONE.has(next.type)) return false;
    return !(['contact', 'contact_phone', 'packaging'].includes(next.type) && isCorrected(each, next, reading));
  });
  const before = kept.find((each) => sameWish(each, next));
  return [...rest, before ?? next];
};

/** Wishes that say a part of another: SMS only needs no word about calls; an installation's day says when. */
/** 师傅什么时候来,尽快吧: the haste is the installation's. */
const isHasteOf = (urgency: Candidate, install: Candidate, { clauseAt }: Reading): boolean => {
  const [haste, fitting] = [clauseAt(urgency.start), clauseAt(install.start)];
  return haste.sentence === fitting.sentence && !/发|寄|送|货|ship|deliver/.test(haste.text);
};

const swallowed = (all: readonly Candidate[], reading: Reading): Candidate[] => {
  const has = (type: string, value?: string): boolean =>
    all.some((each) => each.type === type && (value === undefined || each.value === value));
  return all.filter((each) => {
    const { type, value, start } = each;
    if (type === 'contact' && value === 'NO_CALL') return !has('contact', 'SMS_ONLY');
    if (type === 'install_on' && value === 'ASAP')
      return !all.some((other) => other.type === 'install_on' && other.value !== 'ASAP');
    if (type === 'packaging' && value === 'DISCREET' && /plain$/.test(reading.plain.slice(start, start + 5)))
      return !has(type, 'NO_BOX_LOGO');
    if (type === 'urgency') return !all.some((other) => other.type === 'install_on' && isHasteOf(each, other, reading));
    if (type === 'cancel') return !has('no_substitute');
    return true;
  });
};

/** 抬头更正为:金水区小太阳中心: a title that sounds like an address is none. */
const isTitle = (each: Candidate, all: readonly Candidate[]): boolean =>
  each.type === 'address_change' &&
  all.some(({ type, start, end }) => type === 'invoice_title' && start <= each.end && each.start <= end);

/** The last word on each thing, in the order of the remark. */
export const settle = (found: readonly Candidate[], reading: Reading): Candidate[] => {
  const said = found.filter((each) => !isTitle(each, found));
  const opaque = said.filter(({ type, takesBack }) => OPAQUE.has(type) && !takesBack);
  const open = said.filter((each) => !opaque.some((outer) => isWithin(each, outer)));
  const kept = open
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .reduce<Candidate[]>((all, next) => take(all, next, reading), []);
  return swallowed(kept, reading).toSorted((a, b) => a.start - b.start);
};
