import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Channel } from '../domain/channel/channel.ts';
import { parseLossless } from '../domain/channel/lossless-json.ts';
import { nodeCrypto } from '../functions/shared/node-crypto.ts';
import { BadLine } from './json-lines.ts';

/** Whole documents rather than JSON lines: XML, or an EDI interchange. */
const isDocument = (input: string): boolean => /^[\uFEFF\s]*(?:<|ISA[^A-Za-z0-9\s])/.test(input);

/** The orders a message carries, as the mapping takes them: an X12 file may have several. */
const ordersIn = (channel: Channel, line: number, message: string): unknown[] => {
  const { pushes, unreadable } = channel.reread({ dedupeKey: '', topic: '', shopId: '', body: message }, nodeCrypto);
  const [bad] = unreadable;
  if (bad) throw new BadLine(line, 'whole line', bad.error);
  return pushes.map((push) => channel.orderIn(push)).filter((order) => order !== undefined);
};

const payloadsIn = (channel: Channel, line: number, text: string): unknown[] => {
  let value: unknown;
  try {
    value = parseLossless(text);
  } catch (error) {
    throw new BadLine(line, 'whole line', `no JSON (${(error as Error).message}); write one object a line`);
  }
  return typeof value === 'string' ? ordersIn(channel, line, value) : [value];
};

/**
 * The order payloads of an input: one JSON object a line; a line that is a JSON string is a message as it was pushed; an input that
 * begins as a document is read whole, under its first line.
 * @throws BadLine at the first that cannot be read
 */
export const readPayloads = async function* (
  channel: Channel,
  input: Readable,
): AsyncGenerator<{ line: number; payload: unknown }> {
  const document: string[] = [];
  let line = 0;
  let first = true;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (document.length === 0 && text.trim() === '') continue;
    if (document.length > 0 || (first && isDocument(text))) document.push(text);
    else for (const payload of payloadsIn(channel, line, text)) yield { line, payload };
    first = false;
  }
  if (document.length > 0) for (const payload of ordersIn(channel, 1, document.join('\n'))) yield { line: 1, payload };
};
