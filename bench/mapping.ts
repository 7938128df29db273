import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import jsonata from 'jsonata';
import { messageOf, readFixture } from '../bin/channel-fixture.ts';
import { attributeSetIn } from '../bin/shipped-mapping.ts';
import { CHANNELS, channelById } from '../domain/channel/channels.ts';
import { compileMapping } from '../domain/channel/compile-mapping.ts';
import { describeOrder } from '../domain/channel/describe-order.ts';
import { parseLossless } from '../domain/channel/lossless-json.ts';
import { type Mapping, parseMapping } from '../domain/channel/mapping.ts';
import { fromEpochMillis } from '../domain/time.ts';
import type { BenchRow } from './bench-row.ts';
import { jsonataMappingOf } from './jsonata-mapping.ts';

/** Seconds each side runs, and payloads of the same channel that differ in their ids. */
const SECONDS = 1;
const PAYLOADS = 200;

const readText = (relative: string): string =>
  readFileSync(fileURLToPath(new URL(`../${relative}`, import.meta.url)), 'utf8');

/** The order of a paid fixture as the platform's API answers it or its push carries it. */
const orderTextOf = (channel: string): { readonly text: string; readonly orderId: string } => {
  const { order, push, topic, orderId } = messageOf(
    readFixture(fileURLToPath(new URL(`../test/fixtures/channel/${channel}/order-paid.json`, import.meta.url))),
  );
  return { text: order ?? JSON.stringify(channelById(channel).orderIn({ topic, body: push })), orderId };
};

/** The same order many times over with other ids, as text: parsing belongs to the work. */
const payloadsOf = (channel: string): string[] => {
  const { text, orderId } = orderTextOf(channel);
  const numbered = (index: number): string =>
    orderId.replace(/\d+$/, (digits) => String(BigInt(digits) + BigInt(index)).padStart(digits.length, '0'));
  return Array.from({ length: PAYLOADS }, (_, index) => text.replaceAll(orderId, numbered(index)));
};

const perSecond = async (payloads: readonly string[], work: (payload: string) => Promise<unknown>): Promise<number> => {
  for (const payload of payloads) await work(payload);
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < SECONDS * 1000) {
    for (const payload of payloads) await work(payload);
    done += payloads.length;
  }
  return done / ((performance.now() - started) / 1000);
};

const rowOf = async (mapping: Mapping): Promise<BenchRow> => {
  const payloads = payloadsOf(mapping.id);
  const context = { shopId: 'shop', receivedAt: fromEpochMillis(0) };
  const { normalize } = compileMapping(mapping);
  const peerExpression = jsonata(jsonataMappingOf(mapping));
  const set = attributeSetIn(mapping.id, undefined);
  const ours = await perSecond(payloads, async (text) =>
    describeOrder(await normalize(parseLossless(text), context), set),
  );
  const peer = await perSecond(payloads, (text) => peerExpression.evaluate(parseLossless(text)));
  return {
    name: `mapping ${mapping.id}: orders read per second and core`,
    ours: Math.round(ours),
    peer: Math.round(peer),
    peerName: 'the same fields as one JSONata expression',
    unit: 'orders/s',
    ratio: ours / peer,
  };
};

/** How fast platform orders become orders, parsing and the attribute set included, beside the same field list written in JSONata alone. */
export const benchMapping = async (): Promise<BenchRow[]> => {
  const rows: BenchRow[] = [];
  for (const { id } of CHANNELS)
    rows.push(await rowOf(parseMapping(JSON.parse(readText(`catalog/channels/${id}.json`)))));
  return rows;
};
