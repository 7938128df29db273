import type { HistoryCursor } from '#domain/channel/customer-history.ts';
import { Instant } from '#domain/time.ts';
import { Problem } from './api.ts';

export const historyCursor = (next: HistoryCursor | null): string | null =>
  next ? Buffer.from(JSON.stringify([next.at, next.id])).toString('base64url') : null;

/** @throws Problem 400 when it is none of ours */
export const readHistoryCursor = (cursor: string | undefined): HistoryCursor | null => {
  if (cursor === undefined) return null;
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [string, string];
    return { at: Instant.parse(at), id: String(id) };
  } catch {
    throw new Problem(400, 'Bad Request', 'cursor: give back the one of the last page, with the same question');
  }
};
