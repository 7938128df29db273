import * as z from 'zod';
import type { RemarkReading, Remarks } from '../channel/remarks-read.ts';
import type { Leg } from '../fulfillment/leg.ts';
import { OrderId } from '../id.ts';
import { type Change, type Context, unchanged } from './change.ts';
import type { OrderState } from './lifecycle.ts';
import type { MeaningDocuments } from './meaning.ts';
import { canonical } from './merge.ts';
import type { ChannelOrder, Order } from './order.ts';
import { understandAgain } from './record-channel-order.ts';
import { sortReading } from './remark-constraints.ts';

/** What an order's remarks say, by one reading: what is obeyed, and what a person is asked about. */
const Saying = z.object({ obeyed: z.array(z.string()), asked: z.array(z.string()) });
type Saying = z.infer<typeof Saying>;

/** What another reading of an order's remarks changes. */
export const RemarkDifference = z.object({
  orderId: OrderId,
  channelOrderId: z.string(),
  state: z.string(),
  /** Version of the reader; null: its remarks were never read. */
  readBefore: z.string().nullable(),
  readNow: z.string().nullable(),
  before: Saying,
  after: Saying,
});
export type RemarkDifference = z.infer<typeof RemarkDifference>;

export type ReadAgain = { readonly shown: Remarks; readonly reading: RemarkReading | undefined };

export type Reread = {
  readonly change: Change;
  /** Null: it says the same. */
  readonly difference: RemarkDifference | null;
};

/** Nothing is decided about these any more: the reading is kept, and asks for nothing. */
const ENDED: readonly OrderState[] = ['FULFILLED', 'CLOSED', 'CANCELLED'];

const sayingOf = (reading: RemarkReading | undefined, order: Order, { policy }: MeaningDocuments): Saying => {
  const { taken, doubtful } = sortReading(reading, policy, order.verdicts ?? []);
  const told = (list: typeof doubtful): string[] => list.map(({ from, type, value }) => `${from}: ${type}=${value}`);
  return { obeyed: told(taken), asked: told(doubtful) };
};

const viewWith = ({ reading: _reading, ...view }: ChannelOrder, { shown, reading }: ReadAgain): ChannelOrder => ({
  ...view,
  remarks: shown,
  ...(reading ? { reading } : {}),
});

/** Reads the remarks of a stored order by today's reader, and what follows from them. Reading again changes nothing more. */
export const rereadRemarks = (
  order: Order,
  again: ReadAgain,
  documents: MeaningDocuments,
  context: Context,
  legs: readonly Leg[] = [],
): Reread => {
  const { reading: known } = order.channelView;
  const view = viewWith(order.channelView, again);
  if (canonical(view) === canonical(order.channelView)) return { change: unchanged(order), difference: null };
  const [before, after] = [sayingOf(known, order, documents), sayingOf(again.reading, order, documents)];
  const isEnded = ENDED.includes(order.lifecycle.state);
  const change = isEnded
    ? unchanged({ ...order, remarks: again.shown, channelView: view })
    : understandAgain(order, { view, documents }, context, legs);
  const difference: RemarkDifference = {
    orderId: order.orderId,
    channelOrderId: order.channelOrderId,
    state: order.lifecycle.state,
    readBefore: known?.reader ?? null,
    readNow: again.reading?.reader ?? null,
    before,
    after,
  };
  return { change, difference: canonical(before) === canonical(after) ? null : difference };
};
