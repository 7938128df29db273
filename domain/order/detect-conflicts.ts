import { STATUS_RANK, wordsOf } from './contradicted.ts';
import { conflictsOfChanges, withLineChanges } from './line-changes.ts';
import type { Aspect, ChannelOrder, Conflict } from './order.ts';

/** Statuses from which on going back is no correction any more. */
const FROM_SHIPPED = STATUS_RANK.PART_SHIPPED;

const statusWentBack = ({ furthest, status, saidAt, placedAt }: ChannelOrder): Conflict[] => {
  if (!furthest) return [];
  const wasShipped = STATUS_RANK[furthest.status] >= FROM_SHIPPED;
  // Paid and not paid, free to ship and not: platforms go to and fro between them.
  if (!wasShipped && status !== 'CREATED') return [];
  return [
    {
      code: 'STATUS_WENT_BACK',
      field: 'lifecycle.channelStatus',
      values: [`${status} at ${saidAt.status}`, `${furthest.status} at ${furthest.saidAt}`],
      since: saidAt.status ?? placedAt,
      chosenBy: 'the newest word counts',
    },
  ];
};

const FIELD_OF: Readonly<Partial<Record<Aspect, string>>> = {
  lines: 'deliverables',
  address: 'destination',
  amount: 'amounts',
  remark: 'remarks',
};

/** Messages of one moment that say different things: which was the later nobody knows. */
const pushesDisagree = (view: ChannelOrder): Conflict[] =>
  Object.entries(view.disputed ?? {}).flatMap(([aspect, { saidAt, values }]): Conflict[] => {
    const counts = wordsOf(view, aspect as Aspect);
    return [
      {
        code: 'PUSHES_DISAGREE',
        field: FIELD_OF[aspect as Aspect] ?? aspect,
        values: [counts, ...values.filter((value) => value !== counts)],
        since: saidAt,
        chosenBy: 'of messages of one moment always the same one counts; read the order again at the platform',
      },
    ];
  });

/** Platforms round each line by itself. */
const roundingOf = ({ lines }: ChannelOrder): number => Math.max(1, lines.length);

const moneyContradicts = (view: ChannelOrder): Conflict[] => {
  const { totalMinor } = withLineChanges(view).amounts;
  const { paidMinor, refundedMinor } = view.amounts;
  const since = view.saidAt.amount ?? view.placedAt;
  const money = (amount: number): string => `${amount} ${view.currency}`;
  const found: Conflict[] = [];
  if (paidMinor > totalMinor + roundingOf(view))
    found.push({
      code: 'PAID_ABOVE_TOTAL',
      field: 'amounts.paidMinor',
      values: [`paid ${money(paidMinor)}`, `total ${money(totalMinor)}`],
      since,
      chosenBy: 'both are kept as the channel says them',
    });
  if (paidMinor > 0 && refundedMinor > paidMinor)
    found.push({
      code: 'REFUND_ABOVE_PAID',
      field: 'amounts.refundedMinor',
      values: [`refunded ${money(refundedMinor)}`, `paid ${money(paidMinor)}`],
      since: view.saidAt.refund ?? since,
      chosenBy: 'both are kept as the channel says them; nothing more is paid back',
    });
  return found;
};

/** What the channel's merged word contradicts in itself: the same for every order in which its messages came. */
export const conflictsIn = (view: ChannelOrder): Conflict[] => [
  ...view.conflicts,
  ...conflictsOfChanges(view),
  ...statusWentBack(view),
  ...pushesDisagree(view),
  ...moneyContradicts(view),
];
