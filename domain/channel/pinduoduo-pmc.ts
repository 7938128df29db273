import { fromEpochMillis, type Instant, toEpochMillis } from '../time.ts';
import { toBase64, utf8 } from './bytes.ts';
import type {
  ChannelCrypto,
  ChannelSecret,
  Push,
  PushAnswer,
  PushRequest,
  Reading,
  UnreadablePush,
} from './channel.ts';
import { asRecord, digits, idText, parseLossless } from './lossless-json.ts';

type Json = Record<string, unknown>;
type Sha256 = (data: Uint8Array) => string;

/**
 * Where a connector opens the socket of Pinduoduo's message service (PMC), `wss://message-api.pinduoduo.com`: the path carries
 * the application, the moment and the digest of both with the secret.
 */
export const handshakePath = (
  clientId: string,
  epochMs: number,
  secret: string,
  { md5Hex }: Pick<ChannelCrypto, 'md5Hex'>,
): string => {
  const digest = toBase64(utf8(md5Hex(utf8(`${clientId}${epochMs}${secret}`))));
  return `/message/${encodeURIComponent(clientId)}/${epochMs}/${encodeURIComponent(digest)}`;
};

/** The opening of the socket as an HTTP call: nothing but its path. */
export const handshake = (at: Instant, { appId, current }: ChannelSecret, crypto: ChannelCrypto): PushRequest => ({
  method: 'GET',
  path: handshakePath(appId, toEpochMillis(at), current, crypto),
  query: {},
  headers: {},
  body: new Uint8Array(),
});

/** A frame that carries a message. `id` exceeds 2^53. */
export type CommonFrame = {
  readonly id: string;
  readonly sendTime: string;
  readonly type: string;
  readonly mallId: string;
  readonly content: string;
};

/** A signed 64-bit number, as PMC counts frames and milliseconds. */
const isLong = (id: string | null): id is string =>
  id !== null && /^\d{1,19}$/.test(id) && BigInt(id) <= 9223372036854775807n;

const COMMON = 'Common';
/** Frames of the socket itself: a sign of life, and our own word come back. */
const CONTROL = new Set(['HeartBeat', 'Ack']);

const commonFrame = (frame: Json): CommonFrame | null => {
  const message = asRecord(frame.message);
  const [id, sendTime, mallId] = [idText(frame.id), idText(frame.sendTime), idText(message?.mallID)];
  const { type, content } = message ?? {};
  if (frame.commandType !== COMMON || !isLong(id) || !isLong(sendTime) || !isLong(mallId)) return null;
  return typeof type === 'string' && typeof content === 'string' ? { id, sendTime, type, mallId, content } : null;
};

/** The frame that a connector sends once a message is kept; a message without one comes again. */
export const ackFrame = ({ id, sendTime, type, mallId }: Omit<CommonFrame, 'content'>, epochMs: number): string =>
  `{"id":${digits(id)},"commandType":"Ack","time":${epochMs},"sendTime":${digits(sendTime)},"type":${JSON.stringify(type)},"mallID":${digits(mallId)}}`;

const jsonIn = (text: string): unknown => {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
};

const framesIn = (body: string): readonly unknown[] => {
  const parsed = jsonIn(body);
  return Array.isArray(parsed) ? parsed : [parsed];
};

/** Every frame of the call is one of the socket itself. */
export const isControl = (body: string): boolean => {
  const frames = framesIn(body);
  return frames.length > 0 && frames.every((frame) => CONTROL.has(String(asRecord(frame)?.commandType)));
};

const json = (body: string): PushAnswer => ({ status: 200, contentType: 'application/json', body });

/** The acknowledgements of a call's frames, for the connector to pass on: one for one frame, a list for a list; null for none. */
export const ackAnswer = (body: string, now: Instant): PushAnswer | null => {
  const acks = framesIn(body).flatMap((frame) => {
    const common = commonFrame(asRecord(frame) ?? {});
    return common ? ackFrame(common, toEpochMillis(now)) : [];
  });
  if (acks.length === 0) return null;
  return json(Array.isArray(jsonIn(body)) ? `[${acks.join(',')}]` : acks.join(''));
};

const momentOf = (...said: readonly unknown[]): Instant | null => {
  const ms = said.map(idText).find(isLong);
  try {
    return ms === undefined ? null : fromEpochMillis(Number(ms));
  } catch {
    return null;
  }
};

/** What a message's text says; the reason when it cannot be. */
const contentOf = (text: string, mallId: string | null): Json | string => {
  const content = asRecord(jsonIn(text));
  if (!content) return 'message.content is no JSON object';
  const named = idText(content.mall_id);
  return named !== null && mallId !== null && named !== mallId
    ? `message.content is of mall ${named}, its frame of mall ${mallId}`
    : content;
};

/** A message without its frame, as connectors log and forward it: `{"type","mallID","content"}`. */
const bareMessage = (frame: Json, sha256Hex: Sha256): Omit<CommonFrame, 'sendTime'> | null => {
  const { type, content } = frame;
  const mallId = idText(frame.mallID);
  if (typeof type !== 'string' || typeof content !== 'string' || mallId === null) return null;
  return { id: sha256Hex(utf8(JSON.stringify([type, mallId, content]))), type, mallId, content };
};

const readFrame = (value: unknown, raw: string, sha256Hex: Sha256): Push | UnreadablePush => {
  const frame = asRecord(value) ?? {};
  const common = commonFrame(frame);
  const message = common ?? bareMessage(frame, sha256Hex);
  const content = message && contentOf(message.content, message.mallId);
  if (!message || content === null || typeof content === 'string') {
    const what = content ?? 'body is no JSON, or no frame with id, commandType Common, sendTime and message';
    return {
      dedupeKey: message?.id ?? sha256Hex(utf8(raw)),
      topic: message?.type ?? '',
      shopId: message?.mallId ?? '',
      body: raw,
      error: `pinduoduo ${what}; expected a frame of PMC in JSON: have the connector send it as it came, or replay it once the reader knows the shape`,
    };
  }
  return {
    dedupeKey: message.id,
    topic: message.type,
    shopId: message.mallId,
    channelOrderId: idText(content.tid ?? content.order_sn),
    sourceAt: momentOf(content.modified, common?.sendTime),
    body: message.content,
  };
};

const isUnreadable = (read: Push | UnreadablePush): read is UnreadablePush => 'error' in read;

/** The frames that a connector posts: one, or several in a list. */
export const readFrames = (body: string, sha256Hex: Sha256): Reading => {
  const frames = framesIn(body).filter((frame) => !CONTROL.has(String(asRecord(frame)?.commandType)));
  const alone = frames.length === 1 && !Array.isArray(jsonIn(body));
  const read = frames.map((frame) => readFrame(frame, alone ? body : JSON.stringify(frame), sha256Hex));
  return { pushes: read.filter((each): each is Push => !isUnreadable(each)), unreadable: read.filter(isUnreadable) };
};
