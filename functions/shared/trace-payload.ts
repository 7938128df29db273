import { channelById, UnknownChannel } from '#domain/channel/channels.ts';
import { type Normalized, UnmappablePayload } from '#domain/channel/compile-mapping.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { newId } from '#domain/id.ts';
import { ChannelOrder } from '#domain/order/order.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { goodsOf } from '#domain/routing/plan-request.ts';
import type { Trace, TraceRequest } from '#domain/workbench/trace-request.ts';
import { Problem } from './api.ts';
import { nextUlid, now } from './clock.ts';
import { contextNow } from './decide.ts';
import { mappingFor } from './mapping-library.ts';
import { meaningDocuments } from './meaning-documents.ts';
import { nodeCrypto } from './node-crypto.ts';
import { proposeFor } from './propose-for-order.ts';

/** The order that a push carries, or the payload itself when it is no push. */
const orderIn = ({ channel, payload }: TraceRequest): unknown => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { pushes } = channelById(channel).reread({ dedupeKey: '', topic: '', shopId: '', body }, nodeCrypto);
  const carried = pushes.map((push) => channelById(channel).orderIn(push)).find((order) => order !== undefined);
  return carried ?? parseLossless(body);
};

const refusal = (error: unknown): unknown => {
  if (error instanceof UnknownChannel) return new Problem(422, 'Unprocessable Content', `channel: ${error.message}`);
  if (error instanceof UnmappablePayload || error instanceof SyntaxError)
    return new Problem(422, 'Unprocessable Content', `payload: ${error.message}`);
  return error;
};

const readPayload = async (request: TraceRequest): Promise<{ readonly version: string; readonly read: Normalized }> => {
  const { channel, shopId, color } = request;
  try {
    const payload = orderIn(request);
    const { mapping } = await mappingFor(channel, { color, key: 'trace', pinned: null });
    const [first = payload] = mapping.split(payload);
    return { version: mapping.version, read: await mapping.normalize(first, { shopId, receivedAt: now() }) };
  } catch (error) {
    throw refusal(error);
  }
};

/** Stands for what only `customers` would tell: nothing is kept, so nobody is recognised. */
const asUnknown = ({ order }: Normalized): ChannelOrder =>
  ChannelOrder.parse({
    ...order,
    initiator: { ...order.initiator, customerId: newId('cus', nextUlid) },
    destination: order.destination && { ...order.destination, addressDigest: '' },
  });

/**
 * What would become of a payload: how it is read, what it means, how it would be planned. The same functions and documents decide as
 * for a push; nothing is kept and nothing is told.
 * @throws Problem 422 when it is no order of the channel
 */
export const tracePayload = async (request: TraceRequest): Promise<Trace> => {
  const { channel, color } = request;
  const { version, read } = await readPayload(request);
  const { documents } = await meaningDocuments({ color, key: 'trace', pinned: {} });
  const context = contextNow();
  const change = recordChannelOrder(
    { channelOrder: asUnknown(read), pushEventId: null, traceId: nextUlid(), color, documents },
    null,
    context,
  );
  if ('kind' in change) throw new Error('a first word about an order is news');
  const { order, events } = change;
  const goods = goodsOf(order);
  const proposal =
    order.holds.length === 0 && goods.length > 0 ? await proposeFor(order, goods, context, { rehearsal: true }) : null;
  const { constraints, conflicts, holds, intents, offers } = order;
  return {
    versions: { [`mapping/${channel}`]: version, ...order.pinned, ...proposal?.pinned },
    mapping: { problems: [...read.problems], missing: [...read.missing], order: read.order },
    meaning: { constraints, conflicts, holds, intents, offers },
    events: events.map(({ type }) => type),
    plan: proposal?.answer ?? null,
  };
};
