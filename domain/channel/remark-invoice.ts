import { type Candidate, matchesOf, type Reading } from './remark-context.ts';

const TAX_LABEL =
  '(?:纳税人?(?:识别)?号|税务?号|识别号|统一社会信用代码|信用代码|税码|tax ?(?:payer)? ?(?:id|no|number|code|reg(?:istration)?)?(?: ?(?:no|number|code))?|\\btin|\\bein|\\buscc|vat (?:no|number|id)|credit code)';
const TAX_ID = `${TAX_LABEL}\\.?\\s*[:：#]?\\s*(?:是|为|写|填|用|is|改成|改为|=)?\\s*[:：]?\\s*([0-9a-z]{15,20})(?![0-9a-z])|(?<![0-9a-z])(9[0-9a-z]{17}|[0-9][0-9a-z]{17}(?=.{0,12}税))(?![0-9a-z])`;

const TITLE_LABEL =
  '(?:开(?:具)?(?:公司|单位|企业)(?:的|抬头)?(?:发)?票(?=\\s*[:：])|(?:专票|普票|发票|电子票)(?=\\s*[:：])|(?:发票|开票|单位)?(?:抬头|台头|拾头|抬投)(?:名称|单位)?|(?<![现示印露写有])公司名(?:字)?(?!称)|(?:公司|企业|单位)全称|(?<![商品物款货])名称(?=\\s*[:：])|户名|单位(?=\\s*[:：])|企业名称|开票(?:单位|名称|公司|资料|信息)|(?:公司|单位|企业)信息(?=\\s*[:：])|发票(?:名称|开给|开)|单位名称|(?<![现示印露写有])公司名称|购买方(?:名称)?|company(?: name)?(?=\\s*[:：])|(?:invoice |company |bill(?:ing)? |fapiao )?title|invoice (?:name|header|to)|(?:fapiao|invoice)(?: needed| required| please| pls)?(?=\\s*:)|bill(?:ed)? to|made out to|(?:invoice|fapiao) (?:for|in the name of|under))';
const TITLE_LEAD =
  '\\s*(?:请|就|还是|要|是|为|用|写成|写|开成|开给|开|填写?|成|改成|改为|换成|更正为|更改为|变更为|修改为|is|as|should be|to)*\\s*[:：=]?\\s*(?:请|就|是|为|用|写成|写|开给|开|填写?|改成|改为|换成|to |is )*\\s*';
const LABEL = `${TITLE_LABEL}(?:由[^,，:：。]{1,12}(?=改|换|变更))?(?:[^。:：]{0,6}(?:错|有误|不对|改|换|更正|修改|变更)(?:了|一?下)?[,，]?\\s*(?:请|麻烦|要|需|帮)*(?:改成|改为|应为|应该是|更正为|更正成|换成|修改为|正确的?是?|是))?${TITLE_LEAD}`;

/** What may follow a title in one breath. */
const TITLE_END =
  /[,，](?!\s?(?:ltd|inc|llc|co\b|limited|corp|gmbh|s\.a))|[。;；!！?？\n、|~]|\s*(?:并|且)?(?:税号|纳税|税务|识别号|统一社会|信用代码|tax\b|tin\b|ein\b|vat\b|税码|税 )|\.(?=\s+[a-z])(?<!co\.|ltd\.|inc\.)|\.\s*$(?<!ltd\.|inc\.|co\.|corp\.)|\s+(?=[0-9a-z]{15,20}\b)|\s(?=(?:发到|发送|寄|邮箱|电话|谢谢|请|麻烦|不|电子|普票|专票|顺丰|随货|地址|开户|急|thanks|please|pls|email|and |send|ship))|(?:就行|就可以|就好|即可|就ok|吧|谢谢|哈|哦|呀|的发票|，?谢|可以吗|行吗|不(?:能|用|要))|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]{2,}(?:发|放|走))/;

const NO_TITLE =
  /^(?:先|空|留空|待定|再说|不填|改|换|更正|修改|变更|之前|已经|上次|跟之前|和之前|按|公司的|单位的|错|有误|不对|搞错|写错|填错|开错|在|后面|稍后|什么|怎么|呢|吗|不|没|已|见|同|跟上|和上|要求|需要|可以|能|一致|不变|电子|专票|普票|发票|纸质|增值税|信息|的|给我|一张|个|了|后|我|你|普通|有|好|完)/;

