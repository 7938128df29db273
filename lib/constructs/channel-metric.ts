import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What the functions of the channel stage note about all channels together (functions/shared/observability.ts); by channel it is noted too. */
export const channelMetric = (
  metricName: string,
  { period, statistic }: { readonly period: Duration; readonly statistic: 'Sum' | 'Maximum' },
): Metric =>
  new Metric({
    namespace: 'Orderloom',
    metricName,
    dimensionsMap: { service: 'channel' },
    period,
    statistic,
  });
