import { type Candidate, type Match, matchesOf, type Reading } from './remark-context.ts';

const CARD =
  '(?:贺卡|生日卡|祝福卡|卡片|明信片|小卡片?|手写卡|礼品卡|心意卡|纸条|便签|字条|小纸条|留言卡?|感谢卡|卡(?!车|通|哇|其|券|住|点|位|包|套|路|号)|祝福语|寄语|赠言|card|(?:gift )?(?:note|message)|greeting)';
const SAY =
  '(?:上面?|吧|呗|哈|哦|,|，|里面?|内容|帮我|请|麻烦|帮忙|就|要|给我|手|代|中|内|背面|正面|可以|能|to|should|could|please|can|with|the|a|text|words|\\s)*\\s*(?:写上|写着|写个|写一句|写下|写|附上|附言|附|印上?|打印|打上?|手写|题字?|留言|留|填|放|内容(?:是|为)?|落款|文字|是|为|:|：|say(?:ing|s)?|read(?:ing|s)?|write|written|with|that says)\\s*(?:上|着|句|一句|一下|下|的话|的是|字|内容|是|为|(?:这)?[一二三四五六七八几\\d]个字|:|：)*\\s*(?:内容)?\\s*[:：]?\\s*';
const WRITE_ON =
  '(?:写(?:张|个|一张|一个|上|份)*|附(?:张|个|一张|上|赠)*|放(?:张|个|一张)*|加(?:张|个|一张)*|include (?:a |the )?|add (?:a |the )?|write (?:on |in )?(?:a |the |me )?)?';
const MESSAGE = `${WRITE_ON}${CARD}${SAY}`;
const WRITE_EN =
  '(?:write|print|put|include)(?: (?:a|the|on|in|this|following|message|note|card|me|gift|it|,|please))*\\s*[:：]?\\s*(?=["\'「])';
const LABEL =
  '(?:(?:写|附|留|加)上?(?:一|几|这|下面)?句?话|附言|寄语|祝福语|赠言|贺词|祝词|(?:贺卡|卡片|留言|祝福)?内容|卡片文字)\\s*(?:为|是)?\\s*[:：]\\s*';
const WRITE_CN = '(?:祝福|留言|备注|落款|写上?|内容)(?:语|写|为|是|内容)*\\s*[:：]?\\s*(?=["「『])(?=.{0,60})';

/** The next clause orders something else: the message has ended before it. */
const INSTRUCTS =
  /^\s*(?:不(?:要|用|需要)|别|勿|请|麻烦|谢谢|发(?:顺丰|中通|圆通|韵达|申通|京东|邮政|ems|货)|走|顺丰|放(?!心|飞|假|下|松)|礼(?:盒|品|物)包|用?(?:礼盒|礼品)|包装|帮|尽快|加急|急|送到|派送|务必|价格|小票|落款不|无需|快递|开票|发票|另外|还有|再(?:包|放|送|加)|顺便|打印|手写|字(?:迹|体|写)|不署|匿名|and (?:please|pls|no\b|don'?t|do not|call|leave|ship|wrap|gift|remove|use|put|include|deliver|send|also)|no |please|pls|thanks|thank you|don'?t|do not|gift wrap|ship|leave|call|deliver|with |also|remove|use |via |\d+月\d+|周[一二三四五六日](?:前|送)|下周|明天(?:前|送|发)|今天(?:前|送|发)|月底|元旦前|记得(?:包|放|加|用))/;

/** A signature behind the last full stop belongs to the message. */
const SIGNED =
  /^\s*(?:[—-]+\s*[^,，。]{1,8}|[^,，。!！\s]{1,8}(?:敬上|敬贺|敬|贺)|(?:爱你的|你的|永远)[^,，。!！]{1,8})$/;

const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  '「': '」',
  '『': '』',
  '《': '》',
  '【': '】',
  "'": "'",
};

/** Between the quotation marks that begin at `from`. */
const quotedAt = (plain: string, from: number): readonly [number, number] | null => {
  const open = plain.charAt(from);
  const close = CLOSING[open];
  if (close === undefined) return null;
  const to = open === "'" ? plain.lastIndexOf("'") : plain.indexOf(close, from + 1);
  return to > from ? [from + 1, to] : null;
};

/** Where an unquoted message stops: at a full stop, or before the next wish. */
const messageEnd = (plain: string, from: number): number => {
  let end = from;
  const stop = /[。;；\n]|[!！]+(?=\s*\S)|\.(?=\s|$)|[,，\s]|$/g;
  stop.lastIndex = from;
  for (let found = stop.exec(plain); found; found = stop.exec(plain)) {
    const [mark] = found;
    const after = plain.slice(found.index + mark.length);
    end = /^[!！]/.test(mark) ? found.index + mark.length : found.index;
    const isLast = /^[。;；\n]/.test(mark) || mark === '';
    if (mark === '' || ((isLast || INSTRUCTS.test(after)) && !SIGNED.test(after))) break;
    stop.lastIndex = found.index + mark.length;
  }
  return end;
};

const spanAt = (plain: string, from: number): readonly [number, number] | null => {
  const quoted = quotedAt(plain, from);
  if (quoted) return quoted;
  let end = messageEnd(plain, from);
  while (end > from && /[\s,，、]/.test(plain.charAt(end - 1))) end -= 1;
  return end > from ? [from, end] : null;
};

const NO_MESSAGE =
  /^(?:错|得|的|了|不|吗|么|呢|很|真|上次|一下|什么|可以|什麼|手写|生日|祝福|就行|好看|漂亮|空白|张|份|一份|一张|the |a |is |was|in |on |me)$|^(?:错|得|的(?!爱)|了(?!$)|吗|什么|了$)/;

const REFUSED = /(?:不要|不用|别|无需|不需要|勿)(?:再|放|附|送|写|给我|要)*$/;

const messageOf = ({ start, end, text }: Match, { plain, remark, isPast }: Reading): Candidate | null => {
  if (/(?:买家|客户|客人|顾客|用户|订单)\s*$/.test(plain.slice(Math.max(0, start - 4), start))) return null;
  if (isPast(start) || REFUSED.test(plain.slice(Math.max(0, start - 6), start)) || /不(?:要|用)/.test(text))
    return null;
  const span = spanAt(plain, end);
  const said = span ? plain.slice(...span) : '';
  if (!span || said.length < 2 || NO_MESSAGE.test(said)) return null;
  const isMarked =
    /[:：]\s*$/.test(text) ||
    /["「『《【']/.test(plain.charAt(end)) ||
    /写|say|read|附言|印|内容|落款|贺词|祝词/.test(text);
  return isMarked
    ? { type: 'gift_message', value: remark.slice(...span), start: span[0], end: span[1], confidence: 0.88 }
    : null;
};

const ABOUT_CARDS =
  /卡|附言|句话|写[^,，。]{0,3}["「『]|贺词|祝词|纸条|便签|字条|留言|祝福|寄语|赠言|落款|明信片|备注|card|note|message|greeting|write|print/;

/** Text for a card: in quotation marks, or from the colon to where the next wish begins. */
export const giftMessagesOf = (reading: Reading): Candidate[] => {
  if (!ABOUT_CARDS.test(reading.plain)) return [];
  return [MESSAGE, WRITE_EN, WRITE_CN, LABEL]
    .flatMap((source) => matchesOf(reading.plain, source))
    .sort((a, b) => a.start - b.start)
    .flatMap((match) => messageOf(match, reading) ?? [])
    .filter(({ start }, index, all) => all.slice(0, index).every((each) => start >= each.end));
};
