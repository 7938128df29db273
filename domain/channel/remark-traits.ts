import { type Candidate, CORRECTION, type Reading } from './remark-context.ts';
import { asksOf, tellsOf } from './remark-review.ts';

/** What about a wish and the words around it tells how surely it is meant. Each is 0 to 1, or a small count. */
export const REMARK_TRAITS = [
  'ruleDoubt',
  'tells',
  'tellsBeside',
  'tellsOnly',
  'speaksOfPast',
  'hasHappened',
  'asksBeside',
  'question',
  'hedged',
  'ifAt',
  'rivals',
  'corrected',
  'longRemark',
  'longMatch',
  'alone',
  'marks',
] as const;
export type RemarkTrait = (typeof REMARK_TRAITS)[number];

const PAST_WORDS = /上次|上回|之前|以前|昨[天晚]|前天|去年|每次|老是|总是|一直|曾经|last time|previous|always|used to/;
const HAPPENED = /^[^,，。]{0,4}[了过](?!吧|吗|再|后|之)/;
const HEDGES =
  /可能|也许|大概|好像|似乎|不确定|不知道|拿不准|考虑|纠结|犹豫|看情况|随便|都行|无所谓|再说|看看|maybe|perhaps|not sure|might|whichever|whatever|consider/;
const IFS = /如果|要是|的话|万一|除非|假如|若|\bif\b|unless|in case/;
const QUESTION = /[?？]|[吗么嘛呢]|能不能|可不可以|行不行|是不是|有没有|^\s*(?:can|could|will|would|do|does|is) /;

const capped = (count: number, most: number): number => Math.min(count, most);
const flag = (is: boolean): number => (is ? 1 : 0);

/** The traits of one wish among all those found with it. */
export const traitsOf = (
  candidate: Candidate,
  all: readonly Candidate[],
  reading: Reading,
): Readonly<Record<RemarkTrait, number>> => {
  const { plain, clauseAt, sentenceOf } = reading;
  const { type, value, start, end, confidence } = candidate;
  const clause = clauseAt(start);
  const sentence = sentenceOf(clause);
  const [tells, beside, asks] = [tellsOf(clause.text), tellsOf(sentence), asksOf(sentence)];
  const rivals = all.filter((other) => other.type === type && other.value !== value).length;
  return {
    ruleDoubt: (1 - confidence) * 5,
    tells: capped(tells, 2),
    tellsBeside: capped(beside - tells, 2),
    tellsOnly: flag(beside > 0 && asksOf(plain) === 0),
    speaksOfPast: flag(PAST_WORDS.test(clause.text)),
    hasHappened: flag(HAPPENED.test(plain.slice(end, end + 8))),
    asksBeside: capped(asks, 2),
    question: flag(QUESTION.test(clause.text) || /^\s*[?？]/.test(plain.slice(clause.start + clause.text.length))),
    hedged: flag(HEDGES.test(sentence)),
    ifAt: flag(IFS.test(clause.text)),
    rivals: capped(rivals, 2),
    corrected: flag(CORRECTION.test(plain)),
    longRemark: capped(plain.length / 60, 2),
    longMatch: capped((end - start) / 20, 2),
    alone: flag(clause.text.trim().length <= end - start + 2),
    marks: capped(plain.match(/[{}<>=;$\\]/g)?.length ?? 0, 4),
  };
};
