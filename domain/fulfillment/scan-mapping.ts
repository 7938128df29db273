import type { ActionName } from './action.ts';
import type { CarrierMapping, CodeMeaning, RemarkRules, Scan } from './carrier.ts';

export type ScanReading = {
  readonly action: ActionName;
  readonly reason: string | null;
  readonly confidence: 'exact' | 'remark' | 'coarse';
  /** With `event.retracted` of a source without event ids: the codes whose latest row is taken back. */
  readonly retractsCodes?: readonly string[] | undefined;
};

type CodedScan = Pick<Scan, 'code' | 'codeList' | 'coarseCode' | 'detail'>;

export type ScanReader = (scan: CodedScan & Pick<Scan, 'text'>) => ScanReading;

/** The code as it is kept and shown: with its detail where the source gave one. */
export const codeOf = ({ code, detail }: Pick<Scan, 'code' | 'detail'>): string =>
  detail ? `${code}/${detail}` : code;

/** Words that say too little by themselves: the text may say more. */
const COARSE = new Set<ActionName>(['linehaul.in_transit', 'exception.reported', 'event.unmapped']);

/** What a text says; with a list, what it says that is of the list. Null where no rule knows it. */
export type RemarkReader = (
  text: string,
  among?: readonly ActionName[],
) => { readonly action: ActionName; readonly reason: string | null } | null;

/** Compiles the rules once. Texts are cut at 500 characters: the patterns' cost is bounded. */
export const remarkReader = ({ rules }: Pick<RemarkRules, 'rules'>): RemarkReader => {
  const compiled = rules.map(({ match, action, reason }) => ({
    match: new RegExp(match, 'u'),
    action,
    reason: reason ?? null,
  }));
  return (text, among) => {
    const cut = text.slice(0, 500);
    const hit = compiled.find(({ match, action }) => (!among || among.includes(action)) && match.test(cut));
    return hit ? { action: hit.action, reason: hit.reason } : null;
  };
};

/** Codes come from outside: `constructor` is none. */
const meaningOf = ({ codes }: CarrierMapping, scan: CodedScan): CodeMeaning | undefined => {
  const list = scan.codeList ? `${scan.codeList}:` : '';
  const { code: bare, detail, coarseCode } = scan;
  const finestFirst = [codeOf(scan), detail && `*/${detail}`, bare, coarseCode].filter((each) => each !== undefined);
  const code = finestFirst.map((each) => `${list}${each}`).find((each) => Object.hasOwn(codes, each));
  return code === undefined ? undefined : codes[code];
};

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
    const refined = coarse ? read(scan.text, Array.isArray(refine) ? refine : undefined) : null;
    if (refined) return { ...refined, confidence: COARSE.has(refined.action) ? 'coarse' : 'remark' };
    return { action, reason, confidence: coarse ? 'coarse' : 'exact', ...(retracts && { retractsCodes: retracts }) };
  };
};
