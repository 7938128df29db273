import type { Instant } from '../time.ts';
import { addressesOf } from './remark-address.ts';
import { carriersIn } from './remark-carriers.ts';
import { type Candidate, type Reading, readingOf } from './remark-context.ts';
import { giftMessagesOf } from './remark-gift.ts';
import type { Instruction } from './remark-instruction.ts';
import { invoicesOf } from './remark-invoice.ts';
import { mergesOf } from './remark-orders.ts';
import { personsOf } from './remark-person.ts';
import { placesOf } from './remark-places.ts';
import { isReview } from './remark-review.ts';
import { settle } from './remark-settle.ts';
import { isForPrograms, plainText } from './remark-text.ts';
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

/**
 * What a remark (Chinese, English or both) asks of fulfilment, in the order it is said. Dates are resolved against `placedAt`,
 * Asia/Shanghai. Text that addresses a program asks for nothing.
 */
export const readRemark = (text: string, placedAt: Instant): Instruction[] => {
  const plain = plainText(text);
  if (isForPrograms(plain) || isReview(plain)) return [];
  const reading = readingOf(text, placedAt);
  return settle(
    READERS.flatMap((read) => read(reading)),
    reading,
  );
};
