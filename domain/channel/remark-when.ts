import { dayBefore } from './remark-calendar.ts';
import { type Candidate, CORRECTION, type Reading } from './remark-context.ts';
import type { NamedDate } from './remark-dates.ts';

type Act = 'SHIP' | 'ARRIVE' | 'DELIVER' | 'INSTALL';
const ACTS: readonly (readonly [Act, RegExp])[] = [
  ['INSTALL', /(?:上门)?安装(?!费|包|说明)|装机|师傅|上门装|来装|调试|送装|install|set ?up|technician/],
  ['DELIVER', /送(?!给|人|老|朋|女|男|礼|我|他|她|闺|爸|妈)|派(?!出所)|配送|签收|上门|deliver|drop ?(?:it )?off/],
  [
    'SHIP',
    /发(?!票|现|错|觉|短信|信息|微信|消息|顺丰小|烧|型|给我看|个|朋友|言|布|生|挥)|寄(?!存|到|达)|出货|出库|打包|揽(?:件|收)|出(?=$|[\s,，。!！~吧掉完])|走(?=$|货|件|[\s,，。!！])|ship|send|dispatch|post|mail|leave (?:the |your )?warehouse|go out/,
  ],
  [
    'ARRIVE',
    /到(?!付|底|处|期|时候|了再|家了|店里|公司里|账)|收(?!据|藏|件人|货人|费|拾|入)|用(?!顺|圆|中|申|韵|极|京|德|邮|户|不|品)|拿(?:到|货)|给到|寄(?:到|达)|need|arriv|receiv|get (?:it |this |them )?here|have (?:it|this|them|these|those)|get (?:it|this|them)|here (?:by|before|on)|in hand|required/,
  ],
];

const BEFORE = /^(?:放假|假期|长假|节|这天|那天|号|日|当天|中午|上午|下午|晚上|早上)?(?:之?前|以前|前面)(?!后)/;
const BY =
  /(?:(?<!not )before|\bby|no later than|prior to|not later than|until|latest|at the latest|赶在|deadline)(?: is)?\s*:?\s*(?:the |this )?$/;
