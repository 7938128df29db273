import { type Candidate, matchesOf, type Reading } from './remark-context.ts';

const PHONE =
  '(?<![\\d.])(?:\\+?86[ -]?)?(1[3-9]\\d[ -]?\\d{4}[ -]?\\d{4}|1[3-9]\\d{2}[ -]?\\d{3}[ -]?\\d{4}|1[3-9]\\d{9})(?![\\d.]*\\d)';
/** The number is told to be somebody else's, or of no more use. */
const NO_PHONE_BEFORE =
  /(?:客服|你们|店铺|店里|卖家|商家|你家|热线|售后|快递员|小哥|原(?:来)?的?|旧的?|老的?|之前(?:的)?|以前(?:的)?|不要打|别打|不用打|勿打|下单|错(?:的)?是)(?:手机|电话|号码?|联系方式|的|留的|预留|这个|了|是|为|[:： ])*$|(?:shop|seller|store|your|old|don'?t call|not)(?: \w+){0,3}:? ?$/;
const NO_PHONE_AFTER =
  /^\s*(?:这个|的|那个)?(?:号码?|电话|手机)?\s*(?:已经?|就|都|现在|也)?\s*(?:停机|空号|打不通|作废|占线|不用了|停用|没人接|欠费|注销|换了|关机|不要打|别打|是错的|错了|写错|不用|不能用|一直|是你们|无法接通|is (?:dead|wrong|old|no longer)|no longer|is not|doesn'?t work)/;

const phonesOf = ({ plain, isPast }: Reading): Candidate[] =>
  matchesOf(plain, PHONE).flatMap(({ start, end, groups: [number = ''] }) => {
    if (isPast(start) && !/换|改|打|联系/.test(plain.slice(Math.max(0, start - 8), start))) return [];
    if (
      NO_PHONE_BEFORE.test(plain.slice(Math.max(0, start - 24), start)) ||
      NO_PHONE_AFTER.test(plain.slice(end, end + 24))
    )
      return [];
    if (
      /(?:订单|单号|运单|快递单|order|no\.|款号|货号|编号)(?:号|是|为|[:：# ])*$/.test(
        plain.slice(Math.max(0, start - 8), start),
      )
    )
      return [];
    return [{ type: 'contact_phone' as const, value: number.replace(/\D/g, ''), start, end, confidence: 0.93 }];
  });

const WHO =
  '(?:收(?:件|货|花|礼|信)(?:人|方)(?:的?(?:姓名|名字|名称|信息))?|收货(?:的)?名字?|签收人|联系人|收(?:件|货)(?=\\s*[:：])|(?:名字|姓名)(?=改|换|写成)|收件姓名|(?:填|写|打|留)错(?:了)?(?:收(?:件|货)人|名字|姓名)了?[,，\\s]*(?:应该|正确的?)?|(?:名字|姓名)[^,，]{0,3}(?:错|不对)了?[,，\\s]*(?:应该|正确的?)?)';
const TO =
  '(?:(?:写|填|搞)?(?:错|不对|有误)了?[,，\\s]*|也|就|都|请|麻烦|帮我|帮忙|给我|一并|同步|一下[,，]?|下[,，]?|改(?!成|为)[,，]?|要|需|还|把)*(?:改成|改为|换成|换为|变更为|变更成|更改为|更换为|更换成|修改为|修改成|更正为|变成|写成|写|填|换|改到|改|用|是|为|变更|更改|更正|写上|留|统一写)?(?:了)?\\s*[:：]?\\s*';
const KIN =
  '(?:我|他|她|客户|买家|本人)?(?:的)?(?:采购部|行政部|财务部|仓库|仓管|库管|行政|财务|前台|人事|采购|护士长|护士|科室|设备科|总务|妈妈?|爸爸?|老公|老婆|妻子|丈夫|同事|朋友|女儿|儿子|姐姐?|妹妹?|哥哥?|弟弟?|父亲|母亲|爷爷|奶奶|外婆|外公|婆婆|公公|岳母|岳父|媳妇|对象|男朋友|女朋友|男友|女友|家人|室友|舍友|助理|店员|闺蜜|邻居|秘书|爱人|家属|先生|太太|同学|领导|老板|表[姐妹哥弟]|堂[姐妹哥弟]|侄[子女]|爱人|孩子|合伙人|员工|嫂子|姑姑?|阿姨|舅舅?|叔叔?)(?:的)?(?:名字|姓名)?(?:叫|是|[:： ,，])*';
const SURNAMES =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|南宫|赵|钱|孙|李|周|吴|郑|王|冯|陈|褚|卫|蒋|沈|韩|杨|朱|秦|尤|许|何|吕|施|张|孔|曹|严|华|金|魏|陶|姜|戚|谢|邹|喻|柏|水|窦|章|云|苏|潘|葛|奚|范|彭|郎|鲁|韦|昌|马|苗|凤|花|方|俞|任|袁|柳|酆|鲍|史|唐|费|廉|岑|薛|雷|贺|倪|汤|滕|殷|罗|毕|郝|邬|安|常|乐|于|时|傅|皮|卞|齐|康|伍|余|元|卜|顾|孟|平|黄|和|穆|萧|尹|姚|邵|湛|汪|祁|毛|禹|狄|米|贝|明|臧|计|伏|成|戴|谈|宋|茅|庞|熊|纪|舒|屈|项|祝|董|梁|杜|阮|蓝|闵|席|季|麻|强|贾|路|娄|危|江|童|颜|郭|梅|盛|林|刁|钟|徐|邱|骆|高|夏|蔡|田|樊|胡|凌|霍|虞|万|支|柯|管|卢|莫|经|房|裘|缪|干|解|应|宗|丁|宣|邓|郁|单|杭|洪|包|诸|左|石|崔|吉|龚|程|邢|裴|陆|荣|翁|荀|羊|甄|曲|封|芮|储|靳|段|焦|巴|牧|车|侯|全|班|仰|秋|仲|伊|宫|宁|仇|栾|甘|厉|戎|祖|武|符|刘|景|詹|束|龙|叶|司|黎|白|蒲|卓|蔺|池|乔|阎|闫|聂|辛|翟|谭|贡|姬|申|冉|桂|牛|尚|温|庄|晏|柴|瞿|连|习|鱼|容|向|古|易|慎|廖|游|覃|佟|关|肖|邸|付|苑|岳|帅|代|曾|楚|涂|艾|巩|丛|冷|原|蒙|鹿|佘|商|沙|沐|韶|丘';
const NAME_END =
  '(?=$|[,，。;；!！?？、\\s(:：+~|]|电话|手机|号码|联系|tel|1[3-9]\\d|地址|收|吧|谢谢|哈|哦|签收|，|女士|先生|即可|就行|就可以|代收|可以|的|住|不变|她|他|这|了|呢|吗|来|取)';
const NAME = `((?:${SURNAMES})[\\u4e00-\\u9fff·]{1,3}?(?:女士|先生|小姐|老师|经理)?|[\\u4e00-\\u9fff]{2,4}?)${NAME_END}`;
const NAME_EN =
  "([a-z][a-z'.-]*(?: [a-z][a-z'.-]*){0,3}?)(?=$|[,;!?\\n(:]|\\.(?:\\s|$)| (?:instead|please|pls|plz|tel|phone|mobile|at|and|can|will|thanks|thx|\\+?\\d|not|is|to|who|cell|her|his|number|ph|for|-)|\\s*\\d|，|。)";

const RECIPIENT_CN = `(?:写|填|留)(?:成|上)?${KIN}(?:名字|姓名)?[:：\\s]*((?:${SURNAMES})[\\u4e00-\\u9fff]{1,2})${NAME_END}|(?:现|已|请)?(?:改为|改成|换成|变更为|更换为|变更成)(?:${KIN})?\\s*((?:${SURNAMES})[\\u4e00-\\u9fff]{1,2})(?=[\\s,，(:：]*(?:手机|电话|联系电话|tel|号码)*[\\s:：]*1[3-9]\\d)|${WHO}${TO}(?:${KIN})?\\s*["「]?${NAME}|(?:改由|改给|转给|换成|由|让|改成|写)(?:${KIN})?\\s*(?:(?:${SURNAMES})[\\u4e00-\\u9fff]{1,2})(?=(?:来)?(?:收货|收件|签收|代收|接收|收$|收[,，。]))|(?<=[,，\\s])((?:${SURNAMES})[\\u4e00-\\u9fff]{1,2}?)(?:收(?=$|[,，。\\s])|[,，\\s]*(?=1[3-9]\\d[\\d -]{8,}))`;
const RECIPIENT_EN = `(?:attn\\.?|attention|c/o|recipient(?:'s)?(?: name)?|receiver(?:'s)?(?: name)?|consignee(?: name)?|addressee|name on (?:the )?(?:parcel|package|label)|ship to name|(?:a )?different name)(?:[: ]| (?:should be|is|to|changed to|name|be))*(?:changed to |to |is |should be |be |now )?\\s*${NAME_EN}|(?:change|update|switch|make) (?:the )?(?:recipient|receiver|consignee|name|addressee)(?:'s)?(?: name)?(?: on \\w+(?: \\w+)?)? (?:to|as|into|be|is)\\s*:? ?${NAME_EN}|(?:address|send|ship|deliver) (?:it|this|the (?:parcel|package|order)) to (?:my \\w+,? )${NAME_EN}|new (?:recipient|receiver|consignee)(?: is| name)?:? ?${NAME_EN}`;
const NO_NAME =
  /^(?:的|成我|退|重新|怎么|搞|弄|一下|电话|手机|地址|号码|姓名|名字|信息|本人|自己|我自|我妈|我爸|我老|不在|不变|没|一样|还是|同上|有误|写错|错|填错|改|换|不|是|为|要|请|已|签|在|能|可|先|当|当面|亲|必|一定|务必|验|开|拒|只|就|无|请先|来电|客户|买家|同事|朋友|家人|会|年纪|年龄|行动|腿|打|都|上班|白天|变|更|修|人|方)|(?:签收|电话|地址|不在|更改|变更|修改|方便)$|^(?:the|my|me|to|is|a|an|not|name|only|please|same|front|signature|will|must|should|can|phone|address|change|myself)\b/;
const CANCELLED = /不(?:用)?(?:改|换|变)|不变/;

const recipientsOf = ({ plain, remark, isPast, sentenceOf, clauseAt }: Reading): Candidate[] =>
  [...matchesOf(plain, RECIPIENT_CN), ...matchesOf(plain, RECIPIENT_EN)].flatMap(({ start, text, groups }) => {
    const found =
      groups.find((group) => group !== undefined) ??
      new RegExp(`(?:${SURNAMES})[\\u4e00-\\u9fff]{1,2}$`).exec(text)?.[0] ??
      '';
    // 改成曹婉清: 成 belongs to the verb.
    const name = /[改换写填变更]$/.test(text.slice(0, text.lastIndexOf(found))) ? found.replace(/^[成为]/, '') : found;
    if (name === '' || NO_NAME.test(name) || isPast(start)) return [];
    if (CANCELLED.test(sentenceOf(clauseAt(start))) && !/改|换/.test(text)) return [];
    const at = start + text.lastIndexOf(name);
    return [
      {
        type: 'recipient_change' as const,
        value: remark.slice(at, at + name.length).trim(),
        start: at,
        end: at + name.length,
        confidence: 0.85,
      },
    ];
  });

/** Another number to call, another name on the parcel. */
export const personsOf = (reading: Reading): Candidate[] => [
  ...(/1[3-9]\d/.test(reading.plain) ? phonesOf(reading) : []),
  ...(/收|联系人|名字|姓名|由|让|转给|attn|attention|recipient|receiver|consignee|addressee|name|c\/o| to my /.test(
    reading.plain,
  )
    ? recipientsOf(reading)
    : []),
];
