import type { LocalState } from '../local-state.ts';

/** What a newcomer reads when everything runs. */
export const whatToTry = (state: LocalState, directory: string): string => {
  const { endpoint, apiUrl, keys } = state;
  const call = (path: string): string => `curl -s -H 'authorization: Bearer ${keys.operator}' ${apiUrl}${path}`;
  const aws = `AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=${state.region} aws --endpoint-url ${endpoint}`;
  return `
Orderloom runs. In another terminal:

  Send an order, signed as the platform would:
    npx orderloom send douyin test/fixtures/channel/douyin/order-paid.json

  Follow it (the order id is in the list):
    ${call('/orders')}
    ${call('/orders/<orderId>')}
    ${call('/orders/<orderId>/plans')}
    ${call('/orders/<orderId>/lineage')}

  Its execution, named by the order id:
    ${aws} stepfunctions describe-execution --execution-arn ${state.orderLifecycleArn.replace(':stateMachine:', ':execution:')}:<orderId>

  HTTP API        ${apiUrl}  (description: ${apiUrl}/openapi.json)
  AWS endpoint    ${endpoint}
  Functions' log  ${directory}/functions.log
  Everything else ${directory}/state.json

Code under functions/ and domain/ is reloaded as you save it. Ctrl-C ends all of it.`;
};
