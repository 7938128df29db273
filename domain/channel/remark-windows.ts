import { type Candidate, CORRECTION, FALLBACK, isNegatedBefore, matchesOf, type Reading } from './remark-context.ts';
import { laterThan, rangesIn, type Window } from './remark-hours.ts';
import type { Clause } from './remark-text.ts';
import { HAPPENED } from './remark-when.ts';

const DELIVERY =
  /送|派|配送|到(?!付|期|底|处)|收(?!据|藏|费)|签|在家|在店|在公司|有人|有空|方便|来|上门|在(?=$|[,，。])|deliver|home|arriv|come|available|drop|receive|bring/;
const AWAY =
  /不在|没人|无人|别送|不要送|勿送|不方便|没空|不行|有课|有事|有会|要上班|别来|别过来|店休|休息|关门|打烊|不营业|去拿|自取|来取|去取|自提|拿快递|别太|太早|起不来|不收|出门|才(?:能)?(?:到家|回|下班)|收不了|收不到|也有人|上班|睡觉|出差|no one|nobody|not home|away|don'?t deliver|not available|can'?t/;
const SHIPS = /发(?!票|现|错|觉|的什么)|寄|出货|出库|揽|ship|send out|dispatch/;

const DAY_PARTS: readonly (readonly [string, string])[] = [
  [
    'MORNING',
    '上午|早上(?!好)|早晨|清晨|一早|早间|(?<=明|今|次)早|(?<!good )mornings?|before noon|a\\.?m\\.?(?![a-z])',
  ],
  ['NOON', '中午|午间|正午|午饭|午休|(?<!after|before )noon|midday|lunch ?(?:time|break|hour)?'],
  ['AFTERNOON', '下午|午后|(?<!good )afternoons?'],
  [
    'EVENING',
    '晚上(?!好)|傍晚|晚间|夜里|夜间|(?<=今|明|当)晚|晚饭(?:点|后|时间|前后)?|晚餐|下班(?:后|之后|以后|了|时间)|(?<!good )evenings?|tonight|at night|nights?(?! shift)|after work',
  ],
  [
    'WORKDAY',
    '工作日|上班(?:时间|日|期间)|周[一1](?:到|至|~|-)周?[五5]|星期一(?:到|至)(?:星期)?五|礼拜一到礼拜五|平日|平时上班|week ?days?|work(?:ing)? ?days?|business days?|monday (?:to|through|-) friday|mon ?- ?fri|office hours|business hours',
  ],
  [
    'WEEKEND',
    '周末|双休(?:日)?|休息日|(?:周|星期|礼拜)六(?:和|或者?|、|跟|,)?(?:周|星期|礼拜)?[日天]|星期六日|周六日|周六周日|周六或周日|周六、周日|六日(?=送|派)|双休日?|week ?ends?|saturday (?:or|and) sunday|sat ?/ ?sun',
  ],
];

/** 9:00-17:00 on weekdays: a time and nothing else. */
const NOTHING_ELSE =
  /^(?:\s|on|only|and|between|please|pls|thanks|weekdays?|weekends?|mornings?|afternoons?|evenings?|工作日|周末|收货时间|送货时间|派送时间|时间段?|[:,，：]|都行|之间|哈|谢谢)*$/;

/** Nobody is in then, or something else than the delivery happens then. */
const isOtherwise = (text: string, after: string): boolean =>
  HAPPENED.test(after) ||
  (AWAY.test(after) && !/(?:送|派|配送|deliver)/.test(after.replace(/别送|不要送|勿送/g, ''))) ||
  /^(?:再|就|能|可以|就能)?(?:发|寄|出|ship)/.test(after) ||
  (SHIPS.test(after) && !DELIVERY.test(after)) ||
  /^(?:又|再)?(?:联系|打电话|回复|回电|给我打|来电|致电|说|要求|改口|申请|反馈)/.test(after) ||
  /(?:拍|下单|下的单|买|付款)(?:的|了)?/.test(after.slice(0, 6)) ||
  /(?:安装|来装|上门装|装机|install)/.test(text);

