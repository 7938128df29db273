import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { Audience, CatalogKind, DocumentId } from './catalog-document.ts';

const document = { kind: CatalogKind, id: DocumentId, by: z.string(), why: z.string() };

export const DocumentReleased = defineEvent(
  'workbench',
  'DocumentReleased',
  'A version of a catalog document is obeyed from now on: by all, or by an audience first.',
  z.object({ ...document, version: z.number().int(), to: z.union([z.literal('ALL'), Audience]) }),
);

export const DocumentRolledBack = defineEvent(
  'workbench',
  'DocumentRolledBack',
  'A version of a catalog document is no longer obeyed, by the word of a person or by the threshold the document states.',
  z.object({ ...document, from: z.number().int(), to: z.number().int() }),
);
