import type { Change } from '#domain/order/change.ts';
import type { MeaningDocuments } from '#domain/order/meaning.ts';
import { meaningCompared } from '#domain/order/meaning-compared.ts';
import type { Order } from '#domain/order/order.ts';
import type { ChosenDocuments } from './meaning-documents.ts';
import { noteTrial } from './trial-watch.ts';

/** Counts what documents on trial decide about an order beside what the ones that all obey would. */
export const watchMeaning = async (
  { comparedWith, trials }: ChosenDocuments,
  after: Order,
  recorded: (documents: MeaningDocuments) => Change | { readonly kind: 'STALE' },
): Promise<void> => {
  if (!comparedWith) return;
  const before = recorded(comparedWith);
  if ('kind' in before) return;
  const ways = meaningCompared(before.order, after);
  await Promise.all(trials.map(({ kind, id, release }) => noteTrial(kind, id, release, ways)));
};
