import * as z from 'zod';
import { CustomerId, OrderId } from '../id.ts';
import { OrderState } from '../order/lifecycle.ts';
import { HOLD_TOPICS } from '../order/order.ts';
import { termText } from '../order/order-terms.ts';
import { SERIES_DEEDS } from '../order/series.ts';
import { Moment } from './moment.ts';
import { ViewId } from './saved-view.ts';

const SELECTORS = ['state', 'channel', 'customer', 'attribute', 'tag', 'sku', 'q', 'view'] as const;
type Selection = { readonly [name in (typeof SELECTORS)[number]]?: unknown };
const count = (selection: Selection): number => SELECTORS.filter((name) => selection[name] !== undefined).length;

/** The query of `GET /orders`. */
export const ListOrders = z
  .strictObject({
    state: OrderState.optional(),
    channel: z.string().min(1).max(64).optional(),
    customer: CustomerId.optional(),
    /** A searchable attribute and its value: `videoId:7613388123456789012`. */
    attribute: z
      .string()
      .max(330)
      .regex(/^[a-z][A-Za-z0-9]{0,63}:.+$/, 'a name and a value, as in videoId:7613388123456789012')
      .optional(),
    /** What the customer is interested in, as semantic links conclude: `tea-lover`. */
    tag: z.string().min(1).max(64).optional(),
    /** A SKU of one of its lines. */
    sku: z.string().min(1).max(128).optional(),
    /** Any number of it: its id, its channel's, a leg's, a waybill's, a return's here or at the channel. */
    q: z.string().min(1).max(128).optional(),
    /** A saved view: its question, narrowed by what is asked beside it. */
    view: ViewId.optional(),
    cursor: z.string().min(1).max(2048).optional(),
    /** At most 100; 1,000 as CSV. */
    limit: z.coerce.number().int().min(1).max(1000).optional(),
    /** `csv`: a table for spreadsheets; the `link` header names the next part. */
    format: z.enum(['json', 'csv']).default('json'),
  })
  .refine(({ limit = 1, format }) => limit <= 100 || format === 'csv', {
    error: 'at most 100 a page; up to 1000 with format=csv',
    path: ['limit'],
  })
  .refine((query) => count(query) > 0, {
    error: 'name at least one of state, channel, customer, attribute, tag, sku, q, view',
    path: ['state'],
  })
  .refine((query) => query.q === undefined || count(query) === 1, {
    error: 'q finds one order by its number: leave out everything else',
    path: ['q'],
  })
  .refine(({ attribute, tag, sku }) => [attribute, tag, sku].filter((each) => each !== undefined).length < 2, {
    error: 'one of attribute, tag and sku at a time; narrow it by state, channel and customer',
    path: ['tag'],
  });
export type ListOrders = z.infer<typeof ListOrders>;

/** The index's term for what is asked; none when it is asked otherwise. */
export const termAsked = ({
  attribute,
  tag,
  sku,
}: Pick<ListOrders, 'attribute' | 'tag' | 'sku'>): string | undefined => {
  if (sku !== undefined) return termText({ name: 'sku', value: sku });
  if (tag !== undefined) return termText({ name: 'tag', value: tag });
  if (attribute === undefined) return undefined;
  const [name = '', ...value] = attribute.split(':');
  return termText({ name, value: value.join(':') });
};

/** The body of `POST /orders/{id}/holds`. Other types of hold are put by the platform and by screening. */
export const PlaceHold = z.strictObject({
  type: z.literal('MANUAL').default('MANUAL'),
  /** For colleagues: what is wrong and what should happen. No names, phones or addresses. */
  reason: z.string().trim().min(1).max(500),
  topic: z.enum(HOLD_TOPICS).optional(),
  /** Who sees to it: a role or a team, as `role:finance`. */
  owner: z.string().trim().min(1).max(64).optional(),
  /** Lifted by itself then: a time with its zone, as 2026-06-01T18:00:00+08:00. */
  until: Moment.optional(),
  /** Lifted by itself once the channel says that the order is paid. */
  releaseWhen: z.literal('PAID').optional(),
});
export type PlaceHold = z.infer<typeof PlaceHold>;

/** The body of `POST /orders/{id}/series/{series}`. */
export const ChangeSeries = z.strictObject({
  do: z.enum(SERIES_DEEDS),
  /** With SKIP: which order of the series; the next one by default. */
  number: z.number().int().positive().optional(),
  /** For colleagues. No names, phones or addresses. */
  reason: z.string().trim().min(1).max(500),
});
export type ChangeSeries = z.infer<typeof ChangeSeries>;

/** The query of `DELETE /orders/{id}/holds/{hold}`. */
export const ReleaseHold = z.strictObject({
  /** `true`: lift it although the platform has not said so. */
  force: z.enum(['true', 'false']).default('false'),
});
export type ReleaseHold = z.infer<typeof ReleaseHold>;

/** The body of `POST /orders/actions`: the same for many, each with a result of its own. */
export const ActOnOrders = z.strictObject({
  /** HOLD: as `POST /orders/{id}/holds`. RELEASE: lifts the holds that people put. CANCEL: whole. */
  action: z.enum(['HOLD', 'RELEASE', 'CANCEL']),
  orderIds: z.array(OrderId).min(1).max(100),
  /** For colleagues. No names, phones or addresses. */
  reason: z.string().trim().min(1).max(200),
});
export type ActOnOrders = z.infer<typeof ActOnOrders>;
