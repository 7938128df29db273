import { fromEpochSeconds, type Instant } from '../time.ts';
import { jsonAnswer } from './answers.ts';
import { buyerIdOf } from './b2b-party.ts';
import { b2bWriteBack } from './b2b-write-back.ts';
import { fromBase64, text, utf8 } from './bytes.ts';
import type { Channel, ChannelCrypto, ChannelSecret, PushAnswer, PushRequest, Received } from './channel.ts';
import { cxmlOrder, isCxml } from './cxml-order.ts';
import { readCxmlDocument, requestIn, sharedSecretsIn, withSecret } from './cxml-push.ts';
import { cxmlResponse, profileResponse } from './cxml-response.ts';
import { isSignedByAny, isTimely, timedSignature, timestampOf } from './timed-signature.ts';
import { isUblOrder, ublOrder } from './ubl-order.ts';
import { readUblDocument } from './ubl-push.ts';
import { isX12 } from './x12.ts';
import { type DocumentReading, readX12Document, x12OrderIn } from './x12-push.ts';
import { BadXml, isXml, readXml, type Xml } from './xml-tree.ts';

const TAKEN = jsonAnswer(200, { accepted: true });
const notTaken = (status: number, error: string) => jsonAnswer(status, { accepted: false, error });
const refused = (reason: string, answer: PushAnswer): Received => ({ kind: 'REFUSED', reason, answer });

const TIMESTAMP = 'x-orderloom-timestamp';
const SIGNATURE = 'x-orderloom-signature';

/** What a body is, as far as it says without being believed. */
type Document = { readonly body: string; readonly xml: Xml | null; readonly fault: string | null };

/** UTF-8, or what an XML declaration says; bytes that are no UTF-8 are of Windows and its forerunners. */
const decoded = (bytes: Uint8Array): string => {
  const body = text(bytes);
  const declared = /^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(body)?.[1];
  const encoding = declared ?? (body.includes('\uFFFD') ? 'windows-1252' : 'utf-8');
  if (/^utf-?8$/i.test(encoding)) return body;
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return body;
  }
};

const documentIn = (body: string): Document => {
  if (!isXml(body)) return { body, xml: null, fault: null };
  try {
    return { body, xml: readXml(body), fault: null };
  } catch (error) {
    if (!(error instanceof BadXml || error instanceof RangeError)) throw error;
    return { body, xml: null, fault: error instanceof BadXml ? error.message : 'is nested too deep' };
  }
};

const living = ({ current, previous }: ChannelSecret): string[] =>
  [current, previous].filter((secret) => secret !== null && secret !== '') as string[];

/** `Basic` of the secret's appId and the secret, for partners that cannot sign. */
const isBasic = (authorization: string, secret: ChannelSecret, { equal }: ChannelCrypto): boolean => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const given = encoded === undefined ? null : fromBase64(encoded);
  if (!given) return false;
  return living(secret).some((each) => equal(text(given), `${secret.appId}:${each}`));
};

/** The secret that vouches for a call: by its signature where it has one; else by the password, or the secret inside a cXML document. */
const voucherOf = (
  request: PushRequest,
  { xml }: Document,
  secrets: readonly ChannelSecret[],
  crypto: ChannelCrypto,
  now: Instant,
): ChannelSecret | string => {
  const { headers, body } = request;
  const signature = headers[SIGNATURE];
  if (signature !== undefined) {
    const timestamp = headers[TIMESTAMP] ?? '';
    if (!isTimely(timestamp, now)) return 'TIMESTAMP';
    return secrets.find((each) => isSignedByAny({ timestamp, body, signature }, [each], crypto)) ?? 'SIGNATURE';
  }
  const authorization = headers.authorization ?? '';
  if (authorization !== '') return secrets.find((each) => isBasic(authorization, each, crypto)) ?? 'SIGNATURE';
  const shared = xml && isCxml(xml) ? sharedSecretsIn(xml) : [];
  const knows = (each: ChannelSecret) =>
    living(each).some((secret) => shared.some((given) => crypto.equal(given, secret)));
  return secrets.find(knows) ?? 'SIGNATURE';
};

const isCxmlCall = ({ xml, body }: Document): boolean => (xml ? isCxml(xml) : /<cXML[\s>]/.test(body));

/** "No" in the words of the language it was asked in. */
const refusal = (reason: string, document: Document, digest: string, now: Instant): Received => {
  const answer = isCxmlCall(document)
    ? cxmlResponse(document.fault === null ? 401 : 400, reason, `${digest}@orderloom`, now)
    : notTaken(401, reason);
  return refused(reason, answer);
};

