import * as z from 'zod';
import { fromIso, type Instant, NotATime } from '../time.ts';

/** A time that names its zone: `2026-06-01T18:00:00+08:00`. Without a zone it could be a day off, so it is refused. */
export const Moment = z.string().transform((text, context): Instant => {
  try {
    return fromIso(text);
  } catch (error) {
    if (!(error instanceof NotATime)) throw error;
    context.addIssue({ code: 'custom', message: 'needs a date, a time and a zone, as 2026-06-01T18:00:00+08:00' });
    return z.NEVER;
  }
});
