import { brierOf, calibrationErrorOf, type JudgedProbability, logLossOf } from '../domain/routing/forecast-scores.ts';
import type { BenchRow } from './bench-row.ts';
import { judgeDrifting, judgeGenerated } from './judged-deliveries.ts';

const SEED = 20260401;

type Score = (judged: readonly JudgedProbability[]) => number;

const besideOf =
  (ours: readonly JudgedProbability[]) =>
  (name: string, score: Score, peer: readonly JudgedProbability[], peerName: string): BenchRow => ({
    name,
    ours: score(ours),
    peer: score(peer),
    peerName,
    unit: 'lower is better',
    ratio: score(peer) / score(ours),
  });

/** On-time probabilities on generated sparse lanes, beside the rates that need no model, on the same later deliveries. */
export const benchCalibrate = async (): Promise<BenchRow[]> => {
  const { ours, constant, perLane, perMode, gaussian, oracle, coverage, learnt, seconds } = judgeGenerated(SEED);
  const beside = besideOf(ours);
  const drifting = judgeDrifting(SEED);
  const whileDrifting = besideOf(drifting.ours);
  const skill = (brierOf(constant) - brierOf(ours)) / (brierOf(constant) - brierOf(oracle));
  return [
    beside('calibrate, Brier', brierOf, constant, 'constant'),
    beside('calibrate, Brier', brierOf, perLane, 'per-lane rate'),
    beside('calibrate, Brier', brierOf, perMode, 'per-mode rate'),
    beside('calibrate, Brier', brierOf, gaussian, 'per-lane Gaussian'),
    beside('calibrate, log-loss', logLossOf, constant, 'constant'),
    beside('calibrate, log-loss', logLossOf, perLane, 'per-lane rate'),
    beside('calibrate, log-loss', logLossOf, gaussian, 'per-lane Gaussian'),
    beside('calibrate, calibration error', calibrationErrorOf, gaussian, 'per-lane Gaussian'),
    beside('calibrate, calibration error', calibrationErrorOf, oracle, 'the true probability (chance alone)'),
    whileDrifting('calibrate while lateness drifts, Brier', brierOf, drifting.constant, 'constant'),
    whileDrifting('calibrate while lateness drifts, Brier', brierOf, drifting.perLane, 'per-lane rate'),
    whileDrifting('calibrate while lateness drifts, Brier', brierOf, drifting.gaussian, 'per-lane Gaussian'),
    whileDrifting('calibrate while lateness drifts, log-loss', logLossOf, drifting.constant, 'constant'),
    whileDrifting('calibrate while lateness drifts, error', calibrationErrorOf, drifting.constant, 'constant'),
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
