import type { Instant } from '../time.ts';
import { type B2bDialect, relationIn, type TradingRelation } from './b2b-party.ts';
import { utf8 } from './bytes.ts';
import type { ChannelCrypto, ChannelSecret, PlatformRequest } from './channel.ts';
import type { ApiAsk, ChannelWriteBack, TellableNews, Told } from './channel-api.ts';
import { cxmlNotice } from './cxml-notices.ts';
import { timedSignature, timestampOf } from './timed-signature.ts';
import { ublNotice } from './ubl-notices.ts';
import { elementOf, isX12, readX12 } from './x12.ts';
import { x12Notice } from './x12-notices.ts';
import { at, attributeAt, isXml, readXml, textAt, type Xml } from './xml-tree.ts';

/** Where a partner takes documents, unless its secret says otherwise. */
const DELIVERY_PATH = '/b2b/inbox';

const CONTENT_TYPES: Readonly<Record<B2bDialect, string>> = {
  X12: 'application/edi-x12',
  UBL: 'application/xml; charset=utf-8',
  CXML: 'text/xml; charset=utf-8',
};

/** No partner: {@link build} was asked about a shop that is no trading relation. */
export class NoTradingRelation extends Error {
  override name = 'NoTradingRelation';
}

/** The same news has the same digest: what makes a repetition known at the partner's. */
const digestOf = (news: TellableNews, shopId: string, { sha256Hex }: ChannelCrypto): string =>
  sha256Hex(utf8(JSON.stringify([shopId, news])));

const documentOf = (
  news: TellableNews,
  relation: TradingRelation,
  { current }: ChannelSecret,
  digest: string,
  sentAt: Instant,
): string => {
  if (news.kind === 'STOCK')
    throw new NoTradingRelation('news.kind: STOCK has no document here; writes does not name it');
  switch (relation.dialect) {
    case 'X12':
      return x12Notice(news, relation, digest, sentAt);
    case 'UBL':
      return ublNotice(news, relation, sentAt);
    case 'CXML':
      return cxmlNotice(news, relation, current, digest, sentAt);
  }
};

const build = (
  { news, shopId, at: sentAt, accessToken }: ApiAsk & { readonly news: TellableNews },
  secret: ChannelSecret,
  crypto: ChannelCrypto,
): PlatformRequest => {
  const relation = relationIn(shopId);
  if (!relation)
    throw new NoTradingRelation(`shopId "${shopId}" is no trading relation such as x12:01:123456789:ZZ:OURSELVES`);
  const digest = digestOf(news, shopId, crypto);
  const body = documentOf(news, relation, secret, digest, sentAt);
  const timestamp = timestampOf(sentAt);
  return {
    method: 'POST',
    path: secret.deliveryPath ?? DELIVERY_PATH,
    headers: {
      'content-type': CONTENT_TYPES[relation.dialect],
      'x-orderloom-app': secret.appId,
      'x-orderloom-timestamp': timestamp,
      'x-orderloom-signature': timedSignature(timestamp, utf8(body), secret.current, crypto),
      ...(accessToken === ''
        ? {}
        : { authorization: accessToken.includes(' ') ? accessToken : `Bearer ${accessToken}` }),
    },
    body,
  };
};

const DONE: Told = { kind: 'DONE' };

/** A 997 in the answer: taken unless a set or group is rejected. */
const readAcknowledgement = (body: string): Told => {
  const sets = readX12(body).flatMap(({ groups }) => groups.flatMap(({ transactions }) => transactions));
  const rejected = sets
    .flatMap(({ segments }) => segments)
    .find((segment) => ['AK5', 'AK9'].includes(segment.id) && elementOf(segment, 1) === 'R');
  if (!rejected) return DONE;
  const named = sets.flatMap(({ segments }) => segments).filter(({ id }) => id === 'AK3' || id === 'AK4');
  return {
    kind: 'REFUSED',
    reason: `b2b 997 ${rejected.raw}: ${named.map(({ raw }) => raw).join(', ') || 'the partner names no segment'}; correct the document`,
  };
};

const readCxmlStatus = (root: Xml): Told => {
  const code = Number(attributeAt(root, 'code', 'Response', 'Status'));
  const reason = `b2b cXML Status ${code} ${attributeAt(root, 'text', 'Response', 'Status') ?? ''}: ${textAt(root, 'Response', 'Status') ?? ''}`;
  if (!Number.isFinite(code) || code < 300) return DONE;
  return code >= 500 ? { kind: 'LATER', reason } : { kind: 'REFUSED', reason };
};

const readXmlAnswer = (body: string): Told => {
  const root = readXml(body);
  if (root.name === 'cXML') return readCxmlStatus(root);
  const response = at(root, 'DocumentResponse', 'Response');
  return textAt(response, 'ResponseCode') === 'RE'
    ? {
        kind: 'REFUSED',
        reason: `b2b ApplicationResponse RE: ${textAt(response, 'Description') ?? 'without a reason'}`,
      }
    : DONE;
};

/** A partner that answers with a document of the standards says in it whether it took ours; any other 2xx is enough. */
const readAnswer = (body: string): Told => {
  try {
    if (isX12(body)) return readAcknowledgement(body);
    return isXml(body) ? readXmlAnswer(body) : DONE;
  } catch {
    return DONE;
  }
};

const PASSING = [408, 425, 429];

const read = (status: number, body: string): Told => {
  if (status >= 200 && status < 300) return readAnswer(body);
  const reason = `b2b partner answered HTTP ${status}`;
  if (status >= 500 || PASSING.includes(status)) return { kind: 'LATER', reason };
  return {
    kind: 'REFUSED',
    reason: `${reason}: check endpoint, deliveryPath and credentials of the secret orderloom/channels/b2b`,
  };
};

/** Documents to the buyer: taken (855, OrderResponse, ConfirmationRequest), not served, sent off (856, DespatchAdvice, ShipNoticeRequest). */
export const b2bWriteBack: ChannelWriteBack = {
  writes: ['SHIPPED', 'REFUSED'],
  // A cautious one: partners publish none.
  requestsPerMinute: 60,
  build,
  confirm: build,
  read,
  // A partner shows nothing: its own answer, and the 997 it sends later, are its word.
  readBack: null,
  shows: () => true,
};
