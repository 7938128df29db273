import type { Gap } from '../channel/checkup.ts';
import type { ChannelCheckup, CheckedField } from './channel-checkup.ts';
import type { LagSummary } from './channel-counts.ts';
import { escaped, htmlPage } from './html-page.ts';

const GAP_TITLES: Readonly<Record<Gap, { readonly en: string; readonly zh: string; readonly color: string }>> = {
  MISSING: { en: 'never filled', zh: '从未填写', color: '#b42318' },
  UNSEEN_WORD: { en: 'unknown word', zh: '未知取值', color: '#b42318' },
  DRIFT: { en: 'type drift', zh: '类型漂移', color: '#b54708' },
  UNKNOWN: { en: 'unknown field', zh: '未知字段', color: '#175cd3' },
  UNMAPPED: { en: 'not read', zh: '未映射', color: '#667085' },
};

const NEW_TITLE = { en: 'new field', zh: '新字段', color: '#175cd3' } as const;

/** Rows of the picture; what is behind them is in the JSON. */
const MOST_ROWS = 60;

/** Units of the drawing: a row, and where its columns begin. */
const ROW = 22;
const HEAD = 30;
const AT = { name: 8, strip: 392, coverage: 866, gap: 880, cost: 1_052 } as const;
const STRIP_WIDTH = 430;
const WIDTH = 1_320;

const clipped = (text: string, letters: number): string =>
  text.length > letters ? `…${text.slice(text.length - letters + 1)}` : text;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** From pale to deep: nothing filled is seen as well as everything. */
const fillOf = (coverage: number | null): string => {
  if (coverage === null) return '#f2f4f7';
  const [from, to] = [
    [254, 228, 226],
    [2, 122, 72],
  ] as const;
  const middle = [253, 230, 138] as const;
  const mix = (a: readonly number[], b: readonly number[], share: number): string =>
    `rgb(${a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * share)).join(',')})`;
  return coverage < 0.5 ? mix(from, middle, coverage * 2) : mix(middle, to, (coverage - 0.5) * 2);
};

const costText = ({ cost: { failed, held, flagged, hoursLost } }: CheckedField): string =>
  [
    failed > 0 ? `${failed} failed` : '',
    held > 0 ? `${held} held` : '',
    flagged > 0 ? `${flagged} flagged` : '',
    hoursLost >= 0.05 ? `${hoursLost.toFixed(1)} h` : '',
  ]
    .filter(Boolean)
    .join(' · ');

const wordsOf = ({ unseenWords }: CheckedField): string =>
  Object.entries(unseenWords)
    .map(([word, count]) => `${word} × ${count}`)
    .join(', ');

const detailOf = (field: CheckedField): string => {
  const { coverage, coverageBefore, types, mappedTo } = field;
  return [
    field.field,
    mappedTo.length > 0 ? `→ ${mappedTo.join(', ')}` : 'not mapped · 未映射',
    `${percent(coverage)}${coverageBefore === null ? '' : ` (before · 此前 ${percent(coverageBefore)})`}`,
    Object.entries(types)
      .map(([type, count]) => `${type} × ${count}`)
      .join(', '),
    wordsOf(field),
  ]
    .filter(Boolean)
    .join('\n');
};

const cellsOf = ({ strip, drifts }: CheckedField, y: number): string => {
  const width = STRIP_WIDTH / Math.max(1, strip.length);
  const gap = width > 6 ? 1.5 : 0;
  const cells = strip.map((coverage, index) => {
    const x = AT.strip + index * width;
    return `<rect x="${x.toFixed(1)}" y="${y + 4}" width="${(width - gap).toFixed(1)}" height="${ROW - 8}" rx="1.5" fill="${fillOf(coverage)}"/>`;
  });
  const marks = drifts.map((index) => {
    const x = AT.strip + (index + 0.5) * width;
    return `<path d="M${x.toFixed(1)} ${y + ROW - 5} l5 -9 l-10 0 z" fill="#b42318" stroke="#fff" stroke-width="1"/>`;
  });
  return [...cells, ...marks].join('');
};

const rowOf = (field: CheckedField, index: number): string => {
  const y = HEAD + index * ROW;
  const { gap, isNew } = field;
  const title = isNew && (gap === null || gap === 'UNKNOWN') ? NEW_TITLE : gap && GAP_TITLES[gap];
  return `<g><title>${escaped(detailOf(field))}</title>
<rect x="0" y="${y}" width="${WIDTH}" height="${ROW}" fill="${index % 2 === 0 ? '#fff' : '#f9fafb'}"/>
<text x="${AT.name}" y="${y + 15}" class="field">${escaped(clipped(field.field, 48))}</text>
${cellsOf(field, y)}
<text x="${AT.coverage}" y="${y + 15}" class="number">${percent(field.coverage)}</text>
${title ? `<text x="${AT.gap}" y="${y + 15}" fill="${title.color}">${title.en} · ${title.zh}</text>` : ''}
<text x="${AT.cost}" y="${y + 15}" class="cost">${escaped([costText(field), wordsOf(field)].filter(Boolean).join(' — '))}</text></g>`;
};

