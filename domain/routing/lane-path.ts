import { LANE_FACTORS } from './delivery-groups.ts';
import type { LaneModelFile } from './lane-model-file.ts';

/** How a lane's typical hours come about: the overall median, then what each broader and narrower group adds. */
export type LanePath = {
  readonly lane: string;
  readonly records: number;
  readonly medianHours: number;
  /** Share expected late by the groups alone, before the learner and the drift. */
  readonly lateShare: number;
  readonly steps: readonly {
    readonly factor: string;
    readonly group: string;
    readonly records: number;
    /** Share of what the group shows that counts: weight ÷ (weight + shrinkage). */
    readonly kept: number;
    /** The hours are this many times what the steps before say. */
    readonly timesHours: number;
    readonly latePoints: number;
  }[];
};

export type LaneName = {
  readonly mode: string;
  readonly carrier: string;
  readonly from: string;
  readonly to: string;
};

/** @returns the shrinkage path of a lane; of one that was never seen, what its mode, carrier and places say */
export const lanePathOf = ({ factors, overall }: LaneModelFile, { mode, carrier, from, to }: LaneName): LanePath => {
  const corridor = `${from} > ${to}`;
  const lane = `${mode} | ${carrier} | ${corridor}`;
  const names = [mode, carrier, from, to, corridor, lane];
  const steps = LANE_FACTORS.map((factor, index) => {
    const group = names[index] as string;
    const found = factors[index]?.groups.find(({ name }) => name === group);
    const weight = found?.weight.hours ?? 0;
    return {
      factor,
      group,
      records: found?.records ?? 0,
      kept: weight / (weight + (factors[index]?.shrinkage.hours ?? 1)),
      timesHours: Math.exp(found?.effect.hours ?? 0),
      latePoints: found?.effect.late ?? 0,
    };
  });
  const times = steps.reduce((product, { timesHours }) => product * timesHours, 1);
  const late = steps.reduce((sum, { latePoints }) => sum + latePoints, overall.late.mean);
  return {
    lane,
    records: steps.at(-1)?.records ?? 0,
    medianHours: Math.exp(overall.hours.mean) * times,
    lateShare: Math.min(Math.max(late, 0), 1),
    steps,
  };
};
