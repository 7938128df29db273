import { parseSlaTerms, type SlaTerms } from '#domain/lineage/sla-terms.ts';
import { documentLibrary } from './document-library.ts';
import { logger } from './observability.ts';
import { NotReleased } from './released.ts';

const library = documentLibrary('sla', parseSlaTerms);

/** The deadlines that are obeyed now; none while no document is released: what happens is recorded all the same. */
export const slaTerms = async (): Promise<Pick<SlaTerms, 'terms'>> => {
  try {
    return await library.obeyed('default');
  } catch (error) {
    if (!(error instanceof NotReleased)) throw error;
    logger.warn('no deadlines are released: seed the catalog, or release sla/default');
    return { terms: [] };
  }
};
