import { channelById, UnknownChannel } from '#domain/channel/channels.ts';
import { type Normalized, UnmappablePayload } from '#domain/channel/compile-mapping.ts';
import { type DescribedOrder, describeOrder } from '#domain/channel/describe-order.ts';
import { parseLossless } from '#domain/channel/lossless-json.ts';
import { newId } from '#domain/id.ts';
import { ChannelOrder } from '#domain/order/order.ts';
import { factsOf, type MetaModel } from '#domain/order/order-attributes.ts';
import { recordChannelOrder } from '#domain/order/record-channel-order.ts';
import { goodsOf } from '#domain/routing/plan-request.ts';
import { shownAttributes } from '#domain/workbench/shown-attributes.ts';
import type { Trace, TraceRequest } from '#domain/workbench/trace-request.ts';
import { Problem } from './api.ts';
import { nextUlid, now } from './clock.ts';
import { contextNow } from './decide.ts';
import { findRecords } from './dynamo-record-store.ts';
import { mappingFor } from './mapping-library.ts';
import { meaningDocuments } from './meaning-documents.ts';
import { metaModelFor } from './meta-model-library.ts';
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

type Read = { readonly version: string; readonly read: DescribedOrder; readonly meta: MetaModel };

const readPayload = async (request: TraceRequest): Promise<Read> => {
  const { channel, shopId, color } = request;
  try {
    const payload = orderIn(request);
    const { mapping } = await mappingFor(channel, { color, key: 'trace', pinned: null });
    const [first = payload] = mapping.split(payload);
    const meta = await metaModelFor(channel, { color, key: 'trace', pinned: null });
    const mapped = await mapping.normalize(first, { shopId, receivedAt: now() });
    return { version: mapping.version, read: describeOrder(mapped, meta.set), meta };
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
  const { version, read, meta } = await readPayload(request);
  const channelOrder = asUnknown(read);
  const extension = { meta, records: await findRecords(meta.packs, factsOf(channelOrder)) };
  const { documents } = await meaningDocuments({ color, key: 'trace', pinned: {} });
  const context = contextNow();
  const change = recordChannelOrder(
    { channelOrder, pushEventId: null, traceId: nextUlid(), color, documents, extension },
    null,
    context,
  );
  if ('kind' in change) throw new Error('a first word about an order is news');
  const { order, events } = change;
  const goods = goodsOf(order);
  const proposal =
    order.holds.length === 0 && goods.length > 0 ? await proposeFor(order, goods, context, { rehearsal: true }) : null;
  const { constraints, conflicts, holds, intents, offers, tags = [] } = order;
  const attributes = [...shownAttributes(order, { set: meta.set?.fields ?? null, packs: meta.packs })];
  return {
    versions: { [`mapping/${channel}`]: version, ...order.pinned, ...proposal?.pinned },
    mapping: { problems: [...read.problems], missing: [...read.missing], order: read.order },
    meaning: { constraints, conflicts, holds, intents, offers, attributes, tags },
    events: events.map(({ type }) => type),
    plan: proposal?.answer ?? null,
  };
};
