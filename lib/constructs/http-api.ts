import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  HttpApi as GatewayApi,
  HttpIntegrationType,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { ROUTES, type Route, type RouteKey } from '../../domain/workbench/routes.ts';
import type { NodeFunction } from './node-function.ts';

const SIGNED = 'a webhook: the sender signs the raw body, and the function verifies it before anything else';

const routeOf = (key: RouteKey): Route => {
  const found = ROUTES.find(({ method, path }) => `${method} ${path}` === key);
  if (!found) throw new Error(`no route '${key}' in domain/workbench/routes.ts`);
  return found;
};

/** A function behind a route. */
class FunctionIntegration extends HttpRouteIntegration {
  readonly #serve: NodeFunction;

  constructor(serve: NodeFunction) {
    super(serve.node.id);
    this.#serve = serve;
  }

  bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.#serve.arn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    };
  }
}

/**
 * The HTTP API of the product. Routes need a key, asked of the authorizer, unless what they carry is signed.
 * @example api.serve('GET /orders/{id}', getOrder); api.serve('POST /channels/{channel}', douyin, { channel: 'douyin' });
 */
export class HttpApi extends Construct {
  readonly api: GatewayApi;
  readonly #authorizer: HttpLambdaAuthorizer;
  readonly #integrations = new Map<NodeFunction, FunctionIntegration>();

  constructor(scope: Construct, id: string, authorize: NodeFunction) {
    super(scope, id);
    this.#authorizer = new HttpLambdaAuthorizer('ByKey', authorize.function, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      // A withdrawn key works this much longer.
      resultsCacheTtl: Duration.minutes(1),
    });
    this.api = new GatewayApi(this, 'Resource', {
      description: 'Orders, legs and lineage; webhooks of channels and carriers',
      createDefaultStage: false,
      defaultAuthorizer: this.#authorizer,
    });
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Far above a busy day; it bounds what a stolen key or a looping partner can cost.
      throttle: { rateLimit: 2_000, burstLimit: 4_000 },
      accessLogSettings: { destination: new LogGroupLogDestination(logs) },
      detailedMetricsEnabled: true,
    });
  }

  get url(): string {
    return this.api.apiEndpoint;
  }

  /**
   * Binds a route of domain/workbench/routes.ts to its function, or to what takes the call in its place; who may call is written there.
   * @param fixed values for `{names}` of the path that are part of it rather than a parameter
   */
  serve(key: RouteKey, serve: NodeFunction | HttpRouteIntegration, fixed: Readonly<Record<string, string>> = {}): void {
    const { method, path, access } = routeOf(key);
    const keyed = access !== 'signed';
    const made = this.api.addRoutes({
      path: Object.entries(fixed).reduce((text, [name, value]) => text.replace(`{${name}}`, value), path as string),
      methods: [method as HttpMethod],
      integration: serve instanceof HttpRouteIntegration ? serve : this.#integrationOf(serve),
      authorizer: keyed ? this.#authorizer : new HttpNoneAuthorizer(),
    });
    if (keyed) return;
    for (const route of made)
      NagSuppressions.addResourceSuppressions(route, [{ id: 'AwsSolutions-APIG4', reason: SIGNED }], true);
  }

  #integrationOf(serve: NodeFunction): FunctionIntegration {
    const known = this.#integrations.get(serve);
    if (known) return known;
    // One permission for all of a function's routes: one each would be a resource more each.
    serve.function.addPermission('Api', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.apiId, resourceName: '*/*' }),
    });
    const made = new FunctionIntegration(serve);
    this.#integrations.set(serve, made);
    return made;
  }
}
