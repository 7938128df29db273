import * as z from 'zod';

const MOST_RECORDS = 1000;

const Row = z.record(z.string(), z.unknown());

/** One record, or a list of them, as the pack reads them. */
export const SentRecords = z
  .union([z.array(Row).min(1).max(MOST_RECORDS), Row])
  .transform((sent) => (Array.isArray(sent) ? sent : [sent]));

export const RecordsKept = z.object({
  kept: z.number().int().min(0),
  /** Sent before, or older word of the same moment. */
  known: z.number().int().min(0),
  refused: z.array(
    z.object({
      /** Its place in what was sent, from 1. */
      record: z.number().int().positive(),
      problem: z.string(),
    }),
  ),
});
export type RecordsKept = z.infer<typeof RecordsKept>;