const SUITS = /最好|合适|适合|best|better|works|preferred|fine|good|方便|any ?time|都行|可以|ok|only|please|prefer|吧$/;

/** Said in a clause of its own, beside one about the delivery. */
const isBeside = (window: Window, clause: Clause, clauses: readonly Clause[]): boolean => {
  const index = clauses.indexOf(clause);
  const near = [clauses[index - 1], clauses[index + 1]].filter((each) => each?.sentence === clause.sentence);
  return (
    clause.text.trim().length <= window.end - window.start + 3 &&
    !/加班|上课|搬家|开会|用$/.test(clause.text) &&
    near.some((each) => each !== undefined && DELIVERY.test(each.text) && !SHIPS.test(each.text))
  );
};

const isAskedFor = (window: Window, { plain, clauseAt, clauses, isPast }: Reading): boolean => {
  if (isPast(window.start)) return false;
  const clause = clauseAt(window.start);
  const { text, start } = clause;
  const after = plain.slice(window.end, start + text.length);
  // 中午以前 is a limit.
  if (/^(?:之|以)?前(?!后)/.test(after) || isNegatedBefore(plain, start, window.start)) return false;
  if (/那(?:会儿|个?时候?|个?点)|这个?时(?:间|候)/.test(plain.slice(window.end, window.end + 12))) return true;
  if (isOtherwise(text, after)) return false;
  return (
    DELIVERY.test(text) ||
    SUITS.test(text) ||
    NOTHING_ELSE.test(text.replace(plain.slice(window.start, window.end), '')) ||
    isBeside(window, clause, clauses)
  );
};

/** Hours that a word of the day may mean. */
const PART_HOURS: Readonly<Record<string, readonly [string, string]>> = {
  MORNING: ['05:00', '12:00'],
  NOON: ['11:00', '14:30'],
  AFTERNOON: ['12:00', '19:00'],
  EVENING: ['17:00', '24:00'],
};
/** 午休时间送，12点到1点半: the hours say the word more exactly. */
const isWithinPart = (part: string, range: string): boolean => {
  const [from = '', to = ''] = PART_HOURS[part] ?? [];
  return range.slice(0, 5) >= from && range.slice(6) <= to;
};

export const windowsOf = (reading: Reading): Candidate[] => {
  const { plain, clauseAt } = reading;
  const ranges = rangesIn(plain).filter((range) => isAskedFor(range, reading));
  const later = laterThan(plain);
  const parts = [
    ...DAY_PARTS.flatMap(([value, pattern]) =>
      matchesOf(plain, pattern).map(({ start, end }) => ({ value, start, end })),
    ),
    ...later,
  ].filter(
    (part) =>
      isAskedFor(part, reading) &&
      // The word before a range belongs to it.
      !ranges.some(
        ({ start, end, value }) =>
          PART_HOURS[part.value] !== undefined &&
          ((part.start >= start - 3 && part.start < end) || isWithinPart(part.value, value)),
      ),
  );
  const all = [...ranges, ...parts].sort((a, b) => a.start - b.start);
  const kept: Window[] = [];
  for (const each of all) {
    const last = kept.at(-1);
    if (
      last &&
      each.value !== last.value &&
      CORRECTION.test(plain.slice(last.end, each.start)) &&
      !FALLBACK.test(plain.slice(last.end, each.start)) &&
      clauseAt(last.start) !== clauseAt(each.start) &&
      kindOf(last.value) === kindOf(each.value)
    )
      kept.pop();
    if (!kept.some(({ value }) => value === each.value)) kept.push(each);
  }
  return kept.map(({ value, start, end }) => ({ type: 'deliver_window', value, start, end, confidence: 0.88 }));
};

const kindOf = (value: string): string => (['WORKDAY', 'WEEKEND'].includes(value) ? 'day' : 'time');
