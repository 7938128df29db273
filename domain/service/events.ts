import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { Return } from './return.ts';

/** What every event of a return carries: all that is known of it now. Free of personal data. */
export const ReturnFacts = Return.omit({ orderId: true, openedAt: true, saidAt: true }).extend({
  /** The channel that told it. */
  channel: z.string(),
});

export const ReturnRequested = defineEvent(
  'service',
  'ReturnRequested',
  'A buyer wants money back, goods taken back, exchanged, sent again or repaired; also the first that is heard of such a return.',
  ReturnFacts,
);

export const ReturnApproved = defineEvent(
  'service',
  'ReturnApproved',
  'A return was agreed to: by the merchant, by the platform, or by itself.',
  ReturnFacts,
);

export const ReturnRejected = defineEvent(
  'service',
  'ReturnRejected',
  'A return was refused; the buyer may ask again or call the platform.',
  ReturnFacts,
);

export const ReturnProgressed = defineEvent(
  'service',
  'ReturnProgressed',
  'Goods of a return moved: sent back, received back, or their replacement was sent. `state` says which.',
  ReturnFacts,
);

export const ReturnDisputed = defineEvent(
  'service',
  'ReturnDisputed',
  'The platform was called in about a return and decides.',
  ReturnFacts,
);

export const ReturnRefunded = defineEvent('service', 'ReturnRefunded', 'The money of a return went back.', ReturnFacts);

export const ReturnClosed = defineEvent(
  'service',
  'ReturnClosed',
  'A return ended without a refund: withdrawn, timed out, or done with.',
  ReturnFacts,
);

export const ReturnAmended = defineEvent(
  'service',
  'ReturnAmended',
  'More became known of a return, or it was changed; its state stands. Names the fields.',
  ReturnFacts.extend({ fields: z.array(z.string()).min(1) }),
);
