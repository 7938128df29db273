import { civil, type Day, lastOfMonth, partsOf } from './remark-calendar.ts';
import { CN_NUMBER, type DateRule, on } from './remark-date-rule.ts';
import { numberOf } from './remark-numbers.ts';

const MONTHS_EN = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_EN = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const monthEn = (word: string | undefined): number => MONTHS_EN.indexOf((word ?? '').slice(0, 3)) + 1;

const nextMonthDay = (month: number, date: number, today: Day): Day | null => {
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= 31)) return null;
  const { year } = partsOf(today);
  const here = civil(year, month, date);
  // A date a little back is a slip or a past one; far back it is next year's.
  return here >= today - 60 ? here : civil(year + 1, month, date);
};

const nextDateOfMonth = (date: number, today: Day): Day | null => {
  if (!(date >= 1 && date <= 31)) return null;
  const { year, month } = partsOf(today);
  const here = civil(year, month, date);
  if (here >= today) return here;
  return civil(year, month + 1, date);
};

/** Days of the calendar: 5月20日, 20号, July 3rd, the month's end. */
export const MONTH_DATES: readonly DateRule[] = [
  [
    /(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?/y,
    ([, year, month, date]) => on(civil(Number(year), Number(month), Number(date))),
  ],
  [
    new RegExp(`(${CN_NUMBER})月(?:份)?(${CN_NUMBER})[日号]?`, 'y'),
    ([, month = '', date = ''], today) => on(nextMonthDay(numberOf(month), numberOf(date), today)),
  ],
  [
    /(?<![\d.:]|size |码|尺)(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])(?![\d.:%元点]|\s?(?:kg|cm|块))(?=号|日|前|之|过|后|以前|到|送|发|那天|再|左右|\s|$|,|收|当|以)/y,
    ([, month = '', date = ''], today) => on(nextMonthDay(Number(month), Number(date), today)),
  ],
  [
    new RegExp(`(?<![a-z])${MONTH_EN}\\s?(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)`, 'y'),
    ([, month, date = ''], today) => on(nextMonthDay(monthEn(month), Number(date), today)),
  ],
  [
    new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<![a-z])${MONTH_EN}(?![a-z])`, 'y'),
    ([, date = '', month], today) => on(nextMonthDay(monthEn(month), Number(date), today)),
  ],
  [/the (\d{1,2})(?:st|nd|rd|th)/y, ([, date = ''], today) => on(nextDateOfMonth(Number(date), today))],
  [
    /下个?月底/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return { day: civil(year, month + 2, 1) - 1, isPeriodEnd: true };
    },
  ],
  [
    new RegExp(`下个?月(${CN_NUMBER})[日号]`, 'y'),
    ([, date = ''], today) => {
      const { year, month } = partsOf(today);
      return on(civil(year, month + 1, numberOf(date)));
    },
  ],
  [
    new RegExp(`(?:这个|本|这)月(${CN_NUMBER})[日号]`, 'y'),
    ([, date = ''], today) => {
      const { year, month } = partsOf(today);
      return on(civil(year, month, numberOf(date)));
    },
  ],
  [
    new RegExp(`(${CN_NUMBER})月底`, 'y'),
    ([, named = ''], today) => {
      const month = numberOf(named);
      if (!(month >= 1 && month <= 12)) return null;
      const { year } = partsOf(today);
      const here = lastOfMonth(year, month);
      return { day: here >= today ? here : lastOfMonth(year + 1, month), isPeriodEnd: true };
    },
  ],
  [
    /(?:这个|本|这)?月[底低末]|(?:the )?end of (?:the|this) month|month[- ]end/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return { day: lastOfMonth(year, month), isPeriodEnd: true };
    },
  ],
  [
    /下?个?月初(?=再|以?后|之后|发|寄)/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return on(civil(year, month + 1, 1));
    },
  ],
  [
    /年底|年末|(?:the )?end of the year|year[- ]end/y,
    (_match, today) => ({ day: civil(partsOf(today).year, 12, 31), isPeriodEnd: true }),
  ],
  [
    /下个月(?=再|才|以?后|之后|发)/y,
    (_match, today) => {
      const { year, month } = partsOf(today);
      return on(civil(year, month + 1, 1));
    },
  ],
  [
    new RegExp(
      `(?<![\\d一二三四五六七八九十楼栋单元室门店第月周期拜])(${CN_NUMBER})[号日](?!楼|门|仓|线|店|院|房|宿舍|馆|码|色|库|桌|厅|电|口|路|馆|柜|机|服|文|式|子|常|用|后包装)`,
      'y',
    ),
    ([, date = ''], today) => on(nextDateOfMonth(numberOf(date), today)),
  ],
];
