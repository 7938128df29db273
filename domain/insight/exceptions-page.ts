import { decimalFromMinor } from '../money.ts';
import type { Exception, ExceptionKind } from './exception.ts';
import type { ExceptionPage } from './exception-requests.ts';
import { escaped, htmlPage } from './html-page.ts';

const KINDS: Readonly<Record<ExceptionKind, { readonly zh: string; readonly en: string; readonly color: string }>> = {
  HOLD: { zh: '挂起', en: 'hold', color: '#b54708' },
  BACKORDER: { zh: '缺货', en: 'backorder', color: '#6941c6' },
  CONFLICT: { zh: '冲突', en: 'conflict', color: '#c11574' },
  REQUEST: { zh: '买家申请', en: 'request', color: '#175cd3' },
  LEG: { zh: '履约段', en: 'leg', color: '#b42318' },
  REVIEW: { zh: '备注待审', en: 'review', color: '#7a5af8' },
  BOOKING: { zh: '下单', en: 'booking', color: '#b93815' },
  COMPENSATION: { zh: '换单', en: 'compensation', color: '#9e165f' },
  STOCK: { zh: '库存', en: 'stock', color: '#3538cd' },
  WRITE_BACK: { zh: '回传', en: 'write-back', color: '#0e7090' },
  MESSAGE: { zh: '消息', en: 'message', color: '#475467' },
};

const STYLE = `table{border-collapse:collapse;width:100%}th{text-align:left;color:#667085;font-weight:400;border-bottom:1px solid #eaecf0}
td,th{padding:6px 10px 6px 0;vertical-align:top}tr:nth-child(even) td{background:#f9fafb}
.kind{color:#fff;border-radius:3px;padding:1px 7px;white-space:nowrap}.age{white-space:nowrap;text-align:right}
.bar{height:4px;border-radius:2px;background:#f97066;margin-top:3px;margin-left:auto}.why{color:#475467}.money{text-align:right;white-space:nowrap}
.sum{display:flex;gap:18px;margin:10px 0 14px}.sum b{font-size:17px;margin-right:5px}code{font-size:12px}`;

const age = (hours: number): string => {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 24)} d`;
};

/** Two days fill the bar: by then most promises are broken. */
const FULL_HOURS = 48;
const barOf = (hours: number): string =>
  `<div class="bar" style="width:${Math.max(2, Math.round((Math.min(hours, FULL_HOURS) / FULL_HOURS) * 80))}px"></div>`;

const rowOf = (each: Exception): string => {
  const { zh, en, color } = KINDS[each.kind];
  const about = each.orderId ? `<code>${escaped(each.orderId)}</code>` : '';
  const money = each.atStake
    ? `${decimalFromMinor(each.atStake.amountMinor, each.atStake.currency)} <span class="sub">${each.atStake.currency}</span>`
    : '';
  return `<tr><td class="age">${age(each.ageHours)}${barOf(each.ageHours)}</td>
<td><span class="kind" style="background:${color}">${zh} ${en}</span></td>
<td>${escaped(each.summary.zh)} · ${escaped(each.summary.en)}<div class="why">${escaped(each.reason)}</div>${about}</td>
<td>${escaped(each.owner)}${each.assignee ? `<div>→ ${escaped(each.assignee)}</div>` : ''}${each.note ? `<div class="why">${escaped(each.note)}</div>` : ''}</td>
<td class="money">${money}</td></tr>`;
};

const sums = (exceptions: readonly Exception[]): string => {
  const groups = Map.groupBy(exceptions, ({ kind }) => kind);
  return [...groups]
    .map(
      ([kind, some]) =>
        `<span><b style="color:${KINDS[kind].color}">${some.length}</b>${KINDS[kind].zh} ${KINDS[kind].en}</span>`,
    )
    .join('');
};

/** The inbox of exceptions as one page: what waits longest is on top. */
export const exceptionsPage = ({ exceptions, cursor }: ExceptionPage): string =>
  htmlPage({
    title: '异常收件箱 Exceptions',
    sub: cursor === null ? `${exceptions.length} · 全部 all` : `${exceptions.length} · 还有更多 and more`,
    style: STYLE,
    body:
      exceptions.length === 0
        ? '<p>没有异常 · nothing is stuck</p>'
        : `<div class="sum">${sums(exceptions)}</div><table><tr><th class="age">已等待 age</th><th>类型 kind</th><th>原因与处理 cause and cure</th><th>责任方 owner</th><th class="money">金额 at stake</th></tr>
${exceptions.map(rowOf).join('\n')}</table>`,
  });
