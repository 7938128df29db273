import { settleChoices, withListed } from './remark-choices.ts';
import { type Candidate, isNegatedAfter, isNegatedBefore, matchesOf, type Reading } from './remark-context.ts';
import { PLACES } from './remark-lexicon.ts';

type Place = { readonly value: string; readonly start: number; readonly end: number };

const PUT =
  /放|存|找|敲|喊|投|搁|丢|扔|塞|摆|交|给|留|送|寄|进|入|到|代收|签收|代签|收|转交|托|让|由|叫|暂存|派|leave|drop|put|place|deliver|with|at|to|hand|sign|behind|outside|inside|in|by|on|please/;
const ENOUGH =
  /^(?:的?(?:那里|那边|那儿|里|上|下|旁边?|处|[\u4e00-\u9fff]{1,2}(?=能|会|可以)|小姐姐|大爷|大叔|阿姨|师傅|同事)?)\s*(?:就|即|都|也)?(?:行|好|可|可以|ok|fine|吧|即可|(?:会|可以|能)?(?:帮忙?|代为?|替)?(?:我们?|一下)?(?:代收|代签|签收|收|签)|(?:和|跟|或者?|、|,)(?=[^,，]{0,12}(?:放|存|送|行|可以))|(?: \w+){0,3} can (?:sign|take|receive|accept|collect|hold|get)|can sign|is fine|ok|please)/;
const PLACE_TALK =
  /搬走|休息|放假|不开|不上班|周末不|搬家|没人|不在(?!家)|拒收|太远|远死|关门|下班|收费|要收|人(?:太)?多|找不到|弄丢|丢过|被(?:人)?(?:偷|拿)|放了(?:几|三|五|两|\d)|通知|满了|坏了|塞不下|没(?:有)?(?:空|位)|不方便|进不(?:来|去)|投诉|电话|多少钱|什么时候|问题/;

/** All places in one pattern, a group each. */
const NAMED = PLACES.map(({ pattern }) => `(${pattern})`).join('|');

const placesIn = ({ plain }: Reading): Place[] => {
  const found = matchesOf(plain, NAMED).flatMap(({ start, end, groups }) => {
    const name = PLACES[groups.findIndex((group) => group !== undefined)];
    return name ? [{ value: name.value, start, end }] : [];
  });
  const kept: Place[] = [];
  for (const each of found) {
    const last = kept.at(-1);
    if (last && each.start < last.end) continue;
    if (
      last &&
      /^(?:旁边?|边上?|对面|隔壁|后面|前面|楼下|附近)的?(?:那个|那家)?$/.test(plain.slice(last.end, each.start))
    )
      kept.pop();
    // 小区门口菜鸟驿站, 门口的快递柜: the place is what comes last.
    if (last && plain.slice(last.end, each.start).match(/^(?:的|那个|那|这个)?$/) && last.value === 'DOORSTEP')
      kept.pop();
    kept.push(each);
  }
  return kept;
};

/** 公司一楼接待前台: nothing else is said but where. */
const ONLY_WHERE =
  /^(?:公司|小区|单位|学校|[一二三四五六七八九十\d]+(?:楼|层|号楼|栋|幢|期|单元)|保安室|门卫|驿站|快递柜|物业|超市|花坛|电梯口|楼道|大厅|大堂|大楼|宿舍|寝室|村口|镇上|学校|院里|厂里|校门|街口|大厦|楼下|楼上|门口|门|接待|的|那里|那边|那儿|处|里|请|就|直接|入口|[东南西北]|南门|北门|东门|西门|旁边?|边上|谢谢|\s)*$/;

/** 值班室有人,放那就行. */
const THERE = /(?:放|送|给|交|存)(?:到|在)?(?:那|这)(?:儿|里|边)?(?:就|也|都|即)?(?:行|好|可以?|吧|成)/;
/** 感谢小哥冒雨送货上门 */
const TOLD =
  /(?:把我的?|给我|直接|往)[^,，]{0,8}(?:放|扔|送|塞|丢)[^,，]*(?:(?<![好行以得])了|走)|(?:扔|放|丢)(?:在|到|给)?[^,，]{1,6}(?:就走了|(?<![好行以得])了(?!吧|吗|就))|without asking|left it/;
