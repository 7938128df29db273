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

export const patternOf = ({ match, ignoreCase = false }: RemarkRules['rules'][number]): RegExp =>
  new RegExp(match, ignoreCase ? 'iu' : 'u');

/** Compiles the rules once. Texts are cut at 500 characters: the patterns' cost is bounded. */
export const remarkReader = ({ rules }: Pick<RemarkRules, 'rules'>): RemarkReader => {
  const compiled = rules.map((rule) => ({
    match: patternOf(rule),
    action: rule.action,
    reason: rule.reason ?? null,
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

/** What only happens where a parcel comes through: an outlet that sends it on was not its last. */
const SENT_ON = new Set<ActionName>(['hub.departed', 'linehaul.loaded', 'linehaul.sealed', 'linehaul.departed']);
const MOVED = new Set<ActionName>([...SENT_ON, 'hub.arrived', 'linehaul.arrived', 'linehaul.unloaded']);

const isLastMile = (action: ActionName): boolean => action === 'destination.arrived' || action.startsWith('delivery.');

/** The last outlet or the first? The text only names an outlet; what comes after it and before it in the same call says which. */
const isOnTheWay = (actions: readonly ActionName[], index: number): boolean => {
  const next = actions.slice(index + 1).find((action) => SENT_ON.has(action) || isLastMile(action));
  if (next) return SENT_ON.has(next);
  const collected = actions.slice(0, index).lastIndexOf('pickup.collected');
  return collected >= 0 && !actions.slice(collected, index).some((action) => MOVED.has(action));
};

export type ReadScan<S> = { readonly scan: S; readonly reading: ScanReading };

/** The rows of one parcel, ascending, each as `read` reads it; arrivals at outlets in the light of the others. */
export const readScans = <S extends Parameters<ScanReader>[0]>(
  scans: readonly S[],
  read: ScanReader,
): ReadScan<S>[] => {
  const all = scans.map((scan) => ({ scan, reading: read(scan) }));
  const actions = all.map(({ reading }) => reading.action);
  return all.map(({ scan, reading }, index) => {
    const isOutlet = reading.action === 'destination.arrived' && reading.confidence === 'remark' && !reading.reason;
    return isOutlet && isOnTheWay(actions, index)
      ? { scan, reading: { ...reading, action: 'hub.arrived' as const } }
      : { scan, reading };
  });
};

/** What the text says about a code that leaves something open. */
const refined = (read: RemarkReader, text: string, { action, refine }: CodeMeaning): ReturnType<RemarkReader> => {
  if (Array.isArray(refine)) return read(text, refine);
  return refine || COARSE.has(action) ? read(text) : null;
};

/**
 * Code table, then the text where the code is too coarse: an exact code wins over its text. An unknown code becomes
 * `event.unmapped` unless its text is understood; it is never dropped.
 */
export const scanReader = (mapping: CarrierMapping, remarks: Pick<RemarkRules, 'rules'>): ScanReader => {
  const read = remarkReader(remarks);
  return (scan) => {
    const meaning: CodeMeaning = meaningOf(mapping, scan) ?? { action: 'event.unmapped' };
    const said = refined(read, scan.text, meaning);
    if (said) return { ...said, confidence: COARSE.has(said.action) ? 'coarse' : 'remark' };
    const { action, reason = null, refine, retracts } = meaning;
    const confidence = refine === true || COARSE.has(action) ? 'coarse' : 'exact';
    return { action, reason, confidence, ...(retracts && { retractsCodes: retracts }) };
  };
};
