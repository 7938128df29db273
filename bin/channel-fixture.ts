import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Channel, ChannelSecret } from '../domain/channel/channel.ts';
import { parseLossless } from '../domain/channel/lossless-json.ts';
import { fromEpochMillis, fromEpochSeconds, type Instant, toEpochMillis } from '../domain/time.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';

/** What a platform would send, and what its API would answer about it: test/fixtures/channel/<id>/*.json. */
export const ChannelFixture = z.strictObject({
  topic: z.string(),
  note: z.string(),
  /** Epoch second that the fixture's times are told from. */
  at: z.number().int(),
  /** The platform's order id, as it stands in the texts; empty when the push is about no order. */
  orderId: z.string(),
  /** The order id as the texts write it, where ours says more (B2B: whose purchase order number it is). */
  writtenId: z.string().optional(),
  /** What the platform counts as success, byte for byte; said once, by the paid order. An acknowledgement with a time is of a minute after the fixtures' own. */
  answer: z.string().optional(),
  /** The message in the clear, before it is signed. A string stands as it is: ids beyond 2^53 need that. */
  push: z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())]),
  /** The answer of the platform's order API; absent where the push carries the order. */
  order: z.record(z.string(), z.unknown()).optional(),
});
export type ChannelFixture = z.infer<typeof ChannelFixture>;

/** A file that is no fixture: names the file and field. */
export class BadFixture extends Error {
  override name = 'BadFixture';
}

/** @throws BadFixture */
export const readFixture = (file: string): ChannelFixture => {
  let document: unknown;
  try {
    document = parseLossless(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadFixture(`${file}: ${(error as Error).message}`);
  }
  const parsed = ChannelFixture.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadFixture(`${file}: ${issue?.path.join('.') || 'whole file'}: ${issue?.message}`);
};

export const pushText = ({ push }: ChannelFixture): string => (typeof push === 'string' ? push : JSON.stringify(push));
export const orderText = ({ order }: ChannelFixture): string | null => (order ? JSON.stringify(order) : null);

/** The fixture's texts, ready to be sent. */
export type Message = {
  readonly topic: string;
  readonly orderId: string;
  readonly writtenId: string;
  readonly push: string;
  readonly order: string | null;
  readonly at: Instant;
  /** What the platform counts as success, byte for byte; null where the fixture does not say. */
  readonly answer: string | null;
};

export const messageOf = (fixture: ChannelFixture): Message => ({
  topic: fixture.topic,
  orderId: fixture.orderId,
  writtenId: fixture.writtenId ?? fixture.orderId,
  push: pushText(fixture),
  order: orderText(fixture),
  answer: fixture.answer ?? null,
  at: fromEpochSeconds(fixture.at),
});

const HOUR_SECONDS = 3600;

/** Every time within the fixture's own months, moved by the same span: epoch seconds and milliseconds, ISO with and without a zone, Beijing's. */
const shifted = (text: string, at: Instant, bySeconds: number): string => {
  const base = toEpochMillis(at) / 1000;
  const near = (seconds: number): boolean => Math.abs(seconds - base) < 90 * 24 * HOUR_SECONDS;
  // Without a zone, whichever clock it is of: a span moves them all alike.
  const local = (found: string, separator: string): string => {
    const ms = Date.parse(`${found.replace(' ', 'T')}Z`);
    return near(ms / 1000)
      ? fromEpochMillis(ms + bySeconds * 1000)
          .slice(0, 'yyyy-MM-ddTHH:mm:ss'.length)
          .replace('T', separator)
      : found;
  };
  return (
    text
      .replace(/(?<!\d)(\d{10})(\d{3})?(?!\d)/g, (found, seconds: string, rest = '') =>
        near(Number(seconds)) ? `${Number(seconds) + bySeconds}${rest}` : found,
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, (found) =>
        fromEpochMillis(Date.parse(found) + bySeconds * 1000),
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?![\d.Z+-])/g, (found) => local(found, 'T'))
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, (found) => local(found, ' '))
      // UBL writes day and time as two elements.
      .replace(/(\d{4}-\d\d-\d\d)(<\/[\w:]+>\s*<[\w:]+>)(\d\d:\d\d:\d\d)/g, (_all, day, between, time) => {
        const [movedDay, movedTime] = local(`${day} ${time}`, ' ').split(' ');
        return `${movedDay}${between}${movedTime}`;
      })
      // X12 writes days and minutes without anything between.
      .replace(/(?<=\*)(\d{4})(\d\d)(\d\d)(?:(\*)(\d\d)(\d\d))?(?=[*~])/g, (found, ...parts) => {
        const [year, month, day, star, hours = '00', minutes = '00'] = parts as string[];
        const [movedDay = '', movedTime = ''] = local(`${year}-${month}-${day} ${hours}:${minutes}:00`, ' ').split(' ');
        if (Number.isNaN(Date.parse(`${year}-${month}-${day}`))) return found;
        const clock = movedTime.slice(0, 'HH:mm'.length).replace(':', '');
        return movedDay.replaceAll('-', '') + (star === undefined ? '' : `*${clock}`);
      })
  );
};

/**
 * The message as if it happened in this hour: whole hours, so that the same fixture sent again soon is the same message again.
 */
export const asOfNow = (message: Message, now: Instant): Message => {
  const hours = Math.floor((toEpochMillis(now) - toEpochMillis(message.at)) / 1000 / HOUR_SECONDS);
  const by = hours * HOUR_SECONDS;
  return {
    ...message,
    push: shifted(message.push, message.at, by),
    order: message.order && shifted(message.order, message.at, by),
    at: fromEpochMillis(toEpochMillis(message.at) + by * 1000),
  };
};

/** Digits of an id with those before the last `kept` replaced: still of the platform's length, and another order. */
const otherId = (id: string, serial: number, kept = 0): string => {
  const head = id.slice(0, id.length - kept);
  const tail = String(serial % 1e9).padStart(9, '0');
  return head.length > 12 ? `${head.slice(0, -9)}${tail}${id.slice(id.length - kept)}` : id;
};

/** The message about another order: its id and, where messages are numbered, its number are new. */
export const aboutAnother = (message: Message, serial: number): Message => {
  const { writtenId } = message;
  const id = otherId(writtenId, serial);
  const replaced = (text: string): string =>
    text
      .replaceAll(writtenId, id)
      // The last three tell the messages about one order apart.
      .replace(
        /"(msg_id|eventId|tts_notification_id|NotificationId)":"([\d_]+|[\da-f-]{36})"/g,
        (_all, name: string, number: string) => `"${name}":"${otherId(number, serial, 3)}"`,
      )
      // The messages of Pinduoduo and Taobao are numbered in digits, without quotes.
      .replace(
        /"id":(\d{16,19}),"(commandType|topic)"/g,
        (_all, number: string, next: string) => `"id":${otherId(number, serial, 3)},"${next}"`,
      );
  const orderId = message.orderId.replace(writtenId, id);
  return {
    ...message,
    orderId,
    writtenId: id,
    push: replaced(message.push),
    order: message.order && replaced(message.order),
  };
};

export type HttpCall = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The message signed by the platform's rules, as an HTTP call. */
export const signedCall = (
  channel: Channel,
  message: { readonly body: string; readonly topic?: string | undefined },
  secret: ChannelSecret,
  at: Instant,
  nonce: string,
): HttpCall => {
  const { method, path, query, headers, body } = channel.sign({ ...message, at, nonce }, secret, nodeCrypto);
  const search = new URLSearchParams(query).toString();
  return { method, path: search === '' ? path : `${path}?${search}`, headers, body: new TextDecoder().decode(body) };
};
