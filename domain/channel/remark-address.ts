import { type Candidate, matchesOf, type Reading } from './remark-context.ts';

const CUE_CN =
  '(?:(?:收货|收件|配送|送货|寄送|快递|派送|新的?|正确(?:的)?|改后|新收货|现|最新)?(?:地址|(?:收货|收件)信息)(?:写错了?|[搞弄留下]错了?|填错了?|错了|有误|有变|变了|搬家了?|选错了?|不对|应该|应|更正|更改|变更|修改|调整|更新|换|改|帮我|麻烦|请|给我|帮忙|一下|下|需要?|要|想|统一|为|成|到|是|在|用|写|填|换到|换成|了|寄|发|送|[,，!！。:：;；\\s])*|改(?:寄|发|送|派|配送|投)(?:到|至|往|去|给)?|(?:改|换|转|变更|更改|修改|更正|调整|更新)(?:一下|下|个|收货|收件|配送|了|我的|订单|快递|的)*(?:成|为|到|至|地址|寄|寄到|送到|发到|去)+|(?:转)?(?:寄|送|发|派送|配送|邮|快递|投)(?:到|至|往|去)(?:我)?(?:新|公司|单位|家|老家|学校|娘家|办公室)?(?:的)?(?:地址)?(?:吧|去|来|这里|这边|里)?|(?:寄|送|发)(?:新家|公司|单位|老家|学校|娘家|办公室|宿舍|仓库)\\s*(?=[:：])|改\\s*(?=[\\u4e00-\\u9fff]{2,4}(?:省|市))|寄\\s*(?=[\\u4e00-\\u9fff]{2,4}(?:省|市)))[:：,，\\s]*';
const REGION =
  '(?:[\\u4e00-\\u9fff]{2,8}?(?:省|自治区|特别行政区|市|区|县|旗|州|镇|乡|街道|路|街|大道|新村|小区|花园|广场|大厦|苑|园|村)|北京|上海|天津|重庆|广东|浙江|江苏|山东|河南|河北|湖南|湖北|四川|福建|安徽|江西|陕西|山西|辽宁|吉林|黑龙江|云南|贵州|广西|海南|甘肃|青海|宁夏|新疆|西藏|内蒙古|深圳|广州|杭州|南京|苏州|成都|武汉|香港|澳门|台湾)';
