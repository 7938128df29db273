import type { Instant } from '../time.ts';
import type { PushAnswer } from './channel.ts';
import { cxmlIdentity, cxmlOrder } from './cxml-order.ts';
import { cxmlResponse } from './cxml-response.ts';
import type { DocumentReading } from './x12-push.ts';
import { all, at, type Xml } from './xml-tree.ts';

const SECRET = /(<(?:[\w.-]+:)?SharedSecret(?:\s[^>]*)?>)[\s\S]*?(<\/(?:[\w.-]+:)?SharedSecret\s*>)/g;

const CARD = /(<(?:[\w.-]+:)?PCard\b[^>]*?\bnumber=["'])[^"']*(["'])/g;

/** The text without what nobody needs behind the door: the shared secret, and the number of a purchasing card. */
export const withoutSecret = (body: string): string => body.replace(SECRET, '$1***$2').replace(CARD, '$1***$2');
/** The text as a partner with this secret sends it. */
export const withSecret = (body: string, secret: string): string =>
  body.replace(SECRET, (_all, open: string, close: string) => `${open}${escaped(secret)}${close}`);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The secrets the sender shows: it may have a credential for each network it is in. */
export const sharedSecretsIn = (root: Xml): readonly string[] =>
  all(root, 'Header', 'Sender', 'Credential', 'SharedSecret')
    .map(({ text }) => text)
    .filter((text) => text !== '');

/** What the document asks for: `OrderRequest`, `ProfileRequest`; '' for none. */
export const requestIn = (root: Xml): string => at(root, 'Request')?.children[0]?.name ?? '';

/** What `type` an OrderRequest has is part of what it says: `OrderRequest.update`. */
const topicOf = (root: Xml): string => {
  const header = at(root, 'Request', 'OrderRequest', 'OrderRequestHeader');
  return `OrderRequest.${header?.attributes.type ?? 'new'}`;
};

const fault = (root: Xml): { code: number; problem: string } | null => {
  const request = requestIn(root);
  if (request !== 'OrderRequest')
    return {
      code: 450,
      problem: `Request ${request || '(none)'} is not taken here: send an OrderRequest or a ProfileRequest`,
    };
  if (!root.attributes.payloadID)
    return { code: 406, problem: 'cXML@payloadID is missing: give each document one, and keep it when sending again' };
  const { poNumber, buyer } = cxmlIdentity(root);
  if (poNumber === '')
    return { code: 406, problem: 'OrderRequestHeader@orderID is missing: fill it in and send the order again' };
  if (buyer.id === '')
    return { code: 406, problem: 'Header/From/Credential/Identity is missing: fill it in and send the order again' };
  return cxmlOrder(root).said_at === null
    ? { code: 406, problem: 'OrderRequestHeader@orderDate is no time: write 2026-06-01T12:00:00+08:00' }
    : null;
};

/** A cXML document whose sender is known, and the Response to it. @param digest names the answer's payload */
export const readCxmlDocument = (root: Xml, body: string, digest: string, now: Instant): DocumentReading => {
  const { buyer, orderId, shopId } = cxmlIdentity(root);
  const payloadId = root.attributes.payloadID ?? digest;
  const problem = fault(root);
  const answer: PushAnswer = problem
    ? cxmlResponse(problem.code, problem.problem, `${digest}@orderloom`, now)
    : cxmlResponse(200, '', `${digest}@orderloom`, now);
  const kept = {
    dedupeKey: `cxml:${payloadId}`,
    topic: requestIn(root) === 'OrderRequest' ? topicOf(root) : requestIn(root),
    shopId,
    body: withoutSecret(body),
  };
  if (problem)
    return { pushes: [], unreadable: [{ ...kept, error: `b2b cXML ${problem.problem}` }], answer, sender: buyer };
  const { said_at: saidAt } = cxmlOrder(root);
  return {
    pushes: [{ ...kept, channelOrderId: orderId, sourceAt: saidAt as Instant }],
    unreadable: [],
    answer,
    sender: buyer,
  };
};
