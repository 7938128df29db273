import { fromEpochSeconds, type Instant } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, Push, Reading } from './channel.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';

/** The text of the first `<name>` element, CDATA taken off; the platform's XML has no attributes and no repeated names. */
export const elementIn = (xml: string, name: string): string | null => {
  const open = xml.indexOf(`<${name}>`);
  const close = open < 0 ? -1 : xml.indexOf(`</${name}>`, open);
  if (close < 0) return null;
  const inner = xml.slice(open + name.length + 2, close).trim();
  return inner.startsWith('<![CDATA[') && inner.endsWith(']]>') ? inner.slice(9, -3) : inner;
};

export const isXml = (body: string): boolean => body.trimStart().startsWith('<');

/** What a plain message says, whichever of the two formats the shop chose. */
type Message = {
  readonly event: string;
  readonly createTime: string;
  readonly orderId: string | null;
  readonly rest: string;
};

const fromXml = (xml: string): Message => ({
  event: elementIn(xml, 'Event') ?? '',
  createTime: elementIn(xml, 'CreateTime') ?? '',
  orderId: idText(elementIn(xml, 'order_id') ?? ''),
  rest: xml.trim(),
});

/** Order events carry `order_info.order_id`; after-sale events name their own object around it. */
const orderIdIn = (message: Record<string, unknown>): string | null => {
  const named = [message.order_info, ...Object.values(message), message].map((part) =>
    idText(asRecord(part)?.order_id),
  );
  return named.find((id) => id !== null) ?? null;
};

const fromJson = (body: string): Message | string => {
  try {
    const message = asRecord(parseLossless(body));
    if (!message) return 'message is no JSON object';
    const { ToUserName: _to, FromUserName: _from, MsgType: _type, ...rest } = message;
    return {
      event: typeof message.Event === 'string' ? message.Event : '',
      createTime: String(message.CreateTime ?? ''),
      orderId: orderIdIn(message),
      rest: JSON.stringify(rest),
    };
  } catch (error) {
    return `message is no JSON: ${(error as Error).message}`;
  }
};

const timeOf = (createTime: string): Instant | null =>
  /^[1-9]\d{8,10}$/.test(createTime) ? fromEpochSeconds(Number(createTime)) : null;

/** WeChat numbers no message: event, order, second and sub-fields together are its identity. */
const dedupeKeyOf = (message: Message, { sha256Hex }: ChannelCrypto): string =>
  sha256Hex(utf8([message.event, message.orderId ?? '', message.createTime, message.rest].join('\n')));

/** A decrypted message taken apart; `shopId` is the app id the cipher carried. */
export const readMessage = (body: string, shopId: string, crypto: ChannelCrypto): Reading => {
  const message = isXml(body) ? fromXml(body) : fromJson(body);
  const problem = typeof message === 'string' ? message : message.event === '' ? 'Event is missing' : null;
  if (typeof message === 'string' || problem !== null) {
    const error = `wechat ${problem}; expected {"Event","CreateTime","order_info":{"order_id"}}: replay it once the reader knows the shape`;
    return { pushes: [], unreadable: [{ dedupeKey: crypto.sha256Hex(utf8(body)), topic: '', shopId, body, error }] };
  }
  const push: Push = {
    dedupeKey: dedupeKeyOf(message, crypto),
    topic: message.event,
    shopId,
    channelOrderId: message.orderId,
    sourceAt: timeOf(message.createTime),
    body,
  };
  return { pushes: [push], unreadable: [] };
};
