import type { Plan } from '../domain/routing/plan.ts';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 70, right: 150, top: 30, bottom: 50 };

const ticks = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, index) => low + ((high - low) * index) / count);

/** Nines of a probability, so that 95 %, 99 % and 99.9 % lie apart: −log10(1 − p), 4 at most. */
const nines = (probability: number): number => -Math.log10(Math.max(1 - probability, 1e-4));

/** The plans of one order as points: cost across, chance to arrive in time upwards (in nines), the recommended one filled. */
export const frontierPlot = (plans: readonly Plan[], title: string): string => {
  const costs = plans.map(({ cost }) => cost);
  const chances = plans.map(({ successProbability }) => nines(successProbability));
  const [cheapest, dearest] = [Math.min(...costs), Math.max(...costs)];
  const [least, most] = [Math.floor(Math.min(...chances)), Math.ceil(Math.max(...chances))];
  const across = (cost: number): number =>
    Math.round(MARGIN.left + ((cost - cheapest) / (dearest - cheapest || 1)) * (WIDTH - MARGIN.left - MARGIN.right));
  const up = (chance: number): number =>
    Math.round(
      HEIGHT - MARGIN.bottom - ((chance - least) / (most - least || 1)) * (HEIGHT - MARGIN.top - MARGIN.bottom),
    );
  const label = (probability: number): string => `${Number((100 * probability).toPrecision(7))} %`;
  const grid = ticks(least, most, most - least).map(
    (chance) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${up(chance)}" y2="${up(chance)}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${up(chance) + 4}" text-anchor="end">${label(1 - 10 ** -chance)}</text>`,
  );
  const axis = ticks(cheapest, dearest, 4).map(
    (cost) =>
      `<text x="${across(cost)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${cost.toFixed(1)}</text>`,
  );
  const steps = plans.map((plan, index) => {
    const [x, y] = [across(plan.cost), up(chances[index] as number)];
    return `${index === 0 ? `M${x},${y}` : `H${x}V${y}`}`;
  });
  const points = plans.map((plan, index) => {
    const [x, y] = [across(plan.cost), up(chances[index] as number)];
    const ways = plan.legs.map(({ node, carrier }) => `${node} ${carrier}`).join(' + ');
    return `<circle cx="${x}" cy="${y}" r="5" fill="${plan.recommended ? '#1668dc' : '#fff'}" stroke="#1668dc"/><text x="${x + 9}" y="${y + 4}">${ways}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11"><title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${MARGIN.left}" y="18" font-size="13">${title}</text>
${[...grid, ...axis].join('\n')}
<path d="${steps.join('')}" fill="none" stroke="#91caff"/>
${points.join('\n')}
<text x="${(WIDTH - MARGIN.right + MARGIN.left) / 2}" y="${HEIGHT - 12}" text-anchor="middle">cost</text>
</svg>
`;
};