const HOLDS_EN =
  /(?:hold|wait|not (?:be )?(?:ship|send|dispatch)|n't (?:ship|send|dispatch)|not before|delay|postpone|after)[^,.;]*$/;
const LATEST = /最晚|最迟|不晚于|不迟于|截止|截至|赶在|争取|之内|以内|at the latest|deadline|latest/;
const PRESSING =
  /希望.{0,8}能|务必|必须|一定|肯定|得(?=到|收|要)|要(?=到|收|拿|用)|需要?(?=到|收)|急用|能不能|need|must/;
const AFTER = /^(?:这天|那天|号|日|当天|假期|长假|放假)?(?:之后|以后|过后|后)(?!面|座|门|天)/;
const AGAIN = /再|才(?=发|寄|出|能发)|先别|先不|别提前|不要提前|以后|之后|hold|wait|not before|until|after/;
const REFUSED =
  /(?:(?<![特区级性分])别|不要|(?<!能)不能|勿|请勿|不用|(?<!可)不可以?|不方便|没法|不得|不(?=发|送|派|收)|don'?t|do not|not)[^,，]{0,6}(?:送|派|发|寄|到|收|ship|deliver|send)/;
/** 不要在15号之前发: refused up to that day. */
const REFUSED_AT = /(?:别|不要|(?<!能)不能|勿|不用|(?<!可)不可以?)(?:在|于|到)?\s*$/;
const ASKED =
  /(?:能|可以|可不可以|来得及|会).{0,10}(?:吗|么|不|嘛|否)|[行好成可][不没][行好成可]|[行好成][吗么]|(?:can|could|will|would|is it possible)\b/;

const FACT =
  /^(?:的)?(?:那天|当天|就|我|是|都|要|才|一直|全天|白天|的|过)*(?:生日|结婚|婚礼|开业|出差|放假(?!之?前|之?后|以)|回来|回家|上班|出发|搬家|考试|开会|到期|不在|没人|没空|在家没|闭店|休息|手术|旅游|出国|聚会|走亲戚|过生日|宴会|回去|开学|入住|活动|比赛|表演|面试|答辩|搬走|离开|回国|飞)/;
const BOUGHT =
  /^(?:晚上|上午|下午|早上|中午|刚)?(?:就)?(?:拍|下单|买|付款|付的|下的单|订|收到的|的订单|的单|那单|那个单|拍下|申请|来电|咨询|反馈|发过来的|已)/;

type Around = { readonly before: string; readonly after: string; readonly next: string; readonly prior: string };

const aroundOf = (named: NamedDate, { plain, clauses, clauseAt }: Reading): Around => {
  const clause = clauseAt(named.start);
  const index = clauses.indexOf(clause);
  const near = (at: number): string => (clauses[at]?.sentence === clause.sentence ? (clauses[at]?.text ?? '') : '');
  return {
    before: plain.slice(clause.start, named.start),
    after: plain.slice(named.end, clause.start + clause.text.length).replace(/^[)）]/, ''),
    next: near(index + 1),
    prior: near(index - 1),
  };
};

/** The act named first in a text, with where. */
const firstAct = (text: string): { readonly act: Act; readonly at: number } | null => {
  let best: { act: Act; at: number } | null = null;
  for (const [act, pattern] of ACTS) {
    const found = pattern.exec(text);
    if (found && (best === null || found.index < best.at)) best = { act, at: found.index };
  }
  return best;
};

/** Nothing is said in the date's own clause but when. */
const isBare = ({ before, after }: Around): boolean =>
  /^(?:客户|买家|麻烦|请|最晚|最迟|务必|一定|要|在|于|必须|争取|赶在|那就|就|by|before|the|on|at|latest|no later than|预约|约|定在|\s|[:：])*$/.test(
    before,
  ) &&
  /^(?:之前|以前|前|后|之后|以后|的?(?:上午|下午|晚上|中午|早上)|当天|那天|吧|左右|必须|务必|一定|再|\s|please|pls|latest|at the latest|morning|afternoon)*$/.test(
    after,
  );

/** 送装同时，20号上门: somebody comes to install. */
const isFitting = ({ before, after, next, prior }: Around): boolean =>
  /上门/.test(before + after) && !/送/.test(before + after) && /安装|送装|师傅|装机/.test(prior + next);

/** 典礼6月20号,想那天收到. */
const THAT_DAY = /[那当]天|当日|that (?:day|date)/;

const actOf = (around: Around): Act | null => {
  const here = firstAct(around.after) ?? firstAct(around.before);
  if (here) return here.act === 'DELIVER' && isFitting(around) ? 'INSTALL' : here.act;
  if (THAT_DAY.test(around.next)) return firstAct(around.next)?.act ?? null;
  if (!isBare(around)) return null;
  return (firstAct(around.next.slice(0, 12)) ?? firstAct(around.prior))?.act ?? null;
};

type Limits = { readonly isBefore: boolean; readonly isLimit: boolean };

const limitsOf = (named: NamedDate, { before, after }: Around): Limits => {
  const isBefore = BEFORE.test(after) || (BY.test(before) && !HOLDS_EN.test(before));
  return {
    isBefore,
    isLimit: isBefore || named.isDeadline || named.isPeriodEnd || LATEST.test(before) || LATEST.test(after),
  };
};

const shipType = (word: string, around: Around, { isBefore, isLimit }: Limits): Candidate['type'] | null => {
  const { before, after, next } = around;
  if (REFUSED.test(after) || REFUSED.test(before) || REFUSED_AT.test(before))
    return isBefore || /先|过早|提前|太早/.test(before + after) ? 'ship_not_before' : null;
  if (AFTER.test(after)) return 'ship_not_before';
  if (AGAIN.test(after) || (AGAIN.test(before) && !isLimit) || /^\s*再/.test(next))
    return isBefore ? 'ship_by' : 'ship_not_before';
  if (isLimit || ASKED.test(before + after) || /今|明|当天|当日|today|tonight|tomorrow|tmr/.test(word))
    return 'ship_by';
  return PRESSING.test(before + after) ? 'ship_by' : 'ship_not_before';
};

const arrivalType = (act: Act, { before, after }: Around, { isLimit }: Limits): Candidate['type'] | null => {
  if (REFUSED.test(after) || REFUSED.test(before) || AFTER.test(after)) return null;
  if (isLimit) return 'deliver_by';
  if (act === 'DELIVER') return /送(?:到|达)/.test(after) && ASKED.test(before + after) ? 'deliver_by' : 'deliver_on';
  const said = before + after;
  return PRESSING.test(said) || ASKED.test(said) || /用/.test(after) ? 'deliver_by' : 'deliver_on';
};

/** 先别发货,等到20号. */
const WAITS = /(?:等到?|推迟到|延[后迟期]?到|拖到)\s*$/;

const typeOf = (act: Act | null, word: string, around: Around, limits: Limits): Candidate['type'] | null => {
  if (HOLDS_EN.test(around.before) && !/\bby\s*$/.test(around.before))
    return /deliver|arriv/.test(around.before) ? null : 'ship_not_before';
  if (WAITS.test(around.before) && (firstAct(around.after)?.act ?? 'SHIP') === 'SHIP') return 'ship_not_before';
  if (act === 'INSTALL') return 'install_on';
  if (act === 'SHIP') return shipType(word, around, limits);
  if (act !== null) return arrivalType(act, around, limits);
  return limits.isLimit && isBare(around) && around.prior === '' && around.next === '' ? 'deliver_by' : null;
};

type Dated = { readonly type: Candidate['type']; readonly value: string; readonly named: NamedDate };

/** 今天才到, 20号就收到了: what has happened. */
export const HAPPENED =
  /^[^,，。]{0,6}?(?:才|刚|终于|居然|竟然?)刚?[^,，。]{0,4}?(?:到|收到?|送到?|拿到?|给|签收)(?!货前|之前)(?!.{0,4}(?:再|要|能发))|^[^,，。]{0,6}?(?:就|都|还|尚)?(?:没|未)(?:有)?(?:到|收|送|见|发)|^[^,，。要得]{0,7}?(?:到货?|收到?货?|送到?|送来|送过来|发货?|到家|用)(?:了|的(?!话))(?!吗|么|吧|再|没|以?后|之后|给|请)/;

const isTalk = (named: NamedDate, { before, after }: Around, { isPast, quoted }: Reading): boolean =>
  isPast(named.start) ||
  quoted.some(([from, to]) => named.start > from && named.end < to) ||
  FACT.test(after) ||
  HAPPENED.test(after) ||
  BOUGHT.test(after) ||
  // The first day of a range: 6号到8号.
  /^\s*(?:到|至|-|~|—)\s*(?:\d{1,2}[号日月.]|周|星期|下|[一二三四五六七八九十]+[号日])/.test(after) ||
  (/(?<!等|推|延|拖|迟|后|改|换|约|定|挪|调)(?:到|至|-|~)\s*$/.test(before) && !/送|发|寄/.test(after)) ||
  /(?:买于|拍于|下单于|订于|since|ordered (?:on|it)|bought (?:on|it)|leaving (?:on )?|leave (?:on )?|away (?:until|till|from))\s*(?:the )?$/.test(
    before,
  );

const datedOf = (named: NamedDate, reading: Reading): Dated | null => {
  const around = aroundOf(named, reading);
  if (isTalk(named, around, reading)) return null;
  const limits = limitsOf(named, around);
  const type = typeOf(actOf(around), reading.plain.slice(named.start, named.end), around, limits);
  if (!type) return null;
  const isEve = limits.isBefore && named.isHoliday && !/\bby\s*$/.test(around.before) && type !== 'ship_not_before';
  return { type, value: isEve ? dayBefore(named.date) : named.date, named };
};

const SHIP_TYPES = new Set(['ship_not_before', 'ship_by']);

/** Of two dates for one act the later stands, unless it only tells what the day is for. */
const withDate = (kept: readonly Dated[], dated: Dated, { plain, clauseAt }: Reading): Dated[] => {
  const isCorrected = CORRECTION.test(plain);
  const isSame = ({ type }: Dated): boolean =>
    type === dated.type || (isCorrected && SHIP_TYPES.has(type) && SHIP_TYPES.has(dated.type));
  const isUse = dated.type === 'deliver_by' && /用/.test(clauseAt(dated.named.start).text) && !isCorrected;
  if (isUse && kept.some(isSame)) return [...kept];
  return [...kept.filter((each) => !isSame(each)), dated];
};

/** When to ship, deliver and install. */
export const datesOf = (reading: Reading): Candidate[] =>
  reading.dates
    .flatMap((named) => datedOf(named, reading) ?? [])
    .reduce<Dated[]>((kept, dated) => withDate(kept, dated, reading), [])
    .map(({ type, value, named }) => ({ type, value, start: named.start, end: named.end, confidence: 0.88 }));
