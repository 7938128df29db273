import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Access, read, readWrite } from '../constructs/access.ts';
import { channelMetric } from '../constructs/channel-metric.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { Tables } from './tables.ts';

export type ReconciliationProps = {
  readonly tables: Tables;
  /** Ids of the channels whose platforms list their orders. */
  readonly channels: readonly string[];
  readonly secrets: readonly Access[];
};

/** A push lost now and then is what the sweep is for; more than this in an hour and a webhook is broken. */
const MISSED_AN_HOUR = 10;

/** Each channel's orders beside ours, one call a channel: a platform that answers slowly keeps no other waiting. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, { tables, channels, secrets }: ReconciliationProps) {
    super(scope, id);
    if (channels.length === 0) return;
    const reconcile = new NodeFunction(this, 'ReconcileChannel', {
      source: 'channel/reconcile-channel',
      uses: { INBOX_TABLE: readWrite(tables.inbox), ORDERS_TABLE: read(tables.orders) },
      may: secrets,
      timeout: Duration.minutes(5),
      memoryMb: 1024,
    });
    new Repeatedly(this, 'EveryHalfHour', {
      every: Duration.minutes(30),
      call: reconcile,
      each: channels.map((channel) => ({ channel })),
    });
    new RunbookAlarm(this, 'Missed', {
      metric: channelMetric('OrdersMissed', { period: Duration.hours(1), statistic: 'Sum' }),
      above: MISSED_AN_HOUR,
      meaning: `More than ${MISSED_AN_HOUR} orders came by comparison in an hour, not by their pushes.`,
      article: 'missed-orders',
    });
  }
}
