import { faultInValue } from '../channel/instruction-values.ts';
import { isPersonalWord } from '../channel/masked-words.ts';
import type { InstructionType } from '../channel/remark-instruction.ts';
import type { RemarkReading, SaidInRemark } from '../channel/remarks-read.ts';
import { newId } from '../id.ts';
import { because, type Change, type Context } from './change.ts';
import { RemarkDoubted, RemarkJudged } from './events.ts';
import type { Order, RemarkReview, RemarkVerdict } from './order.ts';
import { saysTheSame } from './remark-constraints.ts';

/** Makes the order's open reviews exactly the doubtful readings: asks about new ones, drops those no remark says any more. */
export const reconcileReviews = (
  change: Change,
  doubtful: readonly SaidInRemark[],
  reading: RemarkReading | undefined,
  context: Context,
): Change => {
  const { reviews = [] } = change.order;
  const kept = reviews.filter((review) => doubtful.some((said) => saysTheSame(said, review)));
  const fresh = doubtful.filter(
    (said, index) =>
      !reviews.some((review) => saysTheSame(said, review)) &&
      doubtful.findIndex((other) => saysTheSame(other, said)) === index,
  );
  const start = kept.length === reviews.length ? change : { ...change, order: { ...change.order, reviews: kept } };
  return fresh.reduce((acc, { from, type, value, words, span, confidence }) => {
    const review: RemarkReview = {
      reviewId: newId('rvw', context.nextUlid),
      from,
      type,
      value,
      words,
      span,
      confidence,
      reader: reading?.reader ?? '',
      since: context.now,
    };
    const facts = { reviewId: review.reviewId, from, type, confidence, reader: review.reader };
    return because(acc, RemarkDoubted, facts, { reviews: [...(acc.order.reviews ?? []), review] }, context);
  }, start);
};

/** A verdict on one review. */
export type JudgeRemark = {
  readonly verdict: RemarkVerdict['verdict'];
  readonly instead: RemarkVerdict['instead'];
};

/** Why a verdict cannot be taken, with the cure; null when it can. */
export const refusalToJudge = ({ verdict, instead }: JudgeRemark): string | null => {
  if ((verdict === 'CORRECTED') !== (instead !== null))
    return 'instruction: give it with CORRECTED, and only then: {"type":"ship_by","value":"2026-05-06"}';
  if (instead && isPersonalWord(instead.type))
    return `instruction.type: what ${instead.type} says is personal and is not typed here: judge it WRONG and correct the order at the platform`;
  const fault = instead && faultInValue(instead.type, instead.value);
  return fault ? `instruction.value: ${fault}` : null;
};

const withVerdict = (order: Order, verdict: RemarkVerdict): Pick<Order, 'reviews' | 'verdicts'> => ({
  reviews: (order.reviews ?? []).filter(({ reviewId }) => reviewId !== verdict.reviewId),
  verdicts: [...(order.verdicts ?? []), verdict],
});

/** Takes a person's word on a review into the order. What follows from it (constraints, requests) is read anew. */
export const judgeRemark = (
  change: Change,
  { reviewId, from, type, value, words, span, reader }: RemarkReview,
  { verdict, instead }: JudgeRemark,
  by: string,
  context: Context,
): Change => {
  const judged: RemarkVerdict = {
    reviewId,
    from,
    type,
    value,
    words,
    span,
    reader,
    verdict,
    instead,
    by,
    at: context.now,
  };
  const insteadType: InstructionType | null = instead?.type ?? null;
  const facts = { reviewId, from, type, verdict, insteadType, by };
  return because(change, RemarkJudged, facts, withVerdict(change.order, judged), context);
};
