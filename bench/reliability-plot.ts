import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calibrationErrorOf, type ReliabilityBin, reliabilityOf } from '../domain/routing/forecast-scores.ts';
import { judgeGenerated } from './judged-deliveries.ts';

/** `node bench/reliability-plot.ts` writes docs/picture/reliability.svg from generated deliveries. */
const FILE = fileURLToPath(new URL('../docs/picture/reliability.svg', import.meta.url));
const SEED = 20260402;
const SIDE = 400;
const MARGIN = 60;

const x = (share: number): string => (MARGIN + SIDE * share).toFixed(1);
const y = (share: number): string => (MARGIN / 2 + SIDE * (1 - share)).toFixed(1);

const grid = [0, 0.2, 0.4, 0.6, 0.8, 1]
  .map(
    (share) =>
      `<path d="M${x(0)} ${y(share)}H${x(1)}M${x(share)} ${y(0)}V${y(1)}" stroke="#e0e0e0"/>` +
      `<text x="${MARGIN - 8}" y="${y(share)}" text-anchor="end" dominant-baseline="middle">${share}</text>` +
      `<text x="${x(share)}" y="${MARGIN / 2 + SIDE + 18}" text-anchor="middle">${share}</text>`,
  )
  .join('\n');

/** Area grows with the number of deliveries. */
const dots = (bins: readonly ReliabilityBin[], colour: string): string => {
  const most = Math.max(...bins.map(({ count }) => count));
  return bins
    .map(
      ({ count, foretold, cameTrue }) =>
        `<circle cx="${x(foretold)}" cy="${y(cameTrue)}" r="${(2 + 7 * Math.sqrt(count / most)).toFixed(1)}" fill="${colour}" fill-opacity="0.75"><title>${count} deliveries: foretold ${foretold.toFixed(3)}, on time ${cameTrue.toFixed(3)}</title></circle>`,
    )
    .join('\n');
};

const { ours, perLane } = judgeGenerated(SEED);
const error = (judged: typeof ours): string => (100 * calibrationErrorOf(judged)).toFixed(1);
writeFileSync(
  FILE,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE + 2 * MARGIN} ${SIDE + 2 * MARGIN}" font-family="sans-serif" font-size="12" fill="#222">
<title>Foretold chance to be on time, and the share that was</title>
<rect width="100%" height="100%" fill="#fff"/>
${grid}
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#888" stroke-dasharray="4 4"/>
${dots(reliabilityOf(perLane), '#d98b3a')}
${dots(reliabilityOf(ours), '#2a6fb0')}
<text x="${x(0.5)}" y="${MARGIN / 2 + SIDE + 40}" text-anchor="middle">foretold chance to be on time</text>
<text transform="translate(16 ${y(0.5)}) rotate(-90)" text-anchor="middle">share that was on time</text>
<text x="${x(0.03)}" y="${y(0.96)}" fill="#2a6fb0">calibrate: mean gap ${error(ours)} %</text>
<text x="${x(0.03)}" y="${y(0.91)}" fill="#b06a1c">rate of the lane: mean gap ${error(perLane)} %</text>
</svg>
`,
);
