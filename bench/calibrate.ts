import { brierOf, calibrationErrorOf, type JudgedProbability, logLossOf } from '../domain/routing/forecast-scores.ts';
import type { BenchRow } from './bench-row.ts';
import { judgeGenerated } from './judged-deliveries.ts';

const SEED = 20260401;

/** On-time probabilities on generated sparse lanes, beside the rates that need no model, on the same later deliveries. */
export const benchCalibrate = async (): Promise<BenchRow[]> => {
  const { ours, constant, perLane, perMode, oracle, coverage, learnt, seconds } = judgeGenerated(SEED);
  const beside = (
    name: string,
    score: (judged: readonly JudgedProbability[]) => number,
    peer: readonly JudgedProbability[],
    peerName: string,
  ): BenchRow => ({
    name,
    ours: score(ours),
    peer: score(peer),
    peerName,
    unit: 'lower is better',
    ratio: score(peer) / score(ours),
  });
  const skill = (brierOf(constant) - brierOf(ours)) / (brierOf(constant) - brierOf(oracle));
  return [
    beside('calibrate, Brier', brierOf, constant, 'constant'),
    beside('calibrate, Brier', brierOf, perLane, 'per-lane rate'),
    beside('calibrate, Brier', brierOf, perMode, 'per-mode rate'),
    beside('calibrate, log-loss', logLossOf, constant, 'constant'),
    beside('calibrate, log-loss', logLossOf, perLane, 'per-lane rate'),
    beside('calibrate, calibration error', calibrationErrorOf, oracle, 'the true probability (chance alone)'),
    {
      name: 'calibrate, share of the oracle’s skill',
      ours: skill,
      peer: 1,
      peerName: 'the true probability',
      unit: '1 is all',
      ratio: skill,
    },
    {
      name: 'calibrate, P10–P90 held',
      ours: coverage,
      peer: 0.8,
      peerName: 'what it says',
      unit: 'share',
      ratio: null,
    },
    {
      name: `calibrate, ${learnt} learnt`,
      ours: (learnt + ours.length) / seconds,
      peer: null,
      peerName: '',
      unit: 'deliveries/s',
      ratio: null,
    },
  ];
};