const ADDRESS_CN = `(${REGION}[^,，。;；!！?？\\n"」』]{3,70})`;
const CHANGE_CN = `${CUE_CN}(?:改成|改为|换成|换到|改到|改寄到?|应为|是|为|请寄|寄到|寄|送到|发到|到)*[:：\\s"「『]*${ADDRESS_CN}`;
const DETAIL =
  /[\d一二三四五六七八九十]+\s?(?:号|室|栋|幢|楼|单元|层|弄|座|组|门|铺|店|房|户|#|巷|期|园|厂|队|社)|[a-z]座|\d{2,}|(?:大厦|广场|学校|大学|医院|小区|公司|花园|工业园|中学|产业园|宿舍|公寓|村|中心|仓库|营业厅|驿站|派出所|银行|超市|办公楼|苑)/;

/** Where an address has ended and talk begins again. */
const ADDRESS_END =
  /\s*[(（](?!.{0,16}(?:号|室|栋|楼|门|店|旁|区|对面)).*$|\s(?=(?:收件人|收货人|联系人|电话|手机|谢谢|麻烦|请|收|不要|别|放|发|走|顺丰|中通|圆通|韵达|申通|京东|ems|改|原|[\u4e00-\u9fff]{2,3}\s?1[3-9]\d|1[3-9]\d{9}|尽快|急|到时|送前|派送前|提前))|(?:收件人|收货人|联系人|电话|手机号?|tel\b|1[3-9]\d{9})|(?:谢谢|多谢|感谢|麻烦(?:了)?|辛苦|可以吗|可以么|行吗|好吗|吗|吧|哈|哦|呀|啊|即可|就行|就可以|就好|这个地址|不变|这里|，|可不可以)(?=$|\s|~)/;

const addressEnd = (plain: string, start: number, end: number): number => {
  const stop = ADDRESS_END.exec(plain.slice(start, end));
  let to = stop && stop.index > 4 ? start + stop.index : end;
  while (to > start && /[\s,，.。:：~]/.test(plain.charAt(to - 1))) to -= 1;
  return to;
};

const NOT_NOW = /(?:上次|之前|原(?:来)?(?:的)?|旧|默认|老)地址|按(?:照)?原地址|地址(?:不变|没错|正确|不用改|不改)/;

const CUE_EN =
  "(?:(?:new|correct|updated|right|different|delivery|shipping|change (?:the |my )?(?:delivery |shipping )?)\\s?(?:delivery |shipping )?address(?: (?:to|is|should be|as follows|below|instead|please))*|(?:deliver|ship|send|redirect|forward|change|post|mail|reroute)(?: (?:it|this|them|the (?:order|parcel|package)|my (?:order|parcel|package)|everything|please|instead|delivery))*(?: (?:over )?to)(?: (?:my|our|the|this|a))?(?: (?:new|other|different|work|office|home|parents'?|company|friend'?s|correct|following|current))*(?: (?:office|address|place|apartment|house|home|flat|location|company|warehouse|store|shop|school|hotel|factory|dorm|clinic|one))*(?: instead| please| now)?|address (?:changed?|should be|is now|correction|update|is wrong|was wrong)(?: to|,? (?:please )?(?:use|send to|ship to|change to|deliver to|should be))?)\\s*(?:is|to|at|=)?\\s*[:\\-–]?\\s*";
const ADDRESS_EN =
  '((?:(?:room|rm|unit|flat|apt\\.?|apartment|suite|ste|floor|no\\.?|building|bldg|block|tower|villa|house|lot|po box|p\\.o\\. box|#) ?[\\w-]+|\\d+[a-z]?(?:[-/]\\d+)*(?:,|(?= [a-z]))|[a-z]+ (?:building|tower|plaza|hotel|university|center|centre|campus))[^\\n;。]{6,140}?)(?=$|\\n|;|。|!|\\?|\\.(?:\\s|$)(?<!\\b(?:rd|st|ave|no|apt|blvd|dist|bldg|rm|ste|dr|ln|fl)\\.)| instead\\b| please\\b| pls\\b| thanks\\b| thank you|,? (?:attn|recipient|tel|phone|contact|call|att:|thx|cheers|ty\\b|not the|and (?:call|leave|please|change|use|ship))|,\\s(?:thanks|please|pls|and ))';

const englishOf = ({ plain, remark, isPast }: Reading): Candidate[] =>
  matchesOf(plain, `${CUE_EN}${ADDRESS_EN}`).flatMap(({ start, text, groups: [address = ''] }) => {
    if (
      isPast(start) ||
      !/\d|building|tower|plaza|street|road|ave|district/.test(address) ||
      !/,|\b(?:rd|road|st|street|ave|avenue|lane|drive|blvd|district|building|tower|plaza)\b/.test(address)
    )
      return [];
    const at = start + text.lastIndexOf(address);
    let end = at + address.length;
    while (/[\s,]/.test(plain.charAt(end - 1))) end -= 1;
    return [{ type: 'address_change' as const, value: remark.slice(at, end), start: at, end, confidence: 0.88 }];
  });

const chineseOf = ({ plain, remark, isPast }: Reading): Candidate[] =>
  matchesOf(plain, CHANGE_CN).flatMap(({ start, text, groups: [address = ''] }) => {
    const at = start + text.lastIndexOf(address);
    const end = addressEnd(plain, at, at + address.length);
    const said = plain.slice(at, end);
    if (isPast(start) || NOT_NOW.test(text) || !DETAIL.test(said) || said.length < 6) return [];
    if (
      /^(?:小区|单元|驿站|快递|门口|公司|楼下)/.test(said) ||
      /(?:不要|别|勿)(?:再)?$/.test(plain.slice(Math.max(0, start - 3), start))
    )
      return [];
    return [{ type: 'address_change' as const, value: remark.slice(at, end), start: at, end, confidence: 0.88 }];
  });

const BACK =
  '按原(?:来的?)?地址|地址(?:不变|不用改|不改|不换|不用换)|不(?:用)?(?:改|换)(?:地址|了|寄)|(?:还是|仍|仍然|依旧)(?:寄|送|发|按|用)(?:到|至)?(?:原|老|旧)(?:来的)?地址|keep (?:the )?(?:original|old|same) address|original address is (?:fine|ok|correct)';

/** A new address, or the old one after all. */
export const addressesOf = (reading: Reading): Candidate[] => {
  if (!/址|信息|寄|送|发|改|换|转|address|deliver|ship|send|redirect|forward|reroute|post|mail/.test(reading.plain))
    return [];
  const back = matchesOf(reading.plain, BACK).map(({ start, end }) => ({
    type: 'address_change' as const,
    value: '',
    start,
    end,
    confidence: 0.9,
    takesBack: true as const,
  }));
  return [...chineseOf(reading), ...englishOf(reading), ...back];
};
