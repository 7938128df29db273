import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Channel, Reading } from '../domain/channel/channel.ts';
import type { CompiledMapping } from '../domain/channel/compile-mapping.ts';
import { asRecord, parseLossless } from '../domain/channel/lossless-json.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';
import { BadLine } from './json-lines.ts';

/** Whole documents rather than JSON lines: XML, or an EDI interchange. */
const isDocument = (input: string): boolean => /^[\uFEFF\s]*(?:<|ISA[^A-Za-z0-9\s])/.test(input);

const NOTHING: Reading = { pushes: [], unreadable: [] };

/** What the channel understands of a message; stranger things than messages are none. */
const readMessage = (channel: Channel, message: string): Reading => {
  try {
    return channel.reread({ dedupeKey: '', topic: '', shopId: '', body: message }, nodeCrypto);
  } catch {
    return NOTHING;
  }
};

const ordersOf = (channel: Channel, { pushes }: Reading): unknown[] =>
  pushes.map((push) => channel.orderIn(push)).filter((order) => order !== undefined);

const withoutOrder = ({ pushes: [push] }: Reading): string | null => {
  if (!push) return null;
  const { topic, channelOrderId } = push;
  return channelOrderId === null
    ? `is a push (${topic}) about no order: leave it out`
    : `is a push (${topic}) that only names order ${channelOrderId}: ask the platform's API for the order and map what it answers`;
};

/** The orders a message carries, as the mapping takes them: an X12 file may have several. */
const ordersIn = (channel: Channel, line: number, message: string): unknown[] => {
  const reading = readMessage(channel, message);
  const [bad] = reading.unreadable;
  if (bad) throw new BadLine(line, 'whole line', bad.error);
  const orders = ordersOf(channel, reading);
  const without = orders.length === 0 ? withoutOrder(reading) : null;
  if (without) throw new BadLine(line, 'whole line', without);
  return orders;
};

/** A call that was written down as `{"content_type", "fields"}`: the message is the form of its fields. */
const recordedForm = (value: unknown): string | null => {
  const fields = asRecord(asRecord(value)?.fields);
  if (!fields) return null;
  return new URLSearchParams(
    Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, String(each)])),
  ).toString();
};

/** An object may be the order as the platform's API answers it, or a push that carries it. */
const payloadsOf = (channel: Channel, text: string, value: unknown): unknown[] => {
  const pushed = ordersOf(channel, readMessage(channel, recordedForm(value) ?? text));
  if (pushed.length > 0) return pushed;
  if (!Array.isArray(value)) return [value];
  return value.flatMap((each) => payloadsOf(channel, JSON.stringify(each), each));
};

/** The order payloads of one line. @throws BadLine */
export const payloadsIn = (channel: Channel, line: number, text: string): unknown[] => {
  let value: unknown;
  try {
    value = parseLossless(text);
  } catch (error) {
    const pushed = ordersOf(channel, readMessage(channel, text));
    if (pushed.length > 0) return pushed;
    throw new BadLine(line, 'whole line', `no JSON (${(error as Error).message}); write one object a line`);
  }
  return typeof value === 'string' ? ordersIn(channel, line, value) : payloadsOf(channel, text, value);
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON over several lines: its first line begins it and does not end it. */
const opensJson = (line: string): boolean => /^[\uFEFF\s]*[{[]/.test(line) && !isJson(line);

export type ReadPayload = { readonly line: number; readonly payload: unknown };

/** Several lines as one document; where they are none, each line by itself. */
const readWhole = function* (channel: Channel, lines: readonly string[], first: number): Generator<ReadPayload> {
  const text = lines.join('\n');
  const at = (line: number, payloads: readonly unknown[]) => payloads.map((payload) => ({ line, payload }));
  if (isDocument(text)) yield* at(first, ordersIn(channel, first, text));
  else if (isJson(text)) yield* at(first, payloadsOf(channel, text, parseLossless(text)));
  else
    for (const [index, each] of lines.entries())
      if (each.trim() !== '') yield* at(first + index, payloadsIn(channel, first + index, each));
};

const isWhole = (text: string): boolean => isDocument(text) || opensJson(text);

const readInput = async function* (channel: Channel, input: Readable): AsyncGenerator<ReadPayload> {
  const document: string[] = [];
  let [line, first] = [0, 0];
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (document.length === 0 && text.trim() === '') continue;
    if (first === 0 && isWhole(text)) document.push(text);
    else if (document.length > 0) document.push(text);
    else for (const payload of payloadsIn(channel, line, text)) yield { line, payload };
    first ||= line;
  }
  if (document.length > 0) yield* readWhole(channel, document, first);
};

/**
 * The order payloads of an input: one JSON object a line; a line that is a JSON string, a form or an object with an order in it is a
 * message as it was pushed; an input that begins as a document (XML, EDI, or JSON over several lines) is read whole, under its first line.
 * An answer that holds several orders gives each.
 * @throws BadLine at the first that cannot be read
 */
export const readPayloads = async function* (
  channel: Channel,
  { split }: Pick<CompiledMapping, 'split'>,
  input: Readable,
): AsyncGenerator<ReadPayload> {
  for await (const { line, payload } of readInput(channel, input))
    for (const each of split(payload)) yield { line, payload: each };
};

/** Why a payload that is no order is none, where it is a push without one. */
export const pushWithoutOrder = (channel: Channel, payload: unknown): string | null =>
  withoutOrder(readMessage(channel, JSON.stringify(payload)));
