import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PushAnswer, PushRequest } from '#domain/channel/channel.ts';

/** A webhook's call as its sender signed it: raw bytes, header names in lower case. */
export const requestOf = (event: APIGatewayProxyEventV2): PushRequest => ({
  method: event.requestContext.http.method,
  path: event.rawPath,
  query: Object.fromEntries(
    Object.entries(event.queryStringParameters ?? {}).map(([key, value]) => [key, value ?? '']),
  ),
  headers: Object.fromEntries(Object.entries(event.headers).map(([key, value]) => [key.toLowerCase(), value ?? ''])),
  body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
});

export const told = ({ status, contentType, body }: PushAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': contentType },
  body,
});
