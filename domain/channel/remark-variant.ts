import { type Candidate, isNegatedBefore, matchesOf, type Reading } from './remark-context.ts';
import { COLOR_CN, COLOR_EN, SIZE } from './remark-lexicon.ts';

/** Asks for another variant. */
const WANT_CN =
  '(?:算了|换成?|改成?|改为|换为|改发|改拍|改要|换到|改到|调(?:换)?成?|更换(?:为|成)?|更正为|变更为|修改为|要|发(?!票)|拿|选|寄|给我|来|想要|还是|就|配|应该是|应为|是要|变成|用|我要|需要|请发|麻烦发|帮我发|想换|拍(?:成)?)';
const FILL =
  '(?:个|一个|双|件|条|一件|一条|一双|那个|这个|大一?码|小一?码|尺码|颜色|码数|的|款|号码?|型号|我|了|成|为|到|的是|是|请|帮忙|色号|：|:|\\s)*';
const SIZES: readonly string[] = [
  `${WANT_CN}${FILL}(${SIZE})(?:\\s?(?:[码马](?!上)|号(?!楼|门|线|之?前|以?前|送|发|到|后|再|那天|下|上|晚|早|中))|(?=$|[,，。!！?？~ 吧的谢可行好那这、;；]))`,
  `(?:尺码|鞋码|码数|码子?|size|尺寸|号码)(?:\\s|:|：|要|改|换|成|为|到|选|发|拍错了?|应该|是|请|帮我|麻烦|我|就|给|更|了|错|，|,)*(${SIZE})(?![a-z])`,
  `(?<![a-z\\d])(${SIZE})\\s?[码马](?!上)`,
  `(?:一码|尺码|码数|size)[^。,，]{0,4}[,，\\s]+(${SIZE})(?=$|[,，。!！\\s])`,
  `(?<![a-z])(${SIZE}|small|medium|large)(?= instead of)`,
  `${WANT_CN}${FILL}(?:${COLOR_CN})\\s?(?:的)?(${SIZE})(?![a-z\\d])`,
  `(?:size|sz)\\.?:? ?(${SIZE}|\\d{1,2}(?:\\.5)?|small|medium|large|extra large)(?![a-z\\d])`,
  `(?:change|switch|swap|exchange|want|need|send|make it|prefer|get|give me|ship|upgrade|instead|like|in|to|for)(?: (?:me|it|this|the|a|an|size|to|in|my|please|us|eu|uk))*? (?:size )?(${SIZE}|small|medium|large)(?= (?:instead|please|pls|size|not)|$|[,.!;?])`,
];
const COLORS: readonly string[] = [
  `${WANT_CN}${FILL}[^\\s,，。]{0,4}?(${COLOR_CN})(?!包装|箱|纸箱|袋|盒|发票|码|信封|人|天|板|名单|痴|领|点|牙|粉笔)`,
  `(?:颜色|色号|色)(?:\\s|:|,|：|要|改|换|成|为|到|选|发|拍错了?|请|帮我|麻烦|我|就|给|应该|是|更|了|也|，)*(${COLOR_CN})`,
  `(?:change|switch|swap|exchange|want|need|send|make it|prefer|get|give me|ship|like|in|color|colour|to|would like)(?: (?:me|it|this|the|a|an|color|colour|to|in|my|please|is|be|one|version|should|of|:|one in))*?:? (${COLOR_EN})(?= (?:one|instead|please|pls|color|colour|version|and|size|not|ones|if|,|rather)|$|[,.!;?])`,
];
/** Talk about what it is, not about what is wanted. */
const TALK =
  /发来的|发的是|发过来的|拿不准|纠结|犹豫|不确定|模特|好看|显白|显黑|显瘦|显胖|偏[大小]|偏码|色差|褪色|掉色|穿着|正好|刚好|合适|多(?:大|长|重|高|宽)|有货(?:吗|么)|还有.{0,6}吗|有没有|有.{0,4}吗$|用了|三年|身高|体重|平时穿|一般穿|什么时候|推荐|建议|收到的|上次|质量|喜欢|是.{1,4}吗|哪个|model wears|true to size|fits|looks|arrived|箱|发票|包装|pack|box|card|贺卡|彩带|丝带|ribbon|wrapp/;
const ASKS =
  /换|改|要|选|拿|来|给我|拍成|算了|发|请|麻烦|change|switch|swap|exchange|send|instead|please|pls|need|want|make it/;

type Kind = 'variant_size' | 'variant_color';

