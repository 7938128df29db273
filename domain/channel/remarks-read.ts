import * as z from 'zod';
import { maskPersonal } from '../fulfillment/mask.ts';
import type { Instant } from '../time.ts';
import { maskWord } from './masked-words.ts';
import { readRemark } from './remark.ts';
import { Instruction } from './remark-instruction.ts';

/** Of the reader: raised whenever it reads a remark otherwise than before, so that a reading tells by which it was made. */
export const REMARK_READER = '1';

export const REMARK_SOURCES = ['buyer', 'seller'] as const;
/** Whose remark it is. */
export const RemarkSource = z.enum(REMARK_SOURCES);
export type RemarkSource = z.infer<typeof RemarkSource>;

/** One instruction of a remark as an order may carry it: personal values masked. The span is of the remark as it was written. */
export const SaidInRemark = Instruction.extend({
  from: RemarkSource,
  /** The remark's own words at the span, masked. */
  words: z.string(),
});
export type SaidInRemark = z.infer<typeof SaidInRemark>;

export const RemarkReading = z.object({
  reader: z.string(),
  said: z.array(SaidInRemark),
  /** Keyed digests of remarks of which something is masked: their clear texts are kept under them. */
  digests: z.partialRecord(RemarkSource, z.string()).optional(),
});
export type RemarkReading = z.infer<typeof RemarkReading>;

export type Remarks = Readonly<Record<RemarkSource, string>>;

/** A remark with personal words in it: it goes to the customers store and nowhere else. */
export type ClearRemark = {
  readonly from: RemarkSource;
  readonly text: string;
  /** What it says, in the clear. */
  readonly instructions: readonly Instruction[];
};

export type RemarksRead = {
  /** What may be kept with the order and shown. */
  readonly shown: Remarks;
  /** Undefined where the remarks are empty. */
  readonly reading: RemarkReading | undefined;
  readonly clear: readonly ClearRemark[];
};

/** The text with every personal word masked, wherever it stands. */
const shownText = (text: string, instructions: readonly Instruction[]): string => {
  const personal = instructions
    .map(({ type, value, span }) => ({ value, span, masked: maskWord(type, value) }))
    .filter(({ value, masked }) => masked !== value)
    .toSorted((a, b) => b.span[0] - a.span[0]);
  const cut = personal.reduce(
    (shown, { span, masked }) => shown.slice(0, span[0]) + masked + shown.slice(span[1]),
    text,
  );
  const repeated = personal.filter(({ value }) => value.length > 1);
  return maskPersonal(repeated.reduce((shown, { value, masked }) => shown.replaceAll(value, masked), cut));
};

const LONGEST_WORDS = 80;

const wordsOf = (text: string, { type, value, span }: Instruction): string => {
  const words = text.slice(...span);
  const masked = maskWord(type, value);
  return masked === value ? maskPersonal(words).slice(0, LONGEST_WORDS) : masked;
};

type ReadOne = { readonly shown: string; readonly said: readonly SaidInRemark[]; readonly clear: ClearRemark | null };

const readOne = (from: RemarkSource, text: string, placedAt: Instant): ReadOne => {
  if (text.trim() === '') return { shown: text, said: [], clear: null };
  const instructions = readRemark(text, placedAt);
  const shown = shownText(text, instructions);
  const said = instructions.map((each) => ({
    ...each,
    value: maskWord(each.type, each.value),
    from,
    words: wordsOf(text, each),
  }));
  return { shown, said, clear: shown === text ? null : { from, text, instructions } };
};

/**
 * Reads what buyer and seller wrote. The texts are seen in the clear here, in memory only: what comes out for the order is masked,
 * and what must be kept clear is apart.
 */
export const readRemarks = (remarks: Remarks, placedAt: Instant): RemarksRead => {
  const [buyer, seller] = [readOne('buyer', remarks.buyer, placedAt), readOne('seller', remarks.seller, placedAt)];
  const isEmpty = remarks.buyer.trim() === '' && remarks.seller.trim() === '';
  return {
    shown: { buyer: buyer.shown, seller: seller.shown },
    reading: isEmpty ? undefined : { reader: REMARK_READER, said: [...buyer.said, ...seller.said] },
    clear: [buyer.clear, seller.clear].filter((each) => each !== null),
  };
};
