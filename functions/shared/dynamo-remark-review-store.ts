import type { OrderId, ReviewId } from '#domain/id.ts';
import { canonical } from '#domain/order/merge.ts';
import type { Order } from '#domain/order/order.ts';
import type {
  JudgedReview,
  OpenReview,
  RemarkReviewStore,
  ReviewPage,
  ReviewQuery,
} from '#domain/order/remark-review-store.ts';
import { getItem, type Item, put, queryPage, remove, type TransactItem } from './dynamo.ts';
import { env } from './env.ts';
import { REVIEW_STATES, type ReviewState, reviewKey, reviewPrefix } from './order-keys.ts';

const table = (): string => env('ORDERS_TABLE');

const openRow = (order: Order, review: OpenReview['review']): Item => {
  const { orderId, channel, channelOrderId, remarks } = order;
  const open: OpenReview = { orderId, channel, channelOrderId, remark: remarks[review.from], review };
  return { ...reviewKey('OPEN', review.reviewId), entity: 'REMARK_REVIEW', orderId, open };
};

/**
 * What the review list gains and loses with a decision on an order: part of its transaction. A row follows its order: what is said
 * otherwise or erased there is so here.
 */
export const reviewRows = (before: Order | null, order: Order): TransactItem[] => {
  const [known, now] = [before?.reviews ?? [], order.reviews ?? []];
  const rows = new Map(known.map((review) => [review.reviewId, before && canonical(openRow(before, review))]));
  const kept = new Set(now.map(({ reviewId }) => reviewId));
  return [
    ...now
      .filter((review) => rows.get(review.reviewId) !== canonical(openRow(order, review)))
      .map((review) => put(table(), openRow(order, review))),
    ...known
      .filter(({ reviewId }) => !kept.has(reviewId))
      .map(({ reviewId }) => remove(table(), reviewKey('OPEN', reviewId))),
  ];
};

/** A verdict with what it teaches, to be written with its order. */
export const judgedRow = (judged: JudgedReview): TransactItem =>
  put(table(), {
    ...reviewKey('JUDGED', judged.verdict.reviewId),
    entity: 'REMARK_VERDICT',
    orderId: judged.orderId,
    judged,
  });

const page = async <T>(
  state: ReviewState,
  attribute: string,
  { cursor, limit }: ReviewQuery,
): Promise<ReviewPage<T>> => {
  const { pk, prefix } = reviewPrefix(state);
  const { items, next } = await queryPage<Item>({
    table: table(),
    where: 'pk = :pk AND sk BETWEEN :from AND :to',
    values: { ':pk': pk, ':from': cursor === undefined ? prefix : `${prefix}${cursor}~`, ':to': `${prefix}~` },
    limit,
  });
  const last = next && String(next.sk).slice(prefix.length);
  return { reviews: items.map((item) => item[attribute] as T), cursor: last };
};

const orderOf = async (reviewId: ReviewId): Promise<OrderId | null> => {
  for (const state of REVIEW_STATES) {
    const row = await getItem<{ orderId: OrderId }>(table(), reviewKey(state, reviewId));
    if (row) return row.orderId;
  }
  return null;
};

export const dynamoRemarkReviewStore: RemarkReviewStore = {
  open: (query) => page<OpenReview>('OPEN', 'open', query),
  judged: (query) => page<JudgedReview>('JUDGED', 'judged', query),
  orderOf,
};