const IS_OLD =
  /(?:把|将|从|由|原|原来|原本|拍(?:的|了|成|错成|错了|错)|误拍|下的|买的|没有?|缺|instead of|not|from|than)\s*(?:是|了|成|的|错|\S{1,3}的)?(?:the |a |size )?$/;
const BECOMES_OTHER = /^(?:色|码|号)?(?:的)?(?:换|改|换成|改成|改为|to\b|→|->)/;
const IS_WRONG =
  /^(?:码|号|色)?\s?(?:有点|太|偏|不(?!要[^了,。]|$|[\s?？,，。行])|大了|小了|短了|长了|瘦|肥|顶|紧|松|穿|没|缺|断|如果|要是|不要|卖完)/;
const IS_NUMBER =
  /^\s?(?:号|日)(?:前|后|送|发|到|之|再|那)|^\s?(?:个|点|元|块|天|件|%|小时|分|斤|kg|箱|楼|栋|单元|室|度|ml|g\b|cm)/;

const isTalk = (at: number, { clauseAt, isPast, quoted, sentenceOf }: Reading): boolean => {
  const clause = clauseAt(at);
  if (isPast(at) || quoted.some(([from, to]) => at > from && at < to)) return true;
  if (TALK.test(clause.text) && !/换|改|change|switch|swap|exchange|instead/.test(clause.text)) return true;
  return !ASKS.test(sentenceOf(clause)) && !/^\s*\S{0,3}码\s*$/.test(clause.text);
};

const isUnwanted = (at: number, end: number, type: Kind, { plain, clauseAt }: Reading): boolean => {
  const { start } = clauseAt(at);
  if (isNegatedBefore(plain, start, at) || IS_OLD.test(plain.slice(start, at))) return true;
  const after = plain.slice(end, end + 12);
  return BECOMES_OTHER.test(after) || IS_WRONG.test(after) || (type === 'variant_size' && IS_NUMBER.test(after));
};

/** 金额, 银行, 米饭: a colour of one character stands by itself. */
const isPartOfWord = (value: string, end: number, type: Kind, { plain }: Reading): boolean =>
  type === 'variant_color' &&
  value.length === 1 &&
  !/^(?:$|色|的|款|版|那|[\s,，。!！?？~、;；:：)）/+a-z\d]|吧|谢|可|行|就|发|有|没|了|吗|么|哈|哦|不|别|但|和|各|一|两|大|中|小|均|，|配)/.test(
    plain.slice(end, end + 1),
  );

const wordsOf = (sources: readonly string[], type: Kind, reading: Reading): Candidate[] =>
  sources.flatMap((source) =>
    matchesOf(reading.plain, source).flatMap(({ start, text, groups: [value = ''] }) => {
      const at = start + text.lastIndexOf(value);
      const end = at + value.length;
      if (isTalk(at, reading) || isUnwanted(at, end, type, reading) || isPartOfWord(value, end, type, reading))
        return [];
      return [{ type, value: reading.remark.slice(at, end), start: at, end, confidence: 0.85 }];
    }),
  );

const CHANGED_SIZE = `(?:${SIZE})\\s?码?(?:的)?\\s?(?:换|改|换成|改成|改为|换到|→|->|=>|to)\\s?(?:成|为)?\\s?(${SIZE})`;
const CHANGED_COLOR = `(?:${COLOR_CN})(?:的)?\\s?(?:换|改|换成|改成|改为|→|->)\\s?(?:成|为)?\\s?(${COLOR_CN})`;

const MAY_SIZE = /small|medium|large|码|尺|号|size|\d{2}|(?<![a-z])\d?[smlx]+(?![a-z])|换|改/;
const MAY_COLOR =
  /[色黑白红蓝绿黄粉紫灰棕橙青金银咖米杏驼藕橘褐]|卡其|燕麦|焦糖|奶茶|香槟|原木|透明|迷彩|豆沙|香芋|抹茶|摩卡|胡桃|black|white|red|blue|green|yellow|pink|purple|gr[ae]y|brown|orange|gold|silver|beige|khaki|navy|cream|ivory|burgundy|teal|turquoise|lavender|coral|charcoal|tan|maroon|olive/;

/** The size and the colour wanted instead of the ordered ones. */
export const variantsOf = (reading: Reading): Candidate[] => [
  ...(MAY_SIZE.test(reading.plain) ? wordsOf([CHANGED_SIZE, ...SIZES], 'variant_size', reading) : []),
  ...(MAY_COLOR.test(reading.plain) ? wordsOf([CHANGED_COLOR, ...COLORS], 'variant_color', reading) : []),
];
