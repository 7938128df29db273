import { settleChoices, withListed } from './remark-choices.ts';
import { type Candidate, isNegatedAfter, isNegatedBefore, matchesOf, type Reading } from './remark-context.ts';
import { CARRIERS, PLACES } from './remark-lexicon.ts';

type Mention = { readonly value: string; readonly start: number; readonly end: number; readonly weak: boolean };

/** All carriers in one pattern, a group each; the sure words are tried before the doubtful. */
const NAMES = [
  ...CARRIERS.map(({ value, strong }) => ({ value, source: strong, weak: false })),
  ...CARRIERS.flatMap(({ value, weak }) => (weak ? [{ value, source: weak, weak: true }] : [])),
];
const NAMED = NAMES.map(({ source }) => `(${source})`).join('|');
const STATIONS = PLACES.find(({ value }) => value === 'PARCEL_STATION')?.pattern ?? '';
const LOCKERS = PLACES.find(({ value }) => value === 'LOCKER')?.pattern ?? '';

/** Words about sending, around a weak word. */
const SHIPPING =
  /发|走|用|寄|揽|给我|安排|冲|整|快递|物流|速运|派|配送|加急|保价|换|优先|指定|货|运|包邮|到付|差价|ship|send|via|deliver|courier|carrier|express|use|by|prefer|please|pls|plz|only|\bif\b|\belse\b|\bok\b|fine|works|good|over|first|[就都也](?:行|可以|好)|也行|优先/;
/** Talk in which a carrier is a thing, a person or an answer. */
const TALK =
  /是什么意思|是.{0,6}(?:快递|物流)吧|靠谱|都是|在送|要[一二两三四五六七\d]+天|把我的?(?:快递|包裹|件|东西)|delivered it|支持|相信|信赖|信得过|购物|自营|感谢|人品|售后|无耻|太?坑(?!我)|网购|退货|退换|批评|服务|没得说|没话说|(?:[真就很好超太]|特别)[心的是]?快(?!点)|为什么|怎么(?!走)|大坑|失望|满意|封神|yyds|绝绝子|绝了|天花板|牛[啊逼b]|大气层|就是快|专线的|(?:上班|开货车|跑).{0,6}专线|客服电话|电话(?:是)?多少|[很真太]快$|给力|送到的|满意|好评|收到货|取件了|来了吗|(?:通|丰|达|东|兔|邦|政|世)的?(?:快递)?(?:小哥|师傅|大哥|大叔|阿姨|快递员)(?!.{0,4}(?:不送|送不|送上|送到家|不派|别))|退回了|前年|去年|电源|不间断|模型|玩具|车模|优惠券|股票|纸箱子?里|(?:小哥|快递员|师傅|大哥)[^,，]{0,8}(?:好|棒|赞|辛苦|nice|热情|帅|客气)|服务[^,，]{0,6}(?:好|棒|赞|不错|到位)|表扬|单号|到哪|哪了|还没到|没收到|没更新|不更新|物流信息|已(?:经)?(?:发|用|走|交|由|安排|通过|揽|签|到)|发出了|寄出了|发走了|揽收|签收了|到了吗|赔|工作服|你们(?:平时|一般|通常|都|默认)|(?:一直|一般|平时|默认|通常)(?:都)?(?:发|用|走).{1,6}的|一般发|默认(?:发)?什么|发的(?:是)?(?:什么|[^,，]{1,8}(?:还是|吗|么))|是发[^,，]{1,6}还是|(?:快|好|便宜|近)(?:一?点)?还是|什么快递|哪(?:个|家)快递|power supply|battery|model|toy|which (?:courier|carrier)|tracking/;
/** A fact about a carrier without a wish. */
const COMPLAINT =
  /(?:丢|摔|坏|破|慢|差|烂|垃圾|态度|投诉|少件|压|扔)[^,，]{0,6}(?:了|件|死|很|太|过|吐槽)?$|took|lost|broke|damaged|slow|late/;
const REQUEST =
  /发|走|寄|换|改|要|请|麻烦|用|选|指定|优先|能|可以|就|吧|派|叫|收|ship|send|use|via|by|please|pls|plz|prefer/;

const mentionsIn = ({ plain }: Reading): Mention[] => {
  const found = matchesOf(plain, NAMED).flatMap(({ start, end, groups }) => {
    const name = NAMES[groups.findIndex((group) => group !== undefined)];
    return name ? [{ value: name.value, start, end, weak: name.weak }] : [];
  });
  if (found.length === 0) return [];
  const places = [...matchesOf(plain, STATIONS), ...matchesOf(plain, LOCKERS)];
  const isOfPlace = ({ start, end }: Mention): boolean =>
    places.some((place) => start >= place.start && end <= place.end && place.end - place.start > end - start);
  return found.filter((mention) => !isOfPlace(mention));
};

/** 中通不到我们这: why another is wanted; instead of UPS. */
/** 顺丰快: how it is. */
const IS_SO = /^(?:快递|物流)?(?:最|更|就是|比较|很|挺)?(?:快|贵|便宜|近|远|慢|稳)(?:$|[,，])/;

