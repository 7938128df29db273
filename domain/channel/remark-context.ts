import type { Instant } from '../time.ts';
import { datesIn, type NamedDate } from './remark-dates.ts';
import type { InstructionType } from './remark-instruction.ts';
import { type Clause, clausesOf, plainText, quotedSpans } from './remark-text.ts';

export type Candidate = {
  readonly type: InstructionType;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  /** Takes earlier ones of its type back: 算了不用包了. It is no instruction by itself. */
  readonly takesBack?: true;
};

/** A remark prepared for the rules. */
export type Reading = {
  readonly remark: string;
  readonly plain: string;
  readonly clauses: readonly Clause[];
  readonly dates: readonly NamedDate[];
  readonly quoted: readonly (readonly [number, number])[];
  /** The clause an offset is in; its text is '' between clauses. */
  readonly clauseAt: (index: number) => Clause;
  readonly sentenceOf: (clause: Clause) => string;
  /** Told of the past, as a complaint or a memory: nothing is asked there. */
  readonly isPast: (index: number) => boolean;
};

const PAST =
  /客服(?:说|答应|告诉|承诺)(?!.{0,12}(?:发|换|改)(?!了))|有一次|有次|有一回|有回|那次|(?<!(?:别|不要|勿)[^,，]{0,5})上次|上回|上上次|上一次|(?<!和|跟|与|同)上一?单(?!.{0,6}(?:合|一起|并))|上笔|前几次|前两次|前一次|头一次|以前(?!发|送|到|寄)|曾经|去年|每次都|老是|总是|经常|一直都?是|(?<![号日天节末底周货送发到收用件点时钟月年晚早午班饭\d一二三四五六七八九十])之前(?!说|讲|发|送|到|收|寄|要|打|联系|一定)|last time|previous(?:ly)?|last order|before (?:it|they|you|i) |used to|always (?:arrive|break|lose)|(?:took|arrived|came|lost|broke|was) (?:two|three|a|\d)/;
const NOW =
  /这次|这回|本次|此次|本单|这单|这一单|此单|今次|所以|因此|希望|麻烦|拜托|请|务必|千万|一定|要求|记得|换(?:个|成|一)|改(?:成|用|发)|(?<![特区级性分类个])别(?!的|人|处|家)|不要|勿|能不能|可不可以|可以.{0,8}吗|能.{0,8}吗|帮我|给我|this time|please|pls|plz|now|so (?:use|ship|don)|can you|could you|don'?t|do not|use /;

const AT_LAST = /这次|这回|本次|此次|本单|这单|这一单|今次|this time/;
/** Opens a clause that asks again. */
const ASKS_AGAIN =
  /(?:备注|现在|这边|今天|其他的?|另外)[^,，]{0,8}(?:要|发|放|用|给|请|换)|^\s*(?:就|还是|先|都|我|再)?(?:发|走|用|换|改|放|送|寄|要|必须|一定)(?!了|过|的|.*了$)/;
/** Tells what has been. */
const HAS_BEEN =
  /(?:丢|偷|摔|坏|碎|扔|放|寄|发|用|买|拿|取消|帮|弄丢|弄坏)过(?!来|去|年|期|敏)|前年|去年|前几天|已(?:经)?(?:告知|答复|解释|回复|解答|说明|安抚)|放了[一二三四五六七几好两\d]+天|(?:摔|压|弄|碰|震)(?:坏|碎|破|烂)了/;

/** Offsets that are about the past: from such a word to the next request. */
/** From where to where a clause tells of the past; `goesOn`: the clause before it did. */
const pastIn = (text: string, goesOn: boolean): readonly [number, number] | null => {
  const past = PAST.exec(text);
  if (past || (goesOn && !ASKS_AGAIN.test(text))) {
    const after = past ? past.index + past[0].length : 0;
    const rest = text.slice(after);
    const now = (/[^经不]过(?!来|去|年|敏|期|夜)/.test(rest) ? AT_LAST : NOW).exec(rest);
    return [past?.index ?? 0, now ? after + now.index : text.length];
  }
  const isTold = HAS_BEEN.test(text) && !NOW.test(text) && !/怕|容易|会|免得|以免|防/.test(text);
  return isTold ? [0, text.length] : null;
};

