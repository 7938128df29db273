import { escaped, htmlPage } from './html-page.ts';
import { PROVIDER_KINDS, type ProviderKind, type ProviderReport, type Scorecard } from './provider-report.ts';

const TITLES: Readonly<Record<ProviderKind, { readonly en: string; readonly zh: string }>> = {
  CARRIER: { en: 'Carriers', zh: '承运商' },
  OUTLET: { en: 'Outlets', zh: '网点' },
  NODE: { en: 'Nodes', zh: '仓库与节点' },
  LANE: { en: 'Lanes', zh: '线路' },
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const BAR = 160;
/** The share, and how far it may be off. */
const bar = ({ onTime }: Scorecard): string => {
  if (!onTime) return '–';
  const x = (share: number): string => (BAR * share).toFixed(1);
  const width = x(onTime.to - onTime.from);
  return `<svg width="${BAR + 4}" height="14" role="img" aria-label="${percent(onTime.share)}"><rect width="${BAR}" y="5" height="4" fill="#e4e7ec"/><rect x="${x(onTime.from)}" y="3" width="${width}" height="8" fill="#7cb9e8"/><circle cx="${x(onTime.share)}" cy="7" r="4" fill="#175cd3"/></svg> ${percent(onTime.share)} (${percent(onTime.from)}–${percent(onTime.to)})`;
};

const missed = ({ breaches }: Scorecard): string =>
  Object.entries(breaches)
    .map(([step, times]) => `${step} × ${times}`)
    .join(', ');

const rowOf = (card: Scorecard): string => {
  const { id, legs, refused, failed, acceptHours, silencesPerHundred, claims, costMinor } = card;
  const cells = [
    escaped(id),
    `${legs}`,
    bar(card),
    acceptHours === null ? '–' : `${acceptHours.toFixed(1)} h`,
    `${refused}`,
    `${failed}`,
    silencesPerHundred.toFixed(1),
    escaped(missed(card)) || '–',
    `${claims.lost} / ${claims.damaged}`,
    costMinor === null ? '–' : (costMinor / 100).toFixed(2),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
};

const HEAD = [
  'provider 服务方',
  'legs 段数',
  'on time, 95 % interval 准时率',
  'accepts in 接单时长',
  'refused 拒单',
  'failed 失败',
  'silences per 100 沉默',
  'deadlines missed 超时环节',
  'lost / damaged 丢失/破损',
  'cost 均价',
];

const tableOf = (kind: ProviderKind, { providers }: ProviderReport): string => {
  const own = providers.filter((card) => card.kind === kind);
  if (own.length === 0) return '';
  return `<h2>${TITLES[kind].en} ${TITLES[kind].zh}</h2><table><thead><tr>${HEAD.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${own.map(rowOf).join('')}</tbody></table>`;
};

/** The report for people: `GET /insight/providers` in a browser. */
export const providerPage = (report: ProviderReport): string =>
  htmlPage({
    title: 'Providers 服务方评分',
    sub: `${report.legs} legs ended from ${report.from} to ${report.to}; worst on time first. ${report.from} 至 ${report.to} 共 ${report.legs} 段，准时率低者在前。`,
    style:
      'table{border-collapse:collapse}th,td{text-align:left;padding:4px 10px;border-bottom:1px solid #e4e7ec;white-space:nowrap}th{font-weight:500;color:#667085}',
    body: PROVIDER_KINDS.map((kind) => tableOf(kind, report)).join(''),
  });
