import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { jsonAnswer } from '#domain/channel/answers.ts';
import { text } from '#domain/channel/bytes.ts';
import { awsJson } from '#shared/aws.ts';
import { atTheEdge } from '#shared/edge.ts';
import { env } from '#shared/env.ts';
import { requestOf, told } from '#shared/webhook.ts';

const QueueUrl = env('PUSH_QUEUE_URL');

/** On the local endpoint only: what API Gateway itself does on AWS, lib/constructs/queue-first-route.ts. */
export const handler = atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event) => {
  const { headers, body } = requestOf(event);
  const { authorization = '' } = headers;
  // SQS takes neither an empty message nor an empty attribute.
  if (body.length === 0 || authorization === '') return told(jsonAnswer(400, { error: 'InvalidParameterValue' }));
  const MessageAttributes = { authorization: { DataType: 'String', StringValue: authorization } };
  const sent = await awsJson<{ MessageId: string }>(
    'sqs',
    'AmazonSQS.SendMessage',
    { QueueUrl, MessageBody: text(body), MessageAttributes },
    '1.0',
  );
  return told(jsonAnswer(200, { MessageId: sent.MessageId }));
});
