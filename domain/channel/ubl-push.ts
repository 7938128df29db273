import type { Instant } from '../time.ts';
import { buyerIdOf } from './b2b-party.ts';
import { ublIdentity, ublOrder } from './ubl-order.ts';
import { applicationResponse } from './ubl-response.ts';
import type { DocumentReading } from './x12-push.ts';
import { textAt, type Xml } from './xml-tree.ts';

/** Numbers and time of issue name a document; the same number again with another text is shown as a conflict. */
const keyOf = (root: Xml): string => {
  const { buyer, own } = ublIdentity(root);
  const parts = [
    buyerIdOf(buyer),
    own,
    ...['SequenceNumberID', 'IssueDate', 'IssueTime'].map((name) => textAt(root, name) ?? ''),
  ];
  return ['ubl', root.name, ...parts].join(':');
};

const missingIn = (root: Xml): string | null => {
  const { buyer, own, poNumber } = ublIdentity(root);
  if (own === '') return 'ID';
  if (poNumber === '') return 'OrderReference/ID';
  if (buyer.id === '') return 'BuyerCustomerParty/Party/EndpointID';
  return ublOrder(root).said_at === null ? 'IssueDate' : null;
};

/** A UBL order, its change or cancellation, and the ApplicationResponse to it. */
export const readUblDocument = (root: Xml, body: string, at: Instant): DocumentReading => {
  const { buyer, seller, own, orderId, shopId } = ublIdentity(root);
  const missing = missingIn(root);
  const kept = { dedupeKey: keyOf(root), topic: root.name, shopId, body };
  const answered = { documentId: own, buyer, seller };
  if (missing !== null) {
    const reason = `${missing} is missing: fill it in and send the document again`;
    const unreadable = [{ ...kept, error: `b2b ${root.name} ${reason}` }];
    return { pushes: [], unreadable, answer: applicationResponse(answered, { code: 'RE', reason }, at), sender: buyer };
  }
  const { said_at: saidAt } = ublOrder(root);
  return {
    pushes: [{ ...kept, channelOrderId: orderId, sourceAt: saidAt as Instant }],
    unreadable: [],
    answer: applicationResponse(answered, { code: 'AB', reason: null }, at),
    sender: buyer,
  };
};
