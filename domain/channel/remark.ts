import type { Instant } from '../time.ts';
import { addressesOf } from './remark-address.ts';
import { carriersIn } from './remark-carriers.ts';
import { type Candidate, type Reading, readingOf } from './remark-context.ts';
import { giftMessagesOf } from './remark-gift.ts';
import type { Instruction, InstructionType } from './remark-instruction.ts';
import { invoicesOf } from './remark-invoice.ts';
import { mergesOf } from './remark-orders.ts';
import { personsOf } from './remark-person.ts';
import { placesOf } from './remark-places.ts';
import { isReview } from './remark-review.ts';
import { settle } from './remark-settle.ts';
import { surenessOf } from './remark-sureness.ts';
import { isForPrograms, plainText } from './remark-text.ts';
import { type RemarkTrait, traitsOf } from './remark-traits.ts';
import { variantsOf } from './remark-variant.ts';
import { datesOf } from './remark-when.ts';
import { windowsOf } from './remark-windows.ts';
import { wishesOf } from './remark-wishes.ts';

const READERS: readonly ((reading: Reading) => Candidate[])[] = [
  carriersIn,
  datesOf,
  windowsOf,
  placesOf,
  wishesOf,
  personsOf,
  addressesOf,
  giftMessagesOf,
  invoicesOf,
  mergesOf,
  variantsOf,
];

const wishesIn = (reading: Reading): Candidate[] =>
  settle(
    READERS.flatMap((read) => read(reading)),
    reading,
  );

const TWO_PLACES = 100;
/** Words are never wholly certain. */
const SUREST = 0.99;
const instructionOf = (candidate: Candidate, all: readonly Candidate[], reading: Reading): Instruction => {
  const { type, value, start, end } = candidate;
  const sureness = Math.min(surenessOf(type, traitsOf(candidate, all, reading)), SUREST);
  return { type, value, span: [start, end], confidence: Math.round(sureness * TWO_PLACES) / TWO_PLACES };
};

/**
 * What a remark (Chinese, English or both) asks of fulfilment, in the order it is said. Dates are resolved against `placedAt`,
 * Asia/Shanghai. Text that addresses a program asks for nothing, nor does a review. The confidence is the share of such readings
 * that were right among the labelled examples.
 */
export const readRemark = (text: string, placedAt: Instant): Instruction[] => {
  const plain = plainText(text);
  if (isForPrograms(plain) || isReview(plain)) return [];
  const reading = readingOf(text, placedAt);
  const wishes = wishesIn(reading);
  return wishes.map((wish) => instructionOf(wish, wishes, reading));
};

/** A wish that the words allow, with what tells whether it is meant. */
export type Proposal = {
  readonly type: InstructionType;
  readonly value: string;
  readonly traits: Readonly<Record<RemarkTrait, number>>;
};

/**
 * What the words alone would allow: complaints about the past, quotations, reviews and texts for programs are not left out. From
 * the right and the wrong ones among these the sureness is learned.
 */
export const proposalsIn = (text: string, placedAt: Instant): Proposal[] => {
  const reading: Reading = { ...readingOf(text, placedAt), isPast: () => false, quoted: [] };
  const wishes = wishesIn(reading);
  return wishes.map((wish) => ({ type: wish.type, value: wish.value, traits: traitsOf(wish, wishes, reading) }));
};
