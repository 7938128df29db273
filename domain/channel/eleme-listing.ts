import { fromBeijing, fromEpochMillis, toBeijing, toEpochMillis } from '../time.ts';
import type { ChannelListing, ListingAsk } from './channel-api.ts';
import { elemeCall, refusalIn } from './eleme-order.ts';
import { listedPushes, nextPage, pageNumber, timeOrNull } from './listed-orders.ts';
import { asRecord, idText } from './lossless-json.ts';
import { answered, idNumber, recordsIn } from './platform-answer.ts';

const ACTION = 'eleme.order.getAllOrders';
const MOST_A_PAGE = 50;
const DAY_SECONDS = 24 * 3600;

const dayOf = (millis: number): string => toBeijing(fromEpochMillis(millis)).slice(0, 'yyyy-MM-dd'.length);

/** A window of a day lies in one day of the platform's, or in two. */
const daysOf = ({ from, to }: ListingAsk): readonly string[] => [
  ...new Set([dayOf(toEpochMillis(from)), dayOf(toEpochMillis(to) - 1)]),
];

/** Where the list is being read: a day, and a page of it. */
const placeOf = (asked: ListingAsk): { readonly day: string; readonly page: string | null } => {
  const [first = ''] = daysOf(asked);
  const [day = first, page = ''] = asked.page?.split('/') ?? [];
  return { day, page: page === '' ? null : page };
};

const placeAfter = (asked: ListingAsk, total: number): string | null => {
  const { day, page } = placeOf(asked);
  const next = nextPage({ page }, { total, pageSize: MOST_A_PAGE });
  if (next !== null) return `${day}/${next}`;
  const [first, last = first] = daysOf(asked);
  return day === last ? null : `${last}/`;
};

/**
 * `eleme.order.getAllOrders`, which lists the orders of one day by when they were made: the platform has no list by time of change.
 * So it finds orders whose messages were lost, not lost changes of orders that are known; orders here live for an hour or so.
 *
 * unconfirmed: that the day is that of `createdAt`; that the answer counts its orders in `total`; how far the list lags.
 */
export const elemeListing: ChannelListing = {
  windowSeconds: DAY_SECONDS,
  lagSeconds: 300,
  build: (ask, secret, crypto) => {
    const { day, page } = placeOf(ask);
    const params = { shopId: idNumber(ask.shopId), pageNo: pageNumber({ page }), pageSize: MOST_A_PAGE, date: day };
    return elemeCall(ACTION, params, ask, secret, crypto);
  },
  read: (status, body, asked) => {
    const said = answered(ACTION, status, body);
    if (said.kind === 'LATER') return said;
    const refusal = refusalIn(said.answer);
    if (refusal !== null) return { kind: 'LATER', reason: `${ACTION} answered ${refusal}` };
    const { list, total } = asRecord(said.answer.result) ?? {};
    const orders = recordsIn(list).map(({ id, shopId, status: state, createdAt }) => ({
      orderId: idText(id),
      shopId: idText(shopId) ?? asked.shopId,
      changedAt: timeOrNull(() => fromBeijing(String(createdAt))),
      message: { orderId: id, state, createdAt },
    }));
    const within = orders.filter(({ changedAt }) => changedAt === null || changedAt >= asked.from);
    return { kind: 'PAGE', pushes: listedPushes(ACTION, within, asked), next: placeAfter(asked, Number(total ?? 0)) };
  },
};
