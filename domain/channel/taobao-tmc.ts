import { fromBeijing, type Instant } from '../time.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, Push, Reading, UnreadablePush } from './channel.ts';
import type { ChannelFeed } from './channel-api.ts';
import { asRecord, idText, parseLossless } from './lossless-json.ts';
import { readTop, topCall, topList } from './taobao-top.ts';

type Fields = Readonly<Record<string, unknown>>;
type Sha256 = ChannelCrypto['sha256Hex'];

export const beijingIn = (...said: readonly unknown[]): Instant | null => {
  for (const word of said) {
    if (typeof word !== 'string') continue;
    try {
      return fromBeijing(word);
    } catch {
      // A time that cannot be read says nothing; the next one may.
    }
  }
  return null;
};

type Content = { readonly text: string; readonly fields: Fields };

/** `content` is JSON text; some clients of the message service parse it. */
const contentIn = ({ content }: Fields): Content | string => {
  const parsed = asRecord(content);
  if (parsed) return { text: JSON.stringify(parsed), fields: parsed };
  if (typeof content !== 'string') return `content is ${typeof content}, expected JSON text`;
  try {
    const fields = asRecord(parseLossless(content));
    return fields ? { text: content, fields } : 'content is no JSON object';
  } catch (error) {
    return `content is no JSON: ${(error as Error).message}`;
  }
};

const CURE =
  'expected {"id","topic","content":"{…}","pub_time","user_nick"}: post the message again, or replay it once the reader knows the shape';

/** A client of the WebSocket hands out its frame, with the message inside. */
const unframed = (message: Fields): Fields => {
  const inner = asRecord(message.content);
  return inner && idText(inner.topic) !== null && idText(message.topic) === null ? inner : message;
};

/** Only the polling API's message says when in `pub_time`; the socket's says it in `time`, its shop in `nick`. */
const readMessage = (framed: Fields, dedupeKeyOf: (message: Fields) => string): Push | UnreadablePush => {
  const message = unframed(framed);
  const topic = idText(message.topic) ?? '';
  const content = topic === '' ? 'topic is missing' : contentIn(message);
  const dedupeKey = dedupeKeyOf(message);
  if (typeof content === 'string')
    return { dedupeKey, topic, shopId: '', body: JSON.stringify(framed), error: `taobao ${content}; ${CURE}` };
  const { text, fields } = content;
  return {
    dedupeKey,
    topic,
    shopId: idText(fields.seller_nick) ?? idText(message.user_nick) ?? idText(message.nick) ?? '',
    channelOrderId: idText(fields.tid),
    sourceAt: beijingIn(fields.modified, fields.action_time, message.pub_time, message.time),
    body: text,
  };
};

const isUnreadable = (read: Push | UnreadablePush): read is UnreadablePush => 'error' in read;

const readMessages = (messages: readonly Fields[], dedupeKeyOf: (message: Fields) => string): Reading => {
  const read = messages.map((message) => readMessage(message, dedupeKeyOf));
  return { pushes: read.filter((each): each is Push => !isUnreadable(each)), unreadable: read.filter(isUnreadable) };
};

const RESPONSE = 'tmc_messages_consume_response';

const messagesIn = (said: unknown): readonly Fields[] | null => {
  if (Array.isArray(said)) return topList(said, 'tmc_message');
  const record = asRecord(said);
  const answer = asRecord(record?.[RESPONSE]);
  if (answer) return topList(answer.messages, 'tmc_message');
  return record && [record];
};

/** A frame as a connector posts it: one message, a list of them, or the polling API's whole answer. */
export const readTmcFrame = (body: string, sha256Hex: Sha256): Reading => {
  const dedupeKeyOf = (message: Fields): string => idText(message.id) ?? sha256Hex(utf8(JSON.stringify(message)));
  const unreadable = (problem: string): Reading => ({
    pushes: [],
    unreadable: [
      { dedupeKey: sha256Hex(utf8(body)), topic: '', shopId: '', body, error: `taobao ${problem}; ${CURE}` },
    ],
  });
  let messages: readonly Fields[] | null;
  try {
    messages = messagesIn(parseLossless(body));
  } catch (error) {
    return unreadable(`body is no JSON: ${(error as Error).message}`);
  }
  return messages ? readMessages(messages, dedupeKeyOf) : unreadable('body is neither a JSON array nor an object');
};

/** As many as one call gives, and one confirmation takes. */
const MOST_MESSAGES = 200;
const CONSUME = 'taobao.tmc.messages.consume';
/** The message service asks for the application, not for a shop. */
const OF_THE_APP = '';

/**
 * Messages by HTTP, of the application's default group. What is not confirmed comes again, so an unreadable message is confirmed
 * too once it is kept. Unconfirmed: after how long an unconfirmed message comes again.
 */
export const tmcFeed: ChannelFeed = {
  build: (ask, secret, crypto) =>
    topCall(CONSUME, { quantity: String(MOST_MESSAGES) }, { ...ask, accessToken: OF_THE_APP }, secret, crypto),
  read: (status, body, { cursor }) => {
    const read = readTop(CONSUME, status, body);
    if (read.kind !== 'ANSWER') return { kind: 'LATER', reason: read.reason };
    const messages = topList(read.answer.messages, 'tmc_message').filter(({ id }) => idText(id) !== null);
    return {
      kind: 'PAGE',
      ...readMessages(messages, ({ id }) => idText(id) ?? ''),
      cursor,
      more: messages.length === MOST_MESSAGES,
      receipts: messages.flatMap(({ id }) => idText(id) ?? []),
    };
  },
  confirm: ({ receipts, ...ask }, secret, crypto) =>
    topCall(
      'taobao.tmc.messages.confirm',
      { s_message_ids: receipts.join(',') },
      { ...ask, accessToken: OF_THE_APP },
      secret,
      crypto,
    ),
};