const isReason = ({ start, end }: Mention, { plain, clauseAt }: Reading): boolean =>
  /(?:instead of|rather than|\bover|\bthan) (?:the |using )?$/.test(plain.slice(Math.max(0, start - 18), start)) ||
  (IS_SO.test(plain.slice(end, end + 8)) && /^\s*$/.test(plain.slice(clauseAt(start).start, start))) ||
  /^ ?(?:express |logistics )?(?:does ?n[o']?t|do(?:es)? not|can'?t|cannot|won'?t|never|takes|took|dropped|broke|damaged|delivered|left|threw|was|were|always|is too|lost|lose)/.test(
    plain.slice(end, end + 24),
  ) ||
  (/^(?:快递|物流|这边|现在|我们|在|这里|已经|都|最近|好像|说|网点)*(?:停(?=$|[\s,，。])|停了|撤了|没了|关了|倒闭|不干了|暂停|爆了|不发了|不下乡|不进村|进不来|不让进|要收费|太贵|送不到|不到(?!付)|到不了|没(?:有)?网点|不派送?|停发|停运|换人|不通|不送|太远|太慢|爆仓|不收|没有点|没点|关门)/.test(
    plain.slice(end, end + 14),
  ) &&
    /^[\s我们这边里附近家的因为村镇小区(由于但可]*$/.test(plain.slice(clauseAt(start).start, start)));

const isWish = (mention: Mention, reading: Reading): boolean => {
  const { plain, isPast, clauseAt, quoted, sentenceOf } = reading;
  if (isPast(mention.start)) return false;
  if (quoted.some(([from, to]) => mention.start > from && mention.end < to)) return false;
  if (
    /[祝愿]/.test(plain.slice(Math.max(0, mention.start - 6), mention.start)) &&
    mention.value === 'SF_EXPRESS' &&
    /一路/.test(plain.slice(Math.max(0, mention.start - 2), mention.start))
  )
    return false;
  const clause = clauseAt(mention.start);
  const { text } = clause;
  if (TALK.test(text) && !/改|换(?!人)|请|麻烦|(?<![特区级性分类个])别|不要|不[发走]|勿/.test(text)) return false;
  const around = text.length < 14 && mention.weak ? sentenceOf(clause) : text;
  if (
    mention.weak &&
    !SHIPPING.test(around.replaceAll(plain.slice(mention.start, mention.end), '')) &&
    text.replaceAll(plain.slice(mention.start, mention.end), '').trim().length > 3
  )
    return false;
  if (
    /(?:默认|先写|先打|先下|先定|先选|原先|原单|原|原来|原本|本来|之前|一开始|先前|起初)(?:是|说|要|定|发|的|下单|默认)*(?:的)?\s*$/.test(
      plain.slice(clause.start, mention.start),
    )
  )
    return false;
  if (
    isReason(mention, reading) ||
    /(?:不通|不到|(?:我们|这里|这边|附近|村里|镇上)[^,，]{0,3}没有)\s*$/.test(plain.slice(clause.start, mention.start))
  )
    return false;
  // FedEx, UPS if FedEx is unavailable.
  if (/\bif (?:the )?$/.test(plain.slice(Math.max(0, mention.start - 8), mention.start))) return false;
  return !(COMPLAINT.test(text) && !REQUEST.test(text));
};

/** `除了顺丰都行` wants anything but; `除了顺丰都不收` and `非顺丰不收` want nothing but. */
const exceptPolarity = (plain: string, { start, end }: Mention): boolean | null => {
  const before = plain.slice(Math.max(0, start - 6), start);
  if (/只要不是\s*$/.test(before)) return false;
  const after = plain.slice(end, end + 16);
  if (/非\s*$/.test(before) && /^(?:快递)?(?:不|勿|莫)/.test(after)) return true;
  const isExcept =
    /除(?:了|开)?\s*$/.test(before) ||
    /(?:except|anything but|but not)(?: for)? $/.test(plain.slice(Math.max(0, start - 14), start));
  if (/(?:只要)?(?<!是)不是\s*$/.test(before) && /^(?:快递)?(?:就|都|即|的)/.test(after)) return false;
  const isOutside = /^(?:快递)?(?:以外|之外|除外)/.test(after);
  if (!isExcept && !isOutside) return null;
  return /^(?:快递)?(?:以外|之外|除外|外)?[,，]?(?:的)?(?:其他|其它|别的|别家|什么)?(?:的|快递)*(?:都|一律|全|均)?(?:不(?!限)|别|勿|拒)/.test(
    after,
  );
};

const polarityOf = (mention: Mention, reading: Reading): boolean => {
  const { plain, clauseAt } = reading;
  const except = exceptPolarity(plain, mention);
  if (except !== null) return except;
  const from = clauseAt(mention.start).start;
  return !isNegatedBefore(plain, from, mention.start) && !isNegatedAfter(plain, mention.end);
};

const choicesIn = (reading: Reading): (Mention & { readonly wanted: boolean })[] =>
  mentionsIn(reading)
    // Beside another carrier a doubtful word is one too.
    .filter((mention, _index, all) =>
      isWish(all.some(({ weak }) => !weak) ? { ...mention, weak: false } : mention, reading),
    )
    .map((mention) => ({
      ...mention,
      wanted: polarityOf(mention, reading),
      refusedAfter: isNegatedAfter(reading.plain, mention.end),
    }));

const CONFIDENT = 0.95;
const LESS_CONFIDENT = 0.8;

/** Carriers wanted, in order of preference, and carriers to avoid. */
export const carriersIn = (reading: Reading): Candidate[] =>
  settleChoices(withListed(choicesIn(reading), reading.plain), reading.plain).map(
    ({ value, start, end, weak, wanted }) => ({
      type: wanted ? 'fulfillment_carrier' : 'fulfillment_carrier_avoid',
      value,
      start,
      end,
      confidence: weak ? LESS_CONFIDENT : CONFIDENT,
    }),
  );
