import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import type { Caller } from '#shared/api.ts';
import { ApiKeys, bearerKey, callerWith } from '#shared/api-keys.ts';
import { atTheEdge } from '#shared/edge.ts';
import { env } from '#shared/env.ts';
import { secret } from '#shared/secrets.ts';

const keysSecret = env('API_KEYS_SECRET');

type Answer = APIGatewaySimpleAuthorizerWithContextResult<Partial<Caller>>;
const REFUSED: Answer = { isAuthorized: false, context: {} };

export const handler = atTheEdge<APIGatewayRequestAuthorizerEventV2, Answer>(async ({ headers, identitySource }) => {
  const key = bearerKey(identitySource?.[0] ?? headers?.authorization);
  if (key === null) return REFUSED;
  const caller = callerWith(key, ApiKeys.parse(await secret(keysSecret)));
  return caller ? { isAuthorized: true, context: caller } : REFUSED;
});
