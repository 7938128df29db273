import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { openapi } from '#domain/workbench/openapi.ts';
import { atTheEdge } from '#shared/edge.ts';

const answer: APIGatewayProxyStructuredResultV2 = {
  statusCode: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'private, max-age=300' },
  body: JSON.stringify(openapi()),
};

export const handler = atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async () => answer);
