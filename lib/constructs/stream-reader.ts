import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { allow } from './access.ts';
import type { NodeFunction } from './node-function.ts';
import { DeadLetters } from './queue-with-dead-letters.ts';
import { FIVE_MINUTES, RunbookAlarm } from './runbook-alarm.ts';
import type { Table } from './table.ts';

export type StreamReaderProps = {
  readonly table: Table;
  readonly reader: NodeFunction;
  /** Lambda's filter on a stream record. Only inserts are delivered unless it says otherwise. */
  readonly filter: Record<string, unknown>;
  /** Past this a batch goes to the dead letters and the stage's sweeper takes its rows up. @default 1 hour */
  readonly giveUpAfter?: Duration;
};

/**
 * The rows of a table, as they are written, to a function; per key in order. A batch that throws is tried again, halved to find the
 * bad row; what follows it for the same key waits.
 */
export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { table, reader, filter, giveUpAfter = Duration.hours(1) } = props;
    const letters = new DeadLetters(
      this,
      'DeadLetters',
      `${id}: rows of a stream failed for ${giveUpAfter.toHours()} h and are left to the sweeper.`,
    );
    const mapping = new EventSourceMapping(this, 'Resource', {
      target: reader.function,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      maxRecordAge: giveUpAfter,
      parallelizationFactor: 4,
      filters: [{ pattern: JSON.stringify(filter) }],
      onFailure: new SqsDlq(letters.queue),
    });
    this.#grant(reader, table);
    mapping.node.addDependency(reader.function.role ?? reader.function);
    new RunbookAlarm(this, 'Late', {
      metric: reader.function.metric('IteratorAge', { period: FIVE_MINUTES, statistic: 'Maximum' }),
      above: 60_000,
      meaning: `${id} is more than a minute behind its table.`,
      article: 'late-stream',
    });
  }

  #grant(reader: NodeFunction, table: Table): void {
    allow(
      reader.function,
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [table.streamArn],
    );
    allow(reader.function, ['dynamodb:ListStreams'], ['*']);
    if (table.key) allow(reader.function, ['kms:Decrypt'], [table.key.keyArn]);
    NagSuppressions.addResourceSuppressions(
      reader,
      [
        {
          id: 'AwsSolutions-IAM5',
          reason: 'ListStreams takes no resource; everything else names its stream',
          appliesTo: ['Resource::*'],
        },
      ],
      true,
    );
  }
}