/** What a person looks for: what costs, drifts or is new; then what is read and least filled. */
const shownOf = (fields: readonly CheckedField[]): CheckedField[] => {
  const isFinding = ({ gap, cost, drifts, isNew }: CheckedField): boolean =>
    (gap !== null && gap !== 'UNMAPPED' && gap !== 'MISSING') ||
    cost.flagged + cost.held + cost.failed > 0 ||
    drifts.length > 0 ||
    isNew;
  const findings = fields.filter(isFinding);
  const read = fields
    .filter((field) => !isFinding(field) && field.mappedTo.length > 0 && field.gap !== 'MISSING')
    .toSorted((a, b) => a.coverage - b.coverage);
  return [...findings, ...read].slice(0, MOST_ROWS);
};

const headingsOf = ({ parts }: ChannelCheckup): string => {
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  return `<text x="${AT.name}" y="18" class="head">field · 字段</text>
<text x="${AT.strip}" y="18" class="head">${escaped(first)}</text>
<text x="${AT.strip + STRIP_WIDTH}" y="18" class="head end">${escaped(parts.length > 1 ? last : '')}</text>
<text x="${AT.coverage}" y="18" class="head end">%</text>
<text x="${AT.gap}" y="18" class="head">gap · 缺口</text>
<text x="${AT.cost}" y="18" class="head">cost · 代价</text>`;
};

const duration = (seconds: number): string => {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
};

const lagLine = (title: string, lag: LagSummary | null): string =>
  lag === null
    ? ''
    : `<li><b>${title}</b> ${lag.messages} · p50 ${duration(lag.p50Seconds)} · p95 ${duration(lag.p95Seconds)} · max ${duration(lag.maxSeconds)}</li>`;

const outcomesOf = ({ outcomes }: ChannelCheckup): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(' · ');

const sectionOf = (checkup: ChannelCheckup): string => {
  const { title, fields, payloads, lag } = checkup;
  const shown = shownOf(fields);
  const height = HEAD + shown.length * ROW + 6;
  const rest = fields.length - shown.length;
  return `<section><h2>${escaped(title.zh)} <span>${escaped(title.en)}</span></h2>
<ul class="facts"><li><b>payloads · 报文</b> ${payloads}</li>${outcomesOf(checkup) ? `<li><b>messages · 消息</b> ${escaped(outcomesOf(checkup))}</li>` : ''}
${lagLine('push lag · 推送延迟', lag.PUSH)}${lagLine('poll lag · 拉取延迟', lag.POLL)}${lagLine('found by comparison · 对账补单', lag.SWEEP)}</ul>
<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(`${title.en}: coverage by field`)}">
${headingsOf(checkup)}
${shown.map(rowOf).join('\n')}
</svg>
<p class="rest">${rest > 0 ? `${rest} more fields without a finding are in the JSON · 其余 ${rest} 个字段无异常` : ''}</p></section>`;
};

const STYLE = `.rest,.legend{color:#667085}.facts{list-style:none;padding:0;margin:0 0 8px;display:flex;flex-wrap:wrap;gap:4px 24px}
svg{font:12px ui-monospace,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;max-width:100%;height:auto;border-top:1px solid #eaecf0}
.head{fill:#667085}.end,.number{text-anchor:end}.cost{fill:#344054}.legend i{display:inline-block;width:26px;height:10px;border-radius:2px;margin:0 4px 0 12px}`;

const legend = (): string =>
  `<p class="legend">coverage · 覆盖率 <i style="background:${fillOf(0)}"></i>0 %<i style="background:${fillOf(0.5)}"></i>50 %<i style="background:${fillOf(1)}"></i>100 %<i style="background:${fillOf(null)}"></i>not seen · 未出现 &nbsp; <span style="color:#b42318">▼</span> drift · 漂移</p>`;

/** The check-up as one page that needs nothing else: a strip of coverage for each field, with marks where it drifted. */
export const checkupPage = (
  checkups: readonly ChannelCheckup[],
  { from, to }: { readonly from: string; readonly to: string },
): string =>
  htmlPage({
    title: '渠道体检 Channel check-up',
    sub: `${from} – ${to}`,
    style: STYLE,
    body: `${legend()}
${checkups.length === 0 ? '<p>No messages in this time · 此期间没有消息</p>' : checkups.map(sectionOf).join('\n')}`,
  });
