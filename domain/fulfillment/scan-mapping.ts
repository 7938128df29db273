import type { ActionName } from './action.ts';
import type { CarrierMapping, RemarkRules, Scan } from './carrier.ts';

export type ScanReading = {
  readonly action: ActionName;
  readonly reason: string | null;
  readonly confidence: 'exact' | 'remark' | 'coarse';
};

export type ScanReader = (scan: Pick<Scan, 'code' | 'text'>) => ScanReading;

/** Words that say too little by themselves: the text may say more. */
const COARSE = new Set<ActionName>(['linehaul.in_transit', 'exception.reported', 'event.unmapped']);

export type RemarkReader = (text: string) => { readonly action: ActionName; readonly reason: string | null } | null;

/** Compiles the rules once. Texts are cut at 500 characters: the patterns' cost is bounded. */
export const remarkReader = ({ rules }: Pick<RemarkRules, 'rules'>): RemarkReader => {
  const compiled = rules.map(({ match, action, reason }) => ({
    match: new RegExp(match, 'u'),
    action,
    reason: reason ?? null,
  }));
  return (text) => {
    const hit = compiled.find(({ match }) => match.test(text.slice(0, 500)));
    return hit ? { action: hit.action, reason: hit.reason } : null;
  };
};

/**
 * Code table, then the text where the code is too coarse: an exact code wins over its text. An unknown code becomes
 * `event.unmapped` unless its text is understood; it is never dropped.
 */
export const scanReader = (mapping: CarrierMapping, remarks: RemarkRules): ScanReader => {
  const read = remarkReader(remarks);
  return ({ code, text }) => {
    const meaning = mapping.codes[code];
    const action = meaning?.action ?? 'event.unmapped';
    const coarse = meaning?.refine === true || COARSE.has(action);
    const refined = coarse ? read(text) : null;
    if (refined) return { ...refined, confidence: 'remark' };
    return { action, reason: meaning?.reason ?? null, confidence: coarse ? 'coarse' : 'exact' };
  };
};
