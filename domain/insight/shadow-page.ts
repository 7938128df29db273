import { escaped, htmlPage } from './html-page.ts';
import { isCompared, type ShadowReport, type ShadowSum } from './shadow-report.ts';

/** Units of the drawing. */
const PLOT = { width: 560, height: 400, left: 54, bottom: 40, top: 12, right: 16 } as const;
const MOST_ROWS = 200;
const TICKS = 5;

const money = (amount: number): string => amount.toFixed(2);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A round number at or above a value. */
const roundUp = (value: number): number => {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return unit * ([1, 2, 2.5, 5, 10].find((times) => times * unit >= value) ?? 10);
};

/** Each order as a point: what theirs costs across, what ours costs upwards. Below the line ours costs less. */
const plotOf = ({ orders }: ShadowReport): string => {
  const compared = orders.filter(isCompared);
  if (compared.length === 0) return '';
  const most = roundUp(Math.max(...compared.flatMap(({ theirs, ours }) => [theirs.cost, ours.cost])));
  const { width, height, left, bottom, top, right } = PLOT;
  const x = (cost: number): number => left + (cost / most) * (width - left - right);
  const y = (cost: number): number => height - bottom - (cost / most) * (height - bottom - top);
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => (tick * most) / TICKS);
  const grid = ticks.map(
    (tick) => `<path d="M${x(tick)} ${y(0)} V${y(most)} M${x(0)} ${y(tick)} H${x(most)}" class="grid"/>
<text x="${x(tick)}" y="${y(0) + 16}" class="across">${tick}</text><text x="${x(0) - 6}" y="${y(tick) + 4}" class="up">${tick}</text>`,
  );
  const points = compared.map(
    ({ orderId, theirs, ours, saving }) =>
      `<circle cx="${x(theirs.cost).toFixed(1)}" cy="${y(ours.cost).toFixed(1)}" r="3.5" class="${saving > 0 ? 'less' : 'more'}"><title>${escaped(`${orderId}: theirs ${money(theirs.cost)}, ours ${money(ours.cost)}, ${percent(ours.successProbability)}`)}</title></circle>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="cost of each order: theirs across, ours upwards">
${grid.join('\n')}
<path d="M${x(0)} ${y(0)} L${x(most)} ${y(most)}" class="even"/>
${points.join('\n')}
<text x="${x(most)}" y="${height - 6}" class="end">theirs · 对方成本</text><text x="${left + 6}" y="${top + 12}">ours · 我方成本</text>
</svg>`;
};

const HEAD = `<tr><th></th><th>orders<br>订单</th><th>compared<br>可比</th><th>theirs<br>对方成本</th><th>ours<br>我方成本</th><th>saved<br>可节省</th><th>per order (95 %)<br>每单</th><th>parcels<br>包裹</th><th>in time (model)<br>准时概率</th></tr>`;

const sumRow = (name: string, sum: ShadowSum): string =>
  `<tr><th>${escaped(name)}</th><td>${sum.orders}</td><td>${sum.compared}</td><td>${money(sum.theirCost)}</td><td>${money(sum.ourCost)}</td><td><b>${money(sum.saving)}</b> ${percent(sum.savingShare)}</td><td>${money(sum.savingPerOrder)} (${money(sum.savingFrom)} – ${money(sum.savingTo)})</td><td>${sum.theirParcels} → ${sum.ourParcels}</td><td>${percent(sum.theirSuccess)} → ${percent(sum.ourSuccess)}</td></tr>`;

const orderRow = (verdict: ShadowReport['orders'][number]): string => {
  const { orderId, region, theirs, ours, saving, unpriced = [], unroutable = [] } = verdict;
  const waysOf = (outcome: typeof theirs): string =>
    outcome === null ? '' : outcome.parcels.map(({ node, carrier }) => `${node} ${carrier}`).join(' + ');
  return `<tr><th>${escaped(orderId)}</th><td>${escaped(region)}</td>
<td>${theirs ? `${money(theirs.cost)}<br><i>${escaped(waysOf(theirs))}</i>` : escaped(unpriced.join('; '))}</td>
<td>${ours ? `${money(ours.cost)}<br><i>${escaped(waysOf(ours))}</i>` : escaped(unroutable.join('; '))}</td>
<td><b>${saving === null ? '–' : money(saving)}</b></td><td>${theirs ? percent(theirs.successProbability) : '–'} → ${ours ? percent(ours.successProbability) : '–'}</td>
<td>${escaped(ours?.explanation[0] ?? '')}</td></tr>`;
};

const STYLE = `table{border-collapse:collapse;margin:8px 0}td,th{border-bottom:1px solid #eaecf0;padding:3px 10px;text-align:right;vertical-align:top}
th:first-child,td:last-child{text-align:left}i{color:#667085;font-style:normal}svg{font:11px system-ui;max-width:100%;height:auto}
.grid{stroke:#eaecf0;fill:none}.even{stroke:#98a2b3;stroke-dasharray:4 4;fill:none}.less{fill:#027a48;fill-opacity:.6}.more{fill:#b42318;fill-opacity:.6}
.across{text-anchor:middle;fill:#667085}.up,.end{text-anchor:end;fill:#667085}`;

/** What another system chose beside what would be recommended here, as one page that needs nothing else. */
export const shadowPage = (report: ShadowReport): string =>
  htmlPage({
    title: '影子对比 Shadow mode',
    sub: `${report.from} – ${report.to}`,
    style: STYLE,
    body:
      report.total.orders === 0
        ? '<p>No shadow orders on these days · 这些天没有影子订单</p>'
        : `<table>${HEAD}${sumRow('all · 全部', report.total)}</table>
${plotOf(report)}
<h2>按渠道 <span>by channel</span></h2><table>${HEAD}${report.channels.map((group) => sumRow(group.name, group)).join('\n')}</table>
<h2>按地区 <span>by region</span></h2><table>${HEAD}${report.regions
            .slice(0, MOST_ROWS)
            .map((group) => sumRow(group.name, group))
            .join('\n')}</table>
<h2>逐单 <span>order by order</span></h2><table><tr><th>order<br>订单</th><th>region<br>地区</th><th>theirs<br>对方</th><th>ours<br>我方</th><th>saved<br>可节省</th><th>in time<br>准时概率</th><th>why<br>理由</th></tr>
${report.orders.slice(0, MOST_ROWS).map(orderRow).join('\n')}</table>`,
  });
