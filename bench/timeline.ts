import type { BenchRow } from './bench-row.ts';
import { generatedJourneys } from './generated-journeys.ts';
import { judgedJourneys, scoresOf } from './judged-journeys.ts';

const SEED = 20260501;
const JOURNEYS = 5000;
const WARM_UP = 2500;

/** Whether P10–P90 of the arrival holds what it says after each milestone, and how wide it is, on generated journeys. */
export const benchTimeline = async (): Promise<BenchRow[]> => {
  const { network, journeys } = generatedJourneys(SEED, JOURNEYS);
  const scores = scoresOf(judgedJourneys(network, journeys, WARM_UP));
  const atHandOut = scores.find(({ milestone }) => milestone === 'handed out')?.medianHours ?? 0;
  return scores.flatMap(({ milestone, held, medianHours }): BenchRow[] => [
    {
      name: `timeline, P10–P90 held, ${milestone}`,
      ours: held,
      peer: 0.8,
      peerName: 'what it says',
      unit: 'share',
      ratio: null,
    },
    {
      name: `timeline, width, ${milestone}`,
      ours: medianHours,
      peer: atHandOut,
      peerName: 'when handed out',
      unit: 'hours',
      ratio: atHandOut / medianHours,
    },
  ]);
};
