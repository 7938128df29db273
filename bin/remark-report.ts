import { f1Of, type Score, type Tally } from '../domain/channel/remark-score.ts';
import type { CrossValidation } from './remark-training.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const shareOf = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

const rowOf = ([type, tally]: readonly [string, Tally]): string => {
  const { right, extra, missed } = tally;
  const shares = [shareOf(right, right + extra), shareOf(right, right + missed), f1Of(tally)];
  return `${type.padEnd(26)} ${shares.map((share) => percent(share).padStart(8)).join(' ')}   ${right} right, ${extra} too many, ${missed} missed`;
};

/** Precision, recall and F1 per type and over all. */
export const scoreReport = ({ f1, precision, recall, exact, remarks, byType }: Score): string => {
  const rows = Object.entries(byType)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(rowOf);
  const head = `${'type'.padEnd(26)} precision   recall       F1`;
  const total = `F1 ${f1.toFixed(4)} precision ${precision.toFixed(4)} recall ${recall.toFixed(4)}: ${percent(exact)} of ${remarks} remarks wholly right`;
  return `${[head, ...rows, total].join('\n')}\n`;
};

/** How far the sureness can be believed on remarks it was not fitted to. */
export const foldsReport = ({
  folds,
  brier,
  brierOfConstant,
  reliability,
  sure,
  doubtful,
}: CrossValidation): string => {
  const bins = reliability.map(
    ({ from, to, count, right }) =>
      `${from.toFixed(2)}–${to.toFixed(2)} ${String(count).padStart(6)} ${percent(shareOf(right, count)).padStart(9)}`,
  );
  return `
Sureness, each remark judged by weights fitted without its fold (${folds} folds):
sureness   wishes     right
${bins.join('\n')}
Brier score ${brier.toFixed(4)}; one sureness for all would score ${brierOfConstant.toFixed(4)}
Read and sure (0.60 and more): ${sure.count}, right ${percent(shareOf(sure.right, sure.count))}; read and doubtful: ${doubtful.count}, right ${percent(shareOf(doubtful.right, doubtful.count))}
`;
};
