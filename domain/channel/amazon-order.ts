import { amazonRequest, readAmazon } from './amazon-api.ts';
import type { Channel, Fetched } from './channel.ts';
import { asRecord } from './lossless-json.ts';

/**
 * What is needed to ship, and no more: tax registrations and expenses stay at Amazon. BUYER and RECIPIENT need the application's role
 * for personal data; this version of the API takes no Restricted Data Token.
 */
const INCLUDED = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES'];

export const orderPath = (orderId: string): string =>
  `/orders/2026-01-01/orders/${encodeURIComponent(orderId)}?includedData=${INCLUDED.join(',')}`;

const NOT_FOUND = 404;

const read = (status: number, body: string): Fetched => {
  const answer = readAmazon('getOrder', status, body);
  if (answer.kind === 'ERROR')
    return { kind: answer.status === NOT_FOUND ? 'MISSING' : 'LATER', reason: answer.reason };
  const order = asRecord(answer.body.order);
  return order
    ? { kind: 'ORDER', payload: order }
    : { kind: 'MISSING', reason: 'amazon getOrder succeeded without order' };
};

export const amazonOrderRequest: NonNullable<Channel['orderRequest']> = {
  build: ({ channelOrderId, accessToken }) => amazonRequest('GET', orderPath(channelOrderId), accessToken),
  read,
};
