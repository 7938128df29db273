import { type Candidate, isNegatedBefore, matchesOf, type Reading } from './remark-context.ts';

const TOGETHER =
  '合发|合寄|合着(?:发|寄)|合(?:并|起来|单|一单|成一单|一起|包|在?一起|一起|到一起|为一)(?:成?一?个?(?:包裹|单|件|箱|快递))?(?:发货?|寄|打包|一起|出|配送)?|并(?:单|包|到一起|在一起|成一单|入|一起)|(?:一起|一块儿?|一同|一道|一并|同时)(?:打包|装箱|合并|给我|帮我|安排|配送|快递|拼)*(?:发(?!票|烧|财)|寄|出(?!去|差)|$|吧|哈|谢|打包|送|走|配送|装|派|邮)|(?:装|放|塞|打|合)(?:进|到|在|成|包成|包到|包在)?(?:同)?(?:一个|一|同一|1个)?(?:包裹|箱子?|快递箱|盒子?|件)(?:里|内|发|寄|中)|(?:同|一)个?(?:包裹|箱|快递|单号)(?:里|发|寄|出|一起)|拼(?:单|成|到|在)?(?:一起)?(?:发货|寄|一?个?(?:包裹|箱|盒))|combine(?:d)?|consolidate\\w*|merge|(?:ship|send|pack|dispatch|deliver|put|bundle)(?: \\w+){0,5} (?:together|in (?:one|1|the same|a single) (?:box|package|parcel|shipment|carton))|together with|(?:same|one|single) (?:box|package|parcel|shipment) (?:as|with)|along with my|with my (?:other|previous|last|earlier|first|second) order|(?:add|join) (?:it |this )?(?:to|with) (?:my )?(?:other )?order';
/** Another order is meant, rather than the lines of this one. */
const OTHER_ORDER =
  /单|订|另|加购|又拍|又买|还拍|还买|也拍|再拍|追加|补拍|昨天|前天|刚才?|刚刚|上午|下午|之前|前面|其他|其它|两个|两笔|几个|几单|几笔|那个|那件|那件|拍的|买的|同一|几件|别的|跟|和|与|同|多个|所有|全部|合|并|order|orders|purchase|bought|earlier|other|combine|merge|consolidate|with/;
const NUMBER = /(?<![\da-z])(?:[a-z]{0,4}[-_]?)?\d(?:[\d-]{4,30}\d)(?![\da-z])/g;
const NOT_TOGETHER = /(?:不要|别|勿|不用|不必|请勿|不能|无需|不需要|不)(?:跟|和|与|给我|再|把|\S{0,8})*$/;
const OTHER_THING =
  /(?:发票|清单|贺卡|卡片|赠品|小样|说明书|配件|礼品|礼物|样品|充电器|袋子|手提袋|收据|小票).{0,4}(?:一起|一并|一块|一同)|一起(?:放|寄|发).{0,6}(?:发票|收据)|票.{0,3}(?:随|跟|和)货/;

const isPhone = (digits: string): boolean => /^1[3-9]\d{9}$/.test(digits.replace(/-/g, ''));

/** The number said in the sentence of such a wish, nearest to it. */
const numberNear = ({ plain, remark, sentenceOf, clauseAt }: Reading, start: number): string | null => {
  const sentence = sentenceOf(clauseAt(start));
  const found = [...plain.matchAll(NUMBER)]
    .filter(([digits]) => sentence.includes(digits) && !isPhone(digits) && digits.replace(/\D/g, '').length >= 6)
    .filter(
      ({ index, 0: digits }) =>
        !/(?:税号|电话|手机|tel|识别号)[:： ]*$/.test(plain.slice(Math.max(0, index - 6), index)) &&
        !/^\d{4}-\d{1,2}-\d{1,2}$/.test(digits),
    )
    .sort((a, b) => Math.abs(a.index - start) - Math.abs(b.index - start))[0];
  return found ? remark.slice(found.index, found.index + found[0].length) : null;
};

/** Ship with another order: its number, or any. */
export const mergesOf = (reading: Reading): Candidate[] => {
  const { plain, isPast, clauseAt, sentenceOf } = reading;
  if (!/合|并|一[起块同道]|同时|拼|包裹|箱|combine|consolidat|merge|together|same|order|one|single/.test(plain))
    return [];
  return matchesOf(plain, TOGETHER).flatMap(({ start, end, text }) => {
    const clause = clauseAt(start);
    if (
      isPast(start) ||
      OTHER_THING.test(clause.text) ||
      /(?<!而)已(?:经)?[^,，。请要求需]{0,4}$/.test(plain.slice(clause.start, start))
    )
      return [];
    const made: Candidate = { type: 'shipment_merge', value: 'ANY', start, end, confidence: 0.88 };
    const before = plain.slice(clause.start, start);
    if (NOT_TOGETHER.test(before) && isNegatedBefore(plain, clause.start, start))
      return [{ ...made, takesBack: true as const }];
    if (/^\s*不(?![\s,，?？!！。]|$)/.test(plain.slice(end, end + 3))) return [];
    const number = numberNear(reading, start);
    if (number) return [{ ...made, value: number }];
    if (!OTHER_ORDER.test(clause.text) && !OTHER_ORDER.test(sentenceOf(clause)) && !/合|并|combine|merge/.test(text))
      return [];
    return [made];
  });
};
