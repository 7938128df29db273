import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alertsOf } from './alerts.ts';

/** The articles of docs/runbook.md that an alarm may point to. */
export type RunbookArticle =
  | 'dead-letters'
  | 'failed-executions'
  | 'stuck-compensations'
  | 'failed-functions'
  | 'late-stream'
  | 'late-queue'
  | 'silent-feed'
  | 'missed-orders'
  | 'failed-write-backs'
  | 'drifted-stock'
  | 'failed-bookings';

export type RunbookAlarmProps = {
  readonly metric: IMetric;
  /** What it means, in one sentence. */
  readonly meaning: string;
  readonly article: RunbookArticle;
  /** @default anything above 0 */
  readonly above?: number;
  /** Consecutive periods. @default 1 */
  readonly periods?: number;
};

/** An alarm whose description says what it means and where the cure is written. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.above ?? 0,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${props.meaning} Runbook: docs/runbook.md#${props.article}`,
    });
    const topic: ITopic = alertsOf(scope);
    this.addAlarmAction(new SnsAction(topic));
  }
}

export const FIVE_MINUTES = Duration.minutes(5);
