import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What the functions of the channel stage note about one channel (functions/shared/observability.ts). */
export const channelMetric = (
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
  { period, statistic }: { readonly period: Duration; readonly statistic: 'Sum' | 'Maximum' },
): Metric =>
  new Metric({
    namespace: 'Orderloom',
    metricName,
    dimensionsMap: { service: 'channel', ...dimensions },
    period,
    statistic,
  });