const trimmedEnd = (remark: string, start: number, end: number): number => {
  let to = end;
  while (to > start && /[\s"'”」』】》)）:：]/.test(remark.charAt(to - 1)) && !/\)|）/.test(remark.charAt(to - 1)))
    to -= 1;
  return to;
};

const titleAt = (plain: string, at: number): readonly [number, number] | null => {
  const skip = /^(?:公司(?:名称?)?\s*[:：]\s*|company(?: name)?:? )/.exec(plain.slice(at))?.[0].length ?? 0;
  const from = at + skip;
  const open = /^["「『【《]/.exec(plain.slice(from, from + 1));
  const start = open ? from + 1 : from;
  const rest = plain.slice(start);
  const stop = open ? /["」』】》]/.exec(rest) : TITLE_END.exec(rest);
  const end = trimmedEnd(plain, start, start + (stop ? stop.index : rest.length));
  const said = plain.slice(start, end);
  if (/公司的$|单位的$/.test(said)) return null;
  if (said.length < 2 || said.length > 80 || (NO_TITLE.test(said) && !/公司|个人|中心|学校|店$/.test(said)))
    return null;
  return [start, end];
};

const COMPANY =
  '(?:开|开票|开具|发票|给|抬头|公司是|单位是)\\s*(?:给|成)?\\s*([\\u4e00-\\u9fff()]{2,24}?(?:有限公司|股份公司|有限责任公司|合伙企业|事务所|研究院|研究所|大学|学院|中学|小学|幼儿园|医院|工作室|委员会|个体户|经营部|商行|合作社))(?:的)?';

const PERSONAL =
  '(?:普票|专票|发票|电票|电子票|普通发票|普通的)(?:一张|1张)?\\s*[:：,，]?\\s*(?:开)?\\s*(个人)(?=$|[\\s,，。;；/])|(?:开|要)(?:一?个|一?张)?(个人)(?:的|抬头)?(?:电子|普通|纸质|普)?(?:发)?票';

const PERSONAL_EN = '(?:invoice|fapiao)[^.\\n]{0,16}\\b(personal|individual)\\b(?! info)';
const PERSONAL_AFTER_ALL = '(?:还是|改成|改为|换成)(?:开|写|用)?(个人)(?=吧|$|[\\s,，。的])';

const titlesOf = ({ plain, remark, isPast }: Reading): Candidate[] => {
  const titled = (start: number, end: number): Candidate => ({
    type: 'invoice_title',
    value: remark.slice(start, end),
    start,
    end,
    confidence: 0.9,
  });
  const labelled = matchesOf(plain, LABEL).flatMap(({ start, end, text }) => {
    if (isPast(start)) return [];
    const isWeak =
      /^(?:发票开|专票|普票|电子票|发票\s*[:：]|title|发票名称|invoice (?:for|to)|fapiao for)/.test(text) &&
      (/^(?:专票|普票|电子票|发票\s*[:：])/.test(text) || !/[:：]\s*$/.test(text));
    const span = titleAt(plain, end);
    if (!span) return [];
    const said = plain.slice(...span);
    if (
      isWeak &&
      !/["「“]/.test(plain.charAt(end)) &&
      !/公司|个人|店|厂|中心|学校|院|所$|ltd|inc|llc|limited|co\.|corp|personal|individual/.test(said)
    )
      return [];
    return [titled(...span)];
  });
  if (labelled.length > 0) return labelled;
  return [
    ...matchesOf(plain, COMPANY),
    ...matchesOf(plain, PERSONAL),
    ...matchesOf(plain, PERSONAL_EN),
    ...(/抬头/.test(plain) ? matchesOf(plain, PERSONAL_AFTER_ALL) : []),
  ].flatMap(({ start, end, text, groups }) => {
    const name = groups.find((group) => group !== undefined) ?? '';
    const at = start + text.lastIndexOf(name);
    return isPast(start) || end < at ? [] : [titled(at, at + name.length)];
  });
};

const taxIdsOf = ({ plain, remark }: Reading): Candidate[] =>
  matchesOf(plain, TAX_ID).flatMap(({ start, text, groups }) => {
    const id = groups[0] ?? groups[1] ?? '';
    const at = start + text.lastIndexOf(id);
    const isOther = groups[1] !== undefined && !/票|税|抬头|公司|invoice|fapiao|tax/.test(plain);
    return isOther
      ? []
      : [
          {
            type: 'invoice_tax_id' as const,
            value: remark.slice(at, at + id.length),
            start: at,
            end: at + id.length,
            confidence: 0.95,
          },
        ];
  });

const ANY_KIND =
  '(?:(?:要|需要?|请|麻烦|帮我?|给我?|记得|务必|可以|能|一定要?|附|随货|随单|带|别忘(?:了)?|我要|想要|申请|补)(?:给我|帮我|我|一起|随货|寄|附|把|给)*(?:开具?|附|带|放|提供|有)?(?:个|张|一张|下|一下|上|具)?(?:公司|单位|个人|正规)?(?:的)?(?:发票|fapiao)|发票要开|开(?:具|个|张|一张|下|一下|份)*(?:公司|单位|个人|正规|有税号)?(?:的)?(?:发票|票(?!据|根|房|价|面|子|信息|资料|抬头|单位|名称|公司))|(?:need|want|require|please|pls|provide|include|issue|send|with|get|have|attach|request)(?: \\w+){0,3} (?:invoice|fapiao)\\b|(?:invoice|fapiao) (?:please|pls|needed|required))';

/** 开发票 without saying which kind: the usual one. */
const unnamedKindOf = ({ plain, isPast, clauseAt }: Reading): Candidate[] =>
  matchesOf(plain, ANY_KIND).flatMap(({ start, end, text }) => {
    const clause = clauseAt(start).text;
    const isOther =
      isPast(start) ||
      /不|没|别(?!忘)|勿|无需|免|已|错|什么|怎么|多久|leave out|omit|hide|remove|几天|no |not |n't|without|上月|之前的|补寄|专|普|电|纸质|增值税|e-/.test(
        clause.replace(/能不能|可不可以|不(?=$|\?|？)/g, ''),
      ) ||
      /抬头.{0,4}(?:错|改)/.test(text);
    return isOther ? [] : [{ type: 'invoice_kind' as const, value: 'NORMAL', start, end, confidence: 0.7 }];
  });

/** Titles, tax ids, and an invoice asked for without its kind. */
export const invoicesOf = (reading: Reading): Candidate[] => {
  if (!/票|税|抬头|台头|invoice|fapiao|title|tax|bill|公司|信用代码|识别号/.test(reading.plain)) return [];
  const hasKind =
    /专票|普票|电子|电票|专用|普通发|纸质|增普|增专|数电|e-?invoice|electronic|vat|e-?fapiao|regular|normal|paper/.test(
      reading.plain,
    );
  return [...titlesOf(reading), ...taxIdsOf(reading), ...(hasKind ? [] : unnamedKindOf(reading))];
};
