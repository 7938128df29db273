import type { Instant } from '../time.ts';
import type { PartyCode } from './b2b-party.ts';
import type { PushAnswer } from './channel.ts';
import { element, leaf, XML_DECLARATION } from './xml-tree.ts';

const COMMON = 'urn:oasis:names:specification:ubl:schema:xsd';

/** A UBL document with the namespaces of its parts. */
export const ublDocument = (root: string, ...content: readonly (string | null)[]): string =>
  XML_DECLARATION +
  element(
    root,
    {
      xmlns: `${COMMON}:${root}-2`,
      'xmlns:cac': `${COMMON}:CommonAggregateComponents-2`,
      'xmlns:cbc': `${COMMON}:CommonBasicComponents-2`,
    },
    content,
  );

export const cbc = (
  name: string,
  text: string | null,
  attributes: Readonly<Record<string, string | null>> = {},
): string | null => leaf(`cbc:${name}`, text, attributes);
export const cac = (name: string, ...content: readonly (string | null)[]): string =>
  element(`cac:${name}`, {}, content);

export const ublDay = (at: Instant): string => at.slice(0, 'yyyy-MM-dd'.length);
export const ublClock = (at: Instant): string => `${at.slice('yyyy-MM-ddT'.length, 'yyyy-MM-ddTHH:mm:ss'.length)}Z`;

export const endpointOf = ({ scheme, id }: PartyCode): string | null =>
  cbc('EndpointID', id, { schemeID: scheme === '' || scheme === 'name' ? null : scheme });

/** AB: received, and being looked at. RE: cannot be read. Codes of UNCL 4343, as Peppol's message level response has them. */
export type MessageVerdict = { readonly code: 'AB' | 'RE'; readonly reason: string | null };

export type MessageAnswered = {
  readonly documentId: string;
  readonly buyer: PartyCode;
  readonly seller: PartyCode;
};

/** A UBL ApplicationResponse in the form of Peppol's message level response. */
export const applicationResponse = (
  { documentId, buyer, seller }: MessageAnswered,
  { code, reason }: MessageVerdict,
  at: Instant,
): PushAnswer => ({
  status: 200,
  contentType: 'application/xml; charset=utf-8',
  body: ublDocument(
    'ApplicationResponse',
    cbc('CustomizationID', 'urn:fdc:peppol.eu:poacc:trns:mlr:3'),
    cbc('ProfileID', 'urn:fdc:peppol.eu:poacc:bis:mlr:3'),
    cbc('ID', `${documentId}-response`),
    cbc('IssueDate', ublDay(at)),
    cbc('IssueTime', ublClock(at)),
    cac('SenderParty', endpointOf(seller)),
    cac('ReceiverParty', endpointOf(buyer)),
    cac(
      'DocumentResponse',
      cac('Response', cbc('ResponseCode', code), cbc('Description', reason)),
      cac('DocumentReference', cbc('ID', documentId)),
    ),
  ),
});
