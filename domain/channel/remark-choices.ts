import { CORRECTION, FALLBACK, isListed } from './remark-context.ts';

/** A carrier or a place that is wanted, or is not. */
export type Choice = {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly wanted: boolean;
  readonly refusedAfter?: boolean;
};

/** 不要放驿站，送上门: a verb of its own. */
const STARTS_ANEW = /^[^,，\s]*[,，\s]+(?:送|本人|亲|当面|必须|面|hand|give|deliver|sign|leave|bring|drop|put|use)/;

/** 不要顺丰和京东: what is listed with an unwanted one is unwanted too. */
export const withListed = <Each extends Choice>(choices: readonly Each[], plain: string): Each[] => {
  const made: Each[] = [];
  // 韵达圆通不要: the word stands after the list.
  const isRefusedWithNext = (index: number): boolean => {
    const [here, next] = [choices[index], choices[index + 1]];
    if (!here || !next || !isListed(plain.slice(here.end, next.start))) return false;
    return next.refusedAfter === true || isRefusedWithNext(index + 1);
  };
  for (const [index, each] of choices.entries()) {
    const choice = isRefusedWithNext(index) ? { ...each, wanted: false } : each;
    const last = made.at(-1);
    const isSame =
      last !== undefined &&
      choice.wanted &&
      isListed(plain.slice(last.end, choice.start)) &&
      !STARTS_ANEW.test(plain.slice(last.end, choice.end));
    made.push(isSame ? { ...choice, wanted: last.wanted } : choice);
  }
  return made;
};

const replaces = (last: Choice, choice: Choice, plain: string): boolean => {
  const between = plain.slice(last.end, choice.start);
  if (CORRECTION.test(between) && !FALLBACK.test(between)) return true;
  if (/^(?:快递)?\s*(?:→|->|=>|>|(?:改|换)(?:成|为|发|走|用|到)?)\s*$/.test(between)) return true;
  const lead = plain.slice(Math.max(0, last.start - 2), last.start);
  return /把|从|由/.test(lead) && /(?:换|改)(?:成|为|到|用|发|走)?\s*$/.test(between);
};

/** A later wish after 算了 or 改成 replaces the earlier ones, one after 没有就 comes behind them; the last word on each counts. */
export const settleChoices = <Each extends Choice>(choices: readonly Each[], plain: string): Each[] => {
  let kept: Each[] = [];
  for (const choice of choices) {
    const last = kept.findLast(({ wanted }) => wanted);
    if (choice.wanted && last && replaces(last, choice, plain)) kept = kept.filter(({ wanted }) => !wanted);
    kept = [...kept.filter(({ value }) => value !== choice.value), choice];
  }
  return kept;
};