const THANKS = /(?:感谢|谢谢|多谢|辛苦)[^,，]{0,4}(?:小哥|师傅|快递|大哥|你们|老板)[^,，]*(?:送|放|帮)/;

/** 代收点太坑了，别放那儿: the place is named before. */
const NOT_THERE = /(?:别|不要|勿)(?:再|给我)?(?:往|放|送|存|扔|投|搁)(?:到|在)?(?:那|这)(?:儿|里|边|家)/;

/** 送上门 and its like. */
const isBringing = ({ start, end }: Place, plain: string): boolean =>
  /^(?:送|bring|upstairs)/.test(plain.slice(start, end));

/** Bringing it is told of rather than asked for: 德邦能送上门, 不用送上楼; 到小区门口给我电话 says where to call from. */
const isTalk = (place: Place, plain: string, before: string, after: string): boolean => {
  if (isBringing(place, plain))
    return (
      (/(?<!不)(?:能|会)\s*$/.test(before) && !/[吗么?？]/.test(after)) ||
      /(?:不用|不必|无需|不需要|甭|no need to|don'?t) ?$/.test(before)
    );
  return (
    place.value === 'DOORSTEP' &&
    /到(?:了|达)?(?:小区|公司|学校|单位|村|大)?\s*$/.test(before) &&
    /^.{0,4}(?:电话|打|call|联系|说一声|喊|叫我)/.test(after)
  );
};

/** A later clause points back at it, or says that one fetches it there. */
const isPointedAt = ({ end }: Place, plain: string, before: string, after: string): boolean =>
  NOT_THERE.test(plain.slice(end, end + 24)) ||
  THERE.test(plain.slice(end, end + 16)) ||
  (/(?:自己|我)(?:会|可以|能)?去$/.test(before) && /^(?:去)?[拿取](?!了|过)/.test(after));

/** 公司门口, 小区门口, 店门口: at an entrance, which is still somewhere by a door. */
const isSaid = (place: Place, reading: Reading): boolean => {
  const { plain, clauseAt, isPast, quoted } = reading;
  const { text, start } = clauseAt(place.start);
  if (isPast(place.start) || THANKS.test(text) || (TOLD.test(text) && !/(?<![特区级性分类个])别|不要|勿|请/.test(text)))
    return false;
  if (quoted.some(([from, to]) => place.start > from && place.end < to)) return false;
  const before = text.slice(0, place.start - start);
  const after = text.slice(place.end - start);
  if (isTalk(place, plain, before, after)) return false;
  if (place.value === 'IN_PERSON' || isBringing(place, plain)) return !/才(?:给|能)|没有?本人/.test(before);
  if (PLACE_TALK.test(after) && !PUT.test(before.slice(-6))) return false;
  if (/(?:就是|都是|有个|有)\s*$/.test(before)) return false;
  return (
    (ONLY_WHERE.test(before) && ONLY_WHERE.test(after)) ||
    PUT.test(before.slice(-14)) ||
    ENOUGH.test(after) ||
    isNegatedBefore(plain, start, place.start) ||
    isNegatedAfter(plain, place.end) ||
    isPointedAt(place, plain, before, after) ||
    text.trim().length <= place.end - place.start + 3
  );
};

const isUnwanted = ({ start, end }: Place, { plain, clauseAt }: Reading): boolean => {
  const clause = clauseAt(start);
  if (isNegatedBefore(plain, clause.start, start) || isNegatedAfter(plain, end)) return true;
  if (NOT_THERE.test(plain.slice(end, end + 24))) return true;
  return /^[^,，。]{0,2}(?:别放|别送|不放|不要放|不收|不要送)(?=$|[\s,，。!！~]|了|哦|啊|谢|的)/.test(
    plain.slice(end, Math.min(end + 8, clause.start + clause.text.length)),
  );
};

/** Where to leave it, and where not. */
export const placesOf = (reading: Reading): Candidate[] => {
  const choices = placesIn(reading)
    .filter((place) => isSaid(place, reading))
    .map((place) => ({
      ...place,
      wanted: !isUnwanted(place, reading),
      refusedAfter: isNegatedAfter(reading.plain, place.end),
    }));
  return settleChoices(withListed(choices, reading.plain), reading.plain).map(({ value, start, end, wanted }) => ({
    type: wanted ? 'drop_place' : 'drop_place_avoid',
    value,
    start,
    end,
    confidence: 0.9,
  }));
};