const UNKNOWN =
  'is neither X12 (ISA…) nor UBL Order, OrderChange or OrderCancellation nor cXML, and JSON is not read here';

const readDocument = (
  { body, xml, fault }: Document,
  sha256Hex: ChannelCrypto['sha256Hex'],
  now: Instant,
): DocumentReading => {
  if (isX12(body)) return readX12Document(body, sha256Hex);
  if (xml && isCxml(xml)) return readCxmlDocument(xml, body, sha256Hex(utf8(body)).slice(0, 32), now);
  if (xml && isUblOrder(xml)) return readUblDocument(xml, body, now);
  const problem = fault === null ? `body ${UNKNOWN}: send one of these` : `body: XML ${fault}`;
  const error = `b2b ${xml ? `<${xml.name}> ` : ''}${problem}`;
  const unreadable = [{ dedupeKey: sha256Hex(utf8(body)), topic: xml?.name ?? '', shopId: '', body, error }];
  return { pushes: [], unreadable, answer: TAKEN, sender: null };
};

const isProfile = ({ xml }: Document): boolean => xml !== null && isCxml(xml) && requestIn(xml) === 'ProfileRequest';

const addressOf = ({ callbackUrl }: ChannelSecret, { headers, path }: PushRequest): string =>
  callbackUrl ?? `https://${headers.host ?? 'localhost'}${path}`;

const receive: Channel['receive'] = (request, secrets, crypto, now) => {
  if (request.method !== 'POST') return refused('METHOD', notTaken(405, 'METHOD'));
  const document = documentIn(decoded(request.body));
  const digest = crypto.sha256Hex(request.body).slice(0, 32);
  const voucher = voucherOf(request, document, secrets, crypto, now);
  if (typeof voucher === 'string') return refusal(voucher, document, digest, now);
  if (request.body.length === 0) return { kind: 'PROBE', answer: TAKEN };
  if (isProfile(document))
    return { kind: 'PROBE', answer: profileResponse(addressOf(voucher, request), `${digest}@orderloom`, now) };
  const { sender, ...reading } = readDocument(document, crypto.sha256Hex, now);
  const { senders } = voucher;
  if (senders && sender && !senders.includes(buyerIdOf(sender))) return refusal('SENDER', document, digest, now);
  return { kind: 'ACCEPTED', ...reading };
};

/** A partner of cXML shows its secret inside the document; any other signs what it sends. */
const sign: Channel['sign'] = ({ body, at }, { appId, current }, crypto) => {
  const { xml } = documentIn(body);
  const shows = xml !== null && isCxml(xml) && sharedSecretsIn(xml).length > 0;
  const bytes = utf8(shows ? withSecret(body, current) : body);
  const timestamp = timestampOf(at);
  const signed = {
    'x-orderloom-app': appId,
    [TIMESTAMP]: timestamp,
    [SIGNATURE]: timedSignature(timestamp, bytes, current, crypto),
  };
  const contentType = isX12(body) ? 'application/edi-x12' : 'application/xml';
  return {
    method: 'POST',
    path: '/channels/b2b',
    query: {},
    headers: { 'content-type': shows ? 'text/xml' : contentType, ...(shows ? {} : signed) },
    body: bytes,
  };
};

const orderIn: Channel['orderIn'] = ({ body }) => {
  if (isX12(body)) return x12OrderIn(body);
  const { xml } = documentIn(body);
  if (xml && isCxml(xml)) return requestIn(xml) === 'OrderRequest' ? cxmlOrder(xml) : undefined;
  return xml && isUblOrder(xml) ? ublOrder(xml) : undefined;
};

/** Answers are dated; one that nobody hears needs no date. */
const NEVER = fromEpochSeconds(0);

/**
 * Business buyers, in the languages they have: X12 850 and 860, UBL 2.1 and Peppol BIS 3 orders, cXML OrderRequests. Which one is
 * told from the document itself. docs/b2b.md is for partners. AS2 and mailboxes end at a gateway before this door.
 */
export const b2b: Channel = {
  id: 'b2b',
  title: { en: 'B2B purchase orders', zh: 'B2B 采购订单' },
  receive,
  reread: ({ body }, crypto) => {
    const { pushes, unreadable } = readDocument(documentIn(body), crypto.sha256Hex, NEVER);
    return { pushes, unreadable };
  },
  sign,
  failure: notTaken(503, 'BUSY'),
  orderIn,
  orderRequest: null,
  listing: null,
  writeBack: b2bWriteBack,
};
