import type { Aspect, ChannelOrder, ChannelStatus } from './order.ts';

/** Later in an order's life beats earlier when both were said in the same second. */
export const STATUS_RANK: Readonly<Record<ChannelStatus, number>> = {
  CREATED: 0,
  PAID_HOLD: 1,
  READY: 2,
  PART_SHIPPED: 3,
  SHIPPED: 4,
  DELIVERED: 5,
  COMPLETED: 6,
  CANCELLED: 7,
};

type Furthest = NonNullable<ChannelOrder['furthest']>;

/** How far a statement, and those merged into it, ever said the order was. A cancellation is no distance. */
const reachedBy = ({ furthest, status, saidAt }: ChannelOrder): Furthest | null => {
  if (furthest) return furthest;
  return saidAt.status === undefined || status === 'CANCELLED' ? null : { status, saidAt: saidAt.status };
};

const isFurther = (a: Furthest, b: Furthest): boolean =>
  a.status === b.status ? a.saidAt > b.saidAt : STATUS_RANK[a.status] > STATUS_RANK[b.status];

/** The furthest that was said by either, where the merged status is not as far any more. */
export const furthestOf = (a: ChannelOrder, b: ChannelOrder, status: ChannelStatus): Furthest | undefined => {
  const [first, second] = [reachedBy(a), reachedBy(b)];
  const furthest = first && second ? (isFurther(second, first) ? second : first) : (first ?? second);
  return furthest && STATUS_RANK[furthest.status] > STATUS_RANK[status] ? furthest : undefined;
};

/** What an aspect says, in a few words without personal data. Aspects with an order of their own (status, refund) dispute nothing. */
const WORDS: Readonly<Partial<Record<Aspect, (view: ChannelOrder) => string>>> = {
  lines: ({ lines }) => lines.map(({ sku, quantity, totalMinor }) => `${sku}×${quantity}=${totalMinor}`).join(' '),
  address: ({ destination }) =>
    destination
      ? `${destination.province} ${destination.city} ${destination.district} #${destination.addressDigest.slice(0, 8)}`
      : 'none',
  // Without what is paid: it grows from nothing within a moment, and contradicts nothing by that.
  amount: ({ currency, amounts: { totalMinor, shippingMinor, discountMinor, taxMinor } }) =>
    `${currency} total ${totalMinor} shipping ${shippingMinor} discount ${discountMinor} tax ${taxMinor}`,
  remark: ({ remarks }) => `buyer "${remarks.buyer}" seller "${remarks.seller}"`,
};
const LONGEST = 200;
/** More differing statements of one moment than this are told as this many. */
const MOST = 4;

export const wordsOf = (view: ChannelOrder, aspect: Aspect): string => WORDS[aspect]?.(view).slice(0, LONGEST) ?? '';

type Disputed = NonNullable<ChannelOrder['disputed']>;

const valuesOf = (view: ChannelOrder, aspect: Aspect, at: string): readonly string[] => {
  if (view.saidAt[aspect] !== at) return [];
  return view.disputed?.[aspect]?.values ?? [wordsOf(view, aspect)];
};

/** Per aspect the differing statements of its newest moment; undefined where there are none. */
export const disputedIn = (a: ChannelOrder, b: ChannelOrder, saidAt: ChannelOrder['saidAt']): Disputed | undefined => {
  const disputed: Disputed = {};
  for (const aspect of Object.keys(WORDS) as Aspect[]) {
    const at = saidAt[aspect];
    if (at === undefined) continue;
    const values = [...new Set([...valuesOf(a, aspect, at), ...valuesOf(b, aspect, at)])].sort();
    if (values.length > 1) disputed[aspect] = { saidAt: at, values: values.slice(0, MOST) };
  }
  return Object.keys(disputed).length > 0 ? disputed : undefined;
};
