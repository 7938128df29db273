import { type Instant, toEpochMillis } from '../time.ts';
import type { AskLater, Told } from './channel-api.ts';
import { asRecord, parseLossless } from './lossless-json.ts';

export type Answered = { readonly kind: 'ANSWER'; readonly answer: Record<string, unknown> } | AskLater;

/** The JSON object that an API answered, whatever its HTTP status: for platforms that say in both what is wrong. */
export const jsonAnswered = (api: string, status: number, body: string): Answered => {
  try {
    const answer = asRecord(parseLossless(body));
    if (answer) return { kind: 'ANSWER', answer };
  } catch {
    // What is no JSON comes from a proxy in between or from a page about maintenance.
  }
  return { kind: 'LATER', reason: `${api} answered HTTP ${status} with no JSON object` };
};

/** The JSON object that an API answered with a status of success: for platforms that refuse with HTTP 200. */
export const answered = (api: string, status: number, body: string): Answered =>
  status < 200 || status > 299
    ? { kind: 'LATER', reason: `${api} answered HTTP ${status}` }
    : jsonAnswered(api, status, body);

/** How a platform words what became of a call: codes and words of its refusals. */
export type RefusalWords = {
  /** It is already so: the same news a second time. */
  readonly done: RegExp;
  /** Busy, rate limited, or credentials that a person will renew. */
  readonly later: RegExp;
};

const PASSING = /too many|rate.?limit|time.?out|try again|系统(繁忙|异常|错误)|稍后|限流|频率|频次|过于频繁/i;

/**
 * What a refusal means for news that was told.
 * @param said the platform's code and words
 */
export const toldByRefusal = (api: string, said: string, { done, later }: RefusalWords): Told => {
  if (done.test(said)) return { kind: 'DONE' };
  const reason = `${api} answered ${said}`;
  if (later.test(said) || PASSING.test(said)) return { kind: 'LATER', reason };
  return {
    kind: 'REFUSED',
    reason: `${reason}: correct what it names, or tell the platform by hand in its own backend`,
  };
};

export const secondsOf = (at: Instant): number => Math.floor(toEpochMillis(at) / 1000);
/** The end of a window, for platforms that count in seconds: never earlier than the window's own. */
export const secondsUpTo = (at: Instant): number => Math.ceil(toEpochMillis(at) / 1000);

/** The rows of a list, whatever else stands in it left out. */
export const recordsIn = (list: unknown): Record<string, unknown>[] =>
  Array.isArray(list) ? list.map(asRecord).filter((each) => each !== null) : [];

/** A platform's id inside JSON text: a number where it is one, with every digit of it. */
export const idLiteral = (id: string): string => (/^(0|[1-9]\d*)$/.test(id) ? id : JSON.stringify(id));

/** The same for JSON that is not written by hand: ids of the platform's that fit a double. */
export const idNumber = (id: string): number | string => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id);
