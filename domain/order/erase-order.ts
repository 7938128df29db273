import { because, type Change, type Context, unchanged } from './change.ts';
import { OrderAmended } from './events.ts';
import type { ChannelOrder, Order } from './order.ts';

/** What stands where personal data stood. */
export const ERASED = 'erased';

/** An order that still has to be delivered, or waits for a person: its addressee is needed. */
export const isUnderWay = ({ lifecycle: { state } }: Order): boolean =>
  !['FULFILLED', 'CLOSED', 'CANCELLED'].includes(state);

/** Fields that say something of a person, masked or in their own words, wherever they stand in an order or one of its events. */
const PERSONAL = new Set(['recipientMasked', 'phoneMasked', 'addressDigest', 'words', 'channelIdentity']);
/** Ids, codes, times and amounts; anything longer or freer may be somebody's words. */
const CODE = /^[\w.:+/-]{0,80}$/;

const withoutWords = (value: unknown): unknown => {
  if (typeof value === 'string') return CODE.test(value) ? value : ERASED;
  if (Array.isArray(value)) return value.map(withoutWords);
  return value && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutWords(inner)]))
    : value;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const erasedField = (key: string, value: unknown): unknown => {
  if (PERSONAL.has(key)) return isText(value) ? ERASED : value;
  if (key === 'attributes') return withoutWords(value);
  if (key === 'remarks' && value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([side, text]) => [side, isText(text) ? ERASED : text]));
  return withoutPersonal(value);
};

/** Conflicts quote what was said: of a destination or a remark that is personal. */
const quotesPerson = (value: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(value.values) && /destination|remark|initiator/.test(String(value.field));

/** A part of an order, or of one of its events, without personal data. */
export const withoutPersonal = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(withoutPersonal) as T;
  if (!value || typeof value !== 'object') return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const erased = Object.entries(fields).map(([key, inner]) => [key, erasedField(key, inner)] as const);
  const values = quotesPerson(fields) ? { values: (fields.values as unknown[]).map(() => ERASED) } : {};
  return { ...Object.fromEntries(erased), ...values } as T;
};

const soughtIn = (term: string): string => term.slice(term.indexOf('=') + 1);

/** It is no longer found by who the buyer was or by somebody's words, nor keeps a second source's record under the buyer's name. */
const withoutBuyer = ({ foundBy, enhancements, initiator }: Order): Pick<Order, 'foundBy' | 'enhancements'> => ({
  foundBy: foundBy?.filter((term) => !term.startsWith('channelIdentity=') && CODE.test(soughtIn(term))),
  enhancements:
    enhancements &&
    Object.fromEntries(
      Object.entries(enhancements).map(([pack, records]) => {
        const { [initiator.channelIdentity]: _buyer, ...others } = records;
        return [pack, withoutWords(others) as typeof records];
      }),
    ),
});

/** The head without personal data: masks, remarks, the platform's id of the buyer. What was ordered, paid and done stays. */
export const eraseOrder = (order: Order, by: string, context: Context): Change => {
  if (order.erasedAt !== undefined) return unchanged(order);
  const { orderId: _id, ...head } = order;
  const erased = { ...withoutPersonal(head), ...withoutBuyer(order), erasedAt: context.now };
  return because(
    unchanged(order),
    OrderAmended,
    { fields: ['destination', 'initiator', 'remarks'], by },
    erased,
    context,
  );
};

/** What a platform says later of an order whose buyer was erased: its news without its person. */
export const asErased = (channelOrder: ChannelOrder, { channelView }: Order): ChannelOrder => ({
  ...withoutPersonal(channelOrder),
  initiator: channelView.initiator,
  destination: channelOrder.destination && channelView.destination,
});
