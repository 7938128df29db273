import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What the functions of a stage note (functions/shared/observability.ts), under the stage's name. */
export const stageMetric = (
  service: string,
  metricName: string,
  { period, statistic }: { readonly period: Duration; readonly statistic: 'Sum' | 'Maximum' },
): Metric => new Metric({ namespace: 'Orderloom', metricName, dimensionsMap: { service }, period, statistic });
