import { BACK_RULES } from './remark-back-rules.ts';
import { CARE_RULES } from './remark-care-rules.ts';
import { CONTACT_RULES, URGENCY_RULES } from './remark-contact-rules.ts';
import {
  type Candidate,
  isNegatedAfter,
  isNegatedBefore,
  type Match,
  matchesOf,
  type Reading,
} from './remark-context.ts';
import { ORDER_RULES } from './remark-order-rules.ts';
import { PACKAGING_RULES } from './remark-packaging-rules.ts';
import { PAPER_RULES } from './remark-paper-rules.ts';
import type { WishRule } from './remark-wish-rule.ts';

type CompiledRule = Omit<WishRule, 'say' | 'unless' | 'hint'> & {
  readonly say: string;
  readonly unless?: RegExp;
  readonly hint?: RegExp;
};

const compiled = ({ say, unless, hint, ...rest }: WishRule): CompiledRule => ({
  ...rest,
  say: say.join('|'),
  ...(hint ? { hint: new RegExp(hint) } : {}),
  ...(unless ? { unless: new RegExp(unless.join('|')) } : {}),
});

const RULES: readonly CompiledRule[] = [
  ...BACK_RULES,
  ...CONTACT_RULES,
  ...URGENCY_RULES,
  ...PACKAGING_RULES,
  ...PAPER_RULES,
  ...CARE_RULES,
  ...ORDER_RULES,
].map(compiled);

const DEFAULT_CONFIDENCE = 0.9;
/** Asks how or how long, or tells what has happened: nothing is wished there. */
const NO_WISH =
  /什么时候(?:能|可以|才|会)?(?:发|到|送|寄)|多久(?:能|才|可以)?|几天(?:能|才|可以)?(?:到|发)|多少钱|为什么|(?:咨询|询问|打听)(?!.{0,3}(?:能|可)).{0,14}(?:规则|方法|进度|政策|流程|怎么|如何|时间|费用|情况|方式|问题|区别|是否|什么)|怎么(?:还|这么|那么)|when (?:will|does|is|do)|how (?:long|much)|已(?:经)?(?:为.{0,3})?(?:开|发|加|安排好|取消|包|办理|告知|解答|解释|说明|回复|处理)(?!.{0,12}(?:请|要求|需|改))/;

/** 已投保: what has been done is not asked for. */
const DONE = /(?<!而)已(?:经)?(?:(?:按|根据|应)[^,，。]{0,8}|[^,，。请要求需]{0,4})$/;

const isQuoted = (index: number, { quoted }: Reading): boolean =>
  quoted.some(([from, to]) => index > from && index < to);

const candidateOf = (rule: CompiledRule, start: number, end: number, reading: Reading): Candidate | null => {
  const { plain, clauseAt, isPast } = reading;
  if (isPast(start) || isQuoted(start, reading)) return null;
  const { text, start: from } = clauseAt(start);
  if (NO_WISH.test(text) && !/(?:请|麻烦|要求|希望|务必)/.test(text)) return null;
  const made: Candidate = {
    type: rule.type,
    value: rule.value,
    start,
    end,
    confidence: rule.confidence ?? DEFAULT_CONFIDENCE,
  };
  if (rule.takesBack) return { ...made, takesBack: true };
  if (rule.unless?.test(text) || DONE.test(plain.slice(from, start))) return null;
  if (rule.negates) return /(?:不是|并非|没说)(?:说)?$/.test(plain.slice(Math.max(0, start - 4), start)) ? null : made;
  if (!isNegatedBefore(plain, from, start) && !isNegatedAfter(plain, end)) return made;
  return rule.negated ? { ...made, value: rule.negated } : { ...made, takesBack: true };
};

const STOP = /[。!！?？;；\n…]|\.(?=\s)/;

/** Wishes that are recognised by their words alone: none reaches over a full stop. */
export const wishesOf = (reading: Reading): Candidate[] =>
  RULES.filter(({ hint }) => hint?.test(reading.plain) ?? true).flatMap((rule) =>
    matchesOf(reading.plain, rule.say)
      .filter(({ text }: Match) => !STOP.test(text.slice(0, -1)))
      .flatMap(({ start, end }) => candidateOf(rule, start, end, reading) ?? []),
  );
