import {
  HttpIntegrationSubtype,
  HttpIntegrationType,
  HttpRouteIntegration,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
  IntegrationCredentials,
  MappingValue,
  ParameterMapping,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RouteKey } from '../../domain/workbench/routes.ts';
import { allow, send } from './access.ts';
import type { HttpApi } from './http-api.ts';
import { NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

/** API Gateway's own call of SQS: body as it came, and the header that is its signature. */
class SendToQueue extends HttpRouteIntegration {
  readonly #queue: IQueue;

  constructor(id: string, queue: IQueue) {
    super(id);
    this.#queue = queue;
  }

  bind({ scope }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const role = new Role(scope, 'SendRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    allow(role, ['sqs:SendMessage'], [this.#queue.queueArn]);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      subtype: HttpIntegrationSubtype.SQS_SEND_MESSAGE,
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      credentials: IntegrationCredentials.fromRole(role),
      parameterMapping: ParameterMapping.fromObject({
        QueueUrl: MappingValue.custom(this.#queue.queueUrl),
        MessageBody: MappingValue.custom('$request.body'),
        MessageAttributes: MappingValue.custom(
          // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway fills it in.
          '{"authorization":{"DataType":"String","StringValue":"${request.header.authorization}"}}',
        ),
      }),
    };
  }
}

export type QueueFirstRouteProps = {
  readonly api: HttpApi;
  readonly route: RouteKey;
  /** Values for `{names}` of the route. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Reads the queue. */
  readonly reader: NodeFunction;
};

/**
 * A route whose calls a queue takes and acknowledges before any code of ours runs, for senders that wait less than a function may
 * take to start. The sender hears SQS's answer: 200, or 400 for what SQS does not take (nothing, or more than 1 MiB).
 *
 * The local endpoint answers 502 to direct integrations: with the context value `target=local` a function sends the message.
 */
export class QueueFirstRoute extends Construct {
  constructor(scope: Construct, id: string, { api, route, fixed, reader }: QueueFirstRouteProps) {
    super(scope, id);
    const { queue } = new QueueWithDeadLetters(this, 'Queue');
    const isLocal = this.node.tryGetContext('target') === 'local';
    api.serve(route, isLocal ? this.#enqueuer(queue) : new SendToQueue(`${id}Send`, queue), fixed);
    new QueueConsumer(this, 'Consumer', { queue, consumer: reader });
  }

  #enqueuer(queue: IQueue): NodeFunction {
    return new NodeFunction(this, 'Enqueue', {
      source: 'channel/enqueue-push',
      uses: { PUSH_QUEUE_URL: send(queue) },
    });
  }
}
