import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedJourneys } from './generated-journeys.ts';
import { judgedJourneys, type MilestoneScore, scoresOf } from './judged-journeys.ts';

/** `node bench/timeline-plot.ts` writes docs/picture/timeline.svg: coverage and width of the arrival's interval by milestone. */
const FILE = fileURLToPath(new URL('../docs/picture/timeline.svg', import.meta.url));
const SEED = 20260502;
const [LEFT, WIDTH, ROW] = [210, 260, 30];

const { network, journeys } = generatedJourneys(SEED, 5000);
const scores = scoresOf(judgedJourneys(network, journeys, 2500)).filter(({ legs }) => legs > 100);
const widest = Math.max(...scores.map(({ medianHours }) => medianHours));

const x = (held: number): string => (LEFT + ((held - 0.6) / 0.4) * WIDTH).toFixed(1);
const bar = ({ milestone, held, medianHours, legs }: MilestoneScore, index: number): string => {
  const y = 50 + index * ROW;
  const width = ((medianHours / widest) * WIDTH).toFixed(1);
  return [
    `<text x="${LEFT - 10}" y="${y + 5}" text-anchor="end">${milestone}</text>`,
    `<circle cx="${x(held)}" cy="${y}" r="5" fill="#2a6fb0"><title>${legs} legs: ${(100 * held).toFixed(1)} % arrived within</title></circle>`,
    `<rect x="${LEFT + WIDTH + 40}" y="${y - 8}" width="${width}" height="16" fill="#d98b3a"/>`,
    `<text x="${LEFT + WIDTH + 46}" y="${y + 5}">${medianHours.toFixed(1)} h</text>`,
  ].join('\n');
};
const ticks = [0.6, 0.7, 0.8, 0.9, 1]
  .map(
    (held) =>
      `<path d="M${x(held)} 34V${50 + scores.length * ROW}" stroke="${held === 0.8 ? '#888' : '#e0e0e0'}" stroke-dasharray="${held === 0.8 ? '4 4' : '0'}"/><text x="${x(held)}" y="${66 + scores.length * ROW}" text-anchor="middle">${100 * held} %</text>`,
  )
  .join('\n');

writeFileSync(
  FILE,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + 2 * WIDTH + 80} ${80 + scores.length * ROW}" font-family="sans-serif" font-size="12" fill="#222">
<title>How often the arrival lay within P10–P90 after each milestone, and how wide that was</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="20">arrived within P10–P90 (it says 80 %)</text>
<text x="${LEFT + WIDTH + 40}" y="20">width of P10–P90, median</text>
${ticks}
${scores.map(bar).join('\n')}
</svg>
`,
);
