import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { stageMetric } from './stage-metric.ts';

/** What the functions of the channel stage note about all channels together; by channel it is noted too. */
export const channelMetric = (metricName: string, of: Parameters<typeof stageMetric>[2]): Metric =>
  stageMetric('channel', metricName, of);
