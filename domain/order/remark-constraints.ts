import type { RemarkReading, SaidInRemark } from '../channel/remarks-read.ts';
import { fromBeijing, fromBeijingUntil, type Instant } from '../time.ts';
import type { Constraint, ConstraintType, RemarkVerdict } from './order.ts';
import { isTrusted, type RemarkPolicy } from './remark-policy.ts';

/** An instruction that is obeyed: read surely enough, or said to be right by a person. */
export type TakenInstruction = SaidInRemark & { readonly verdictBy?: string };

type Saying = Pick<SaidInRemark, 'from' | 'type' | 'value' | 'words'>;

/** Two readings that say the same of the same words are one: a verdict on either stands for both. */
export const saysTheSame = (a: Saying, b: Saying): boolean =>
  a.from === b.from && a.type === b.type && a.value === b.value && a.words === b.words;

export type SortedReading = {
  readonly taken: readonly TakenInstruction[];
  /** Not sure enough, and not judged yet. */
  readonly doubtful: readonly SaidInRemark[];
};

const judged = (said: SaidInRemark, { verdict, instead, by }: RemarkVerdict): TakenInstruction[] => {
  if (verdict === 'WRONG') return [];
  return [{ ...said, ...(verdict === 'CORRECTED' ? instead : {}), verdictBy: by }];
};

/** Sorts what was read into what is obeyed and what a person is asked about. */
export const sortReading = (
  reading: RemarkReading | undefined,
  policy: Pick<RemarkPolicy, 'trustFrom' | 'trustFromOf'>,
  verdicts: readonly RemarkVerdict[],
): SortedReading => {
  const taken: TakenInstruction[] = [];
  const doubtful: SaidInRemark[] = [];
  for (const said of reading?.said ?? []) {
    const verdict = verdicts.find((each) => saysTheSame(each, said));
    if (verdict) taken.push(...judged(said, verdict));
    else if (isTrusted(policy, said)) taken.push(said);
    else doubtful.push(said);
  }
  return { taken, doubtful };
};

/** What only a person may do: asked of the order as a hold, never a constraint. */
export const ASKED_OF_PERSONS = ['cancel', 'address_change', 'recipient_change'] as const;
export type AskedOfPersons = (typeof ASKED_OF_PERSONS)[number];

type Kind = Exclude<SaidInRemark['type'], AskedOfPersons>;
type Value = Constraint['value'];

/** Hours of day that the words of a delivery time mean, Beijing. */
const HOURS: Readonly<Record<string, readonly [string, string]>> = {
  MORNING: ['08:00:00', '12:00:00'],
  NOON: ['11:00:00', '14:00:00'],
  AFTERNOON: ['12:00:00', '18:00:00'],
  EVENING: ['18:00:00', '22:00:00'],
};
const SPAN = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/;

const hoursIn = (window: string | undefined): readonly [string, string] => {
  const [, from, to] = SPAN.exec(window ?? '') ?? [];
  if (from && to && from < to) return [`${from}:00`, `${to}:00`];
  return HOURS[window ?? ''] ?? ['00:00:00', '23:59:59'];
};

const startOf = (day: string): Instant => fromBeijing(`${day} 00:00:00`);
const yes = (): Value => true;
const word = (value: string): Value => value;

type Rule = {
  readonly type: ConstraintType;
  readonly value: (value: string, all: readonly TakenInstruction[]) => Value;
};

const RULES: Readonly<Record<Kind, Rule>> = {
  fulfillment_carrier: { type: 'CARRIER_WANTED', value: word },
  fulfillment_carrier_avoid: { type: 'CARRIER_AVOIDED', value: word },
  ship_not_before: { type: 'NOT_BEFORE', value: startOf },
  ship_by: { type: 'SHIP_BY', value: fromBeijingUntil },
  deliver_by: { type: 'DELIVER_BY', value: fromBeijingUntil },
  deliver_on: {
    type: 'DELIVERY_WINDOW',
    // The hours of the same remark belong to its day.
    value: (day, all) => {
      const [from, to] = hoursIn(all.find(({ type }) => type === 'deliver_window')?.value);
      return { from: fromBeijing(`${day} ${from}`), to: fromBeijing(`${day} ${to}`) };
    },
  },
  deliver_window: { type: 'DELIVERY_TIME', value: word },
  drop_place: { type: 'DROP_PLACE', value: word },
  drop_place_avoid: { type: 'DROP_PLACE_AVOIDED', value: word },
  contact: { type: 'CONTACT', value: word },
  contact_phone: { type: 'CONTACT_PHONE', value: word },
  urgency: { type: 'URGENCY', value: word },
  packaging: { type: 'PACKAGING', value: word },
  gift_message: { type: 'GIFT_MESSAGE', value: word },
  hide_price: { type: 'HIDE_PRICE', value: yes },
  invoice_kind: { type: 'INVOICE_KIND', value: word },
  invoice_title: { type: 'INVOICE_TITLE', value: word },
  invoice_tax_id: { type: 'INVOICE_TAX_ID', value: word },
  variant_size: { type: 'VARIANT_SIZE', value: word },
  variant_color: { type: 'VARIANT_COLOR', value: word },
  shipment_merge: { type: 'MERGE_WITH', value: word },
  shipment_split: { type: 'SPLIT', value: yes },
  insure: { type: 'INSURANCE', value: yes },
  inspect_on_delivery: { type: 'INSPECT_ON_DELIVERY', value: yes },
  install_on: { type: 'INSTALL_ON', value: word },
  no_substitute: { type: 'NO_SUBSTITUTE', value: yes },
  sample_request: { type: 'SAMPLE_WANTED', value: yes },
};

const isAsked = (type: SaidInRemark['type']): type is AskedOfPersons =>
  (ASKED_OF_PERSONS as readonly string[]).includes(type);

/** Constraints that the remarks ask for, each with where it is said. A value that is none of its kind (no such day) asks nothing. */
export const constraintsIn = (reading: RemarkReading | undefined, taken: readonly TakenInstruction[]): Constraint[] =>
  taken.flatMap((said): Constraint[] => {
    if (isAsked(said.type)) return [];
    const { type, value } = RULES[said.type];
    try {
      return [
        {
          type,
          value: value(
            said.value,
            taken.filter(({ from }) => from === said.from),
          ),
          lineId: null,
          source: `remark:${said.from}`,
          confidence: said.confidence,
          said: {
            instruction: said.type,
            words: said.words,
            span: said.span,
            reader: reading?.reader ?? '',
            digest: reading?.digests?.[said.from] ?? null,
            ...(said.verdictBy ? { verdictBy: said.verdictBy } : {}),
          },
        },
      ];
    } catch {
      return [];
    }
  });
