import type { DynamoDBStreamEvent } from 'aws-lambda';
import { fromDynamo } from './dynamo.ts';
import { atTheEdge } from './edge.ts';
import { logger } from './observability.ts';

/**
 * A reader of a table's stream: gets the new images of the batch, in order. What it throws brings the whole batch back, in
 * order, until it succeeds: nothing is skipped. A handler that can set one row aside must do so itself.
 * @example export const handler = stream<InboxRow>(async (rows) => { for (const row of rows) await normalize(row); });
 */
export const stream = <Row>(handle: (rows: readonly Row[]) => Promise<void>) =>
  atTheEdge<DynamoDBStreamEvent, void>(async ({ Records }) => {
    const rows = Records.flatMap(({ dynamodb }) =>
      dynamodb?.NewImage ? [fromDynamo<Row>(dynamodb.NewImage as never)] : [],
    );
    await handle(rows);
    logger.info('stream batch done', { records: Records.length });
  });