/** A question or complaint that has been dealt with: 客户咨询专票,已回复. */
const RAISED = /咨询|询问|来?问(?!题)|投诉|反馈|反映|要求补/;
const SETTLED =
  /已(?:经)?(?:回复|告知|解释|答复|说明|处理|安抚|理赔|补偿|补发|补寄|转|登记|记录|核实|赔付|致歉|解决|安排赔)/;

const pastSpans = (clauses: readonly Clause[]): (readonly [number, number])[] => {
  const spans: (readonly [number, number])[] = [];
  let openIn: number | null = null;
  const settled = new Set(clauses.filter(({ text }) => SETTLED.test(text)).map(({ sentence }) => sentence));
  for (const { text, start, sentence } of clauses) {
    if (settled.has(sentence) && RAISED.test(text)) spans.push([start, start + text.length]);
    const span = pastIn(text, openIn === sentence);
    if (span) spans.push([start + span[0], start + span[1]]);
    openIn = span && span[1] === text.length && (PAST.test(text) || openIn === sentence) ? sentence : null;
  }
  return spans;
};

const NOWHERE: Clause = { text: '', start: 0, sentence: -1 };

export const readingOf = (remark: string, placedAt: Instant): Reading => {
  const plain = plainText(remark);
  const clauses = clausesOf(plain);
  const past = pastSpans(clauses);
  return {
    remark,
    plain,
    clauses,
    dates: datesIn(plain, placedAt),
    quoted: quotedSpans(plain),
    clauseAt: (index) => clauses.find(({ text, start }) => index >= start && index < start + text.length) ?? NOWHERE,
    sentenceOf: ({ sentence }) =>
      clauses
        .filter((each) => each.sentence === sentence)
        .map(({ text }) => text)
        .join(','),
    isPast: (index) => past.some(([from, to]) => index >= from && index < to),
  };
};

const FILLERS =
  '(?:是|像?(?:上次|以前|之前|上回)(?:那样|一样|那个|那种|似的)?|再|又|还|也|老|总|一直|每次|天天|整|搞|弄|上|胡乱|偷偷|悄悄|擅自|直接就|那种|一声不响|不吭声|给人|替我|再次|来|给我|帮我|给|把|让|请|快递员?|小哥|包裹|东西|货|它|件|直接|随便|乱|私自|擅自|自作主张|往|选择|选|任何|任意|什么|这个|那个|我的?|客户的?|置于?|于|至|摆放|存放|统一|拿|选|配|用|默认|全部|都|安排|通过|使用|需要|必|会|可以|能|想|用|走|发|寄|派|叫|要|收|放|送|存|投|搁|丢|扔|塞|摆|交|留|写|打|开|到|在|进|于|去|了|家|楼下|里|的|\\s)*';
const NEGATORS =
  '(?:(?:千万)?(?<!要)不要|(?<![特区级性分类个])别(?!的|人|家|处|墅|扭)|勿|莫|甭|休|拒绝|拒收|拒|禁止|禁(?=发|走|用|放)|谢绝|(?<!能)不能|(?<!可)不可以?|不准|不许|不想|不希望|不愿意?|不接受|无需|毋需|无须|唔使|唔好|唔要|唔需要|不用|不必|不需要?|不让|(?<![能可要会是行好对差就])不(?!是|如|过|错|好|管|但|仅|论|然|到|在|急|了|行|够|方便|对|同|确定|知|懂|太|会|需|满|见|着|赶|忙|怎|怕|接|限|住)|没必要|避免|避开)';
const NEGATED_CN = new RegExp(`${NEGATORS}${FILLERS}$`);
const NOT_NEGATED_CN = new RegExp(
  `(?:不是|并不是|并非|没说|没有说|没有?|不是说|又不是)(?:说)?\\s*(?:拒收|不要|不让|不能|不想|不用|不可以|不发|不|别|拒绝)${FILLERS}$`,
);
const NEGATED_EN =
  /\b(?:do(?:es)? ?n[o']?t|don'?t|dont|do not|never|no|not|nor|without|avoid|except(?: for)?|anything but|instead of|rather than|won'?t|cannot|can'?t|shouldn'?t|must not|refuse|hate|dislike)(?: (?!but\b|just\b|only\b|instead\b|if\b|problem\b|use\b(?= [a-z]+ please))[a-z']+){0,5} ?$/;
