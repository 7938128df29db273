import type { ActionName } from './action.ts';
import type { CarrierMapping, CodeMeaning, RemarkRules, Scan } from './carrier.ts';

export type ScanReading = {
  readonly action: ActionName;
  readonly reason: string | null;
  readonly confidence: 'exact' | 'remark' | 'coarse';
  /** With `event.retracted` of a source without event ids: the codes whose latest row is taken back. */
  readonly retractsCodes?: readonly string[] | undefined;
};

export type ScanReader = (scan: Pick<Scan, 'code' | 'detail' | 'text'>) => ScanReading;

/** The code as it is kept and shown: with its detail where the source gave one. */
export const codeOf = ({ code, detail }: Pick<Scan, 'code' | 'detail'>): string =>
  detail ? `${code}/${detail}` : code;

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

/** Codes come from outside: `constructor` is none. */
const meaningOf = ({ codes }: CarrierMapping, scan: Pick<Scan, 'code' | 'detail'>): CodeMeaning | undefined => {
  const code = [codeOf(scan), scan.code].find((each) => Object.hasOwn(codes, each));
  return code === undefined ? undefined : codes[code];
};

/** Whether a text may say this about a code; a list in the mapping names between which actions it chooses. */
const mayBe = (action: ActionName, { refine }: Pick<CodeMeaning, 'refine'>): boolean =>
  !Array.isArray(refine) || refine.includes(action);

/**
 * Code table, then the text where the code is too coarse: an exact code wins over its text. An unknown code becomes
 * `event.unmapped` unless its text is understood; it is never dropped.
 */
export const scanReader = (mapping: CarrierMapping, remarks: Pick<RemarkRules, 'rules'>): ScanReader => {
  const read = remarkReader(remarks);
  return (scan) => {
    const meaning: CodeMeaning = meaningOf(mapping, scan) ?? { action: 'event.unmapped' };
    const { action, reason = null, refine, retracts } = meaning;
    const coarse = Boolean(refine) || COARSE.has(action);
    const refined = coarse ? read(scan.text) : null;
    if (refined && mayBe(refined.action, meaning)) return { ...refined, confidence: 'remark' };
    return { action, reason, confidence: coarse ? 'coarse' : 'exact', ...(retracts && { retractsCodes: retracts }) };
  };
};
