import type { Instant } from '../time.ts';
import type { PushAnswer } from './channel.ts';
import { element, escapeXml, leaf, XML_DECLARATION } from './xml-tree.ts';

/** Status codes of the cXML reference, with the words it has for them. */
const TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  406: 'Not Acceptable',
  450: 'Not Implemented',
};

export type CxmlStatus = keyof typeof TEXTS & number;

const DOCTYPE = '<!DOCTYPE cXML SYSTEM "http://xml.cXML.org/schemas/cXML/1.2.054/cXML.dtd">\n';

/** A whole document. @param payloadId the same for the same content, so that a repetition is known */
export const cxmlDocument = (payloadId: string, at: Instant, content: string): string =>
  XML_DECLARATION + DOCTYPE + element('cXML', { payloadID: payloadId, timestamp: at, 'xml:lang': 'en-US' }, content);

const answer = (status: number, body: string): PushAnswer => ({ status, contentType: 'text/xml; charset=utf-8', body });

const statusOf = (code: number, detail: string): string =>
  element('Status', { code: String(code), text: TEXTS[code] ?? '', 'xml:lang': 'en-US' }, escapeXml(detail));

/** What cXML calls a Response. Where the caller is unknown, HTTP says so too; the rest is HTTP 200, as the transport succeeded. */
export const cxmlResponse = (code: number, detail: string, payloadId: string, at: Instant): PushAnswer =>
  answer(
    code === 401 || code === 400 ? code : 200,
    cxmlDocument(payloadId, at, element('Response', {}, statusOf(code, detail))),
  );

/** The answer to a ProfileRequest: what is taken here, and where. */
export const profileResponse = (url: string, payloadId: string, at: Instant): PushAnswer => {
  const transaction = element('Transaction', { requestName: 'OrderRequest' }, leaf('URL', url));
  const profile = element('ProfileResponse', { effectiveDate: at }, transaction);
  return answer(200, cxmlDocument(payloadId, at, element('Response', {}, statusOf(200, ''), profile)));
};
