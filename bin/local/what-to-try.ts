import type { LocalState } from '../local-state.ts';

/** What a newcomer reads when everything runs. */
export const whatToTry = (state: LocalState, directory: string): string => {
  const { endpoint, apiUrl, keys } = state;
  const call = (path: string): string => `curl -s -H 'authorization: Bearer ${keys.operator}' '${apiUrl}${path}'`;
  const aws = `AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=${state.region} aws --endpoint-url ${endpoint}`;
  const execution = state.orderLifecycleArn.replace(':stateMachine:', ':execution:');
  return `
Orderloom runs. In another terminal:

  Send an order, signed as the platform would; the simulated warehouse and carrier fulfil it in some ten seconds:
    npx orderloom send douyin test/fixtures/channel/douyin/order-paid.json

  Find it, then follow it by its id:
    ${call('/orders?channel=douyin')}
    ${call('/orders/<orderId>')}
    ${call('/orders/<orderId>/plans')}
    ${call('/orders/<orderId>/lineage')}

  Its execution is named by the order id (any Step Functions client shows it):
    ${aws} stepfunctions get-execution-history --execution-arn ${execution}:<orderId>

  HTTP API         ${apiUrl} (described at /openapi.json, with the key)
  AWS endpoint     ${endpoint} (region ${state.region}, any credentials)
  Functions' log   ${directory}/functions.log
  Keys and names   ${directory}/state.json

Code under functions/ and domain/ is reloaded as you save it. Ctrl-C ends all of it.`;
};
