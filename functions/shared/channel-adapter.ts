import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Channel, PushAnswer } from '#domain/channel/channel.ts';
import { PushTooLarge } from '#domain/channel/inbox-store.ts';
import { Color } from '#domain/workbench/catalog-document.ts';
import { channelAccount } from './channel-secret.ts';
import { now } from './clock.ts';
import { atTheEdge } from './edge.ts';
import { keepPushes, MAX_BODY_BYTES, noteRefused } from './keep-pushes.ts';
import { nodeCrypto } from './node-crypto.ts';
import { count, logger } from './observability.ts';
import { requestOf, told } from './webhook.ts';

const refuse = (channel: Channel, reason: string, answer: PushAnswer): PushAnswer => {
  noteRefused(channel, reason);
  return answer;
};

/** X-Ray's root where API Gateway passes it on; its own request id otherwise. */
const traceIdOf = ({ headers, requestContext }: APIGatewayProxyEventV2): string =>
  /Root=([^;]+)/.exec(headers['x-amzn-trace-id'] ?? '')?.[1] ?? requestContext.requestId;

/** A mark on test traffic. It decides only which released version reads the push, so it needs no signature. */
const colorOf = ({ headers }: APIGatewayProxyEventV2): { readonly color?: string } => {
  const color = Color.safeParse(headers['x-traffic-color']);
  return color.success ? { color: color.data } : {};
};

const failureTo = (channel: Channel, event: APIGatewayProxyEventV2): PushAnswer =>
  channel.failureTo?.(requestOf(event)) ?? channel.failure;

const take = async (channel: Channel, event: APIGatewayProxyEventV2): Promise<PushAnswer> => {
  const request = requestOf(event);
  if (request.body.length > MAX_BODY_BYTES)
    return refuse(channel, 'SIZE', { ...failureTo(channel, event), status: 413 });
  const { secrets } = await channelAccount(channel.id);
  const receivedAt = now();
  const received = channel.receive(request, secrets, nodeCrypto, receivedAt);
  switch (received.kind) {
    case 'REFUSED':
      return refuse(channel, received.reason, received.answer);
    case 'PROBE':
      logger.info('probe answered', { channel: channel.id });
      return received.answer;
    case 'ACCEPTED':
      await keepPushes(
        channel,
        { channel: channel.id, receivedAt, traceId: traceIdOf(event), ...colorOf(event) },
        received,
      );
      return received.answer;
  }
};

/**
 * A channel's webhook: verifies over the raw bytes, answers probes, keeps each push under its dedupe key, and only then answers in
 * the platform's own words. What cannot be kept is answered with the platform's word for failure, so that it is sent again.
 * @example export const handler = channelAdapter(shopify);
 */
export const channelAdapter = (channel: Channel) =>
  atTheEdge<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(async (event, _context: Context) => {
    try {
      return told(await take(channel, event));
    } catch (error) {
      const failure = failureTo(channel, event);
      if (error instanceof PushTooLarge) return told(refuse(channel, 'SIZE', { ...failure, status: 413 }));
      count('PushNotKept', { channel: channel.id });
      logger.error('push not kept', { channel: channel.id, error: error as Error });
      return told(failure);
    }
  });