const ONLY_EN =
  /\bif (?:it(?:'s| is) |you |they )?(?:not|can'?t|cannot|don'?t|do not|won'?t)\b[^,.;]*$|\bnot? (?:sure|possible|available)\b[^,.;]*$|\bnot? (?:just|only)(?: \w+){0,3} ?$|\bno (?:problem|worries|issue|rush|hurry)\b[^,.]*$/;

/** Whether what begins at `index` is not wanted, by the words before it in its clause. */
export const isNegatedBefore = (plain: string, from: number, index: number): boolean => {
  const before = plain.slice(Math.max(from, index - 40), index);
  // 送不送, 能不能: a question.
  if (/[不没]$/.test(before) && plain.charAt(index) === before.at(-2)) return false;
  if (NOT_NEGATED_CN.test(before)) return false;
  if (NEGATED_CN.test(before)) return true;
  return NEGATED_EN.test(before) && !ONLY_EN.test(before);
};

const NEGATED_AFTER =
  /^[^,，。]{0,4}(?:我)?就(?:拒收|投诉|差评|退货|不收|不要了|不买)|^(?:快递|物流|的|那里|里|上|那边)?\s*(?:都|也|就|一律|坚决|绝对|千万|我们?|这边|真的?|统统|全)*\s*(?:不想要|不需要(?=$|[\s,，。!！了])|不想用|不喜欢|不要(?=$|[\s,，。!！;；~]|了|哈|啊|哦|谢|的|呀|再|来|考虑|选)|不要(?:放|发|送|寄|走|用|给)(?=$|[\s,，。!！;；~]|了|哈|啊|哦|谢)|不行(?!的话|就|再)|不可以|免了|免谈|除外|以外|之外|不接受|拒收|不收|(?<!\n)就算了|不考虑|(?:别|不)(?:发|放|用|送|走|寄)(?=$|[,，。!！~ ]|了|哦|啊|谢|的|给)|不用了|no good|is not ok|not ok|isn'?t (?:ok|allowed))/;

export const isNegatedAfter = (plain: string, end: number): boolean => NEGATED_AFTER.test(plain.slice(end, end + 16));

/** Text between two words of one kind that makes them one list. */
export const isListed = (between: string): boolean =>
  /^(?:快递|物流|速递|快运)?\s*(?:[、/,，&+]|和|或|跟|与|及|或者|还有|以及|也(?:别|不要)?|\s|or|and|nor)*\s*$/.test(
    between,
  ) && between.length < 12;

export const CORRECTION =
  /算[了啦]|罢了|(?:要|想|需要|申请)换(?!个|一|大|小)|那就(?!这样|好|行|不)|那还是|[…。.]不行(?![的就再,，吗么])|还是(?!.{0,12}(?:都行|都可以|均可))|不对|不不|等等|等一下|哦不|啊不|哎不|更正|改成|换成|改为|换为|改口|改发|改用|改走|改寄|后来|又说|又要|最后|不行不行|actually|no wait|wait|scratch that|on second thought|sorry|make (?:it|that)|changed my mind|instead|rather/;
export const FALLBACK =
  /[,，]\s*不行|满了|放不下|塞不下|没有(?:的话)?就|没有的话|没货|没有就|不行(?:的话)?(?:就|再)|不到(?:的话)?(?:就|走|再|发)|发不了|不能发|备选|备用|候补|或者|或|也行|也可以|也可|都行|都可以|均可|否则|其次|再不行|要不(?:然)?|如果不|若不|停发|实在|backup|back-up|otherwise|or else|if not|fallback|if unavailable|second choice|\bor\b/;

export type Match = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
};

const compiled = new Map<string, RegExp>();
const patternOf = (source: string): RegExp => {
  const known = compiled.get(source);
  if (known) return known;
  const made = new RegExp(source, 'g');
  compiled.set(source, made);
  return made;
};

/** All matches of a source, with their offsets. Each source is compiled once. */
export const matchesOf = (plain: string, source: string): Match[] => {
  const pattern = patternOf(source);
  pattern.lastIndex = 0;
  const matches: Match[] = [];
  for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
    if (match[0] === '') pattern.lastIndex += 1;
    else
      matches.push({ text: match[0], start: match.index, end: match.index + match[0].length, groups: match.slice(1) });
  }
  return matches;
};
