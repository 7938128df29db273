import { createHmac } from 'node:crypto';
import { fromEpochMillis } from '../../../domain/time.ts';
import type { ApiAnswer, ApiCall, OrderBook, PlatformAccount } from './platforms.ts';

const header = ({ headers }: ApiCall, name: string): string => String(headers[name] ?? '');

/** The rule written out again, not shared with the sender: two readings of it must agree. */
const isSigned = (call: ApiCall, { secrets }: PlatformAccount): boolean =>
  secrets.some(({ current }) => {
    const signed = `${header(call, 'x-orderloom-timestamp')}.${call.body}`;
    return (
      `v1=${createHmac('sha256', current).update(signed, 'utf8').digest('hex')}` ===
      header(call, 'x-orderloom-signature')
    );
  });

/** What came in, as a buyer's system files it: by purchase order, with the kind of document. */
type Filed = { readonly document: string; readonly poNumber: string };

const first = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';

const readX12 = (body: string): Filed | null => {
  const document = first(body, /\nST\*(\d{3})\*/);
  const poNumber = document === '855' ? first(body, /\nBAK\*\d\d\*\w\w\*([^*~]+)/) : first(body, /\nPRF\*([^*~]+)/);
  return document === '' || poNumber === '' ? null : { document, poNumber };
};

const readUbl = (body: string): Filed | null => {
  const document = first(body, /<(OrderResponse|DespatchAdvice) /);
  const poNumber = first(body, /<cac:OrderReference><cbc:ID>([^<]+)/);
  return document === '' || poNumber === '' ? null : { document, poNumber };
};

const readCxml = (body: string): Filed | null => {
  const document = first(body, /<(ConfirmationRequest|ShipNoticeRequest)>/);
  const poNumber = first(body, /<OrderReference orderID="([^"]+)"/);
  return document === '' || poNumber === '' ? null : { document, poNumber };
};

/** The functional acknowledgement of the simulated buyer, counted by hand. */
const acknowledged = (body: string, accepted: boolean): string => {
  const [isa = '', gs = ''] = body.split('~\n');
  const isaParts = isa.split('*');
  const gsParts = gs.split('*');
  const [st = '', set = '', number = ''] = (body.split('~\n')[2] ?? '').split('*');
  const back = [...isaParts.slice(0, 5), isaParts[7], isaParts[8], isaParts[5], isaParts[6], ...isaParts.slice(9)];
  const verdict = accepted && st === 'ST' ? 'A' : 'R';
  return `${[
    back.join('*'),
    ['GS', 'FA', gsParts[3], gsParts[2], ...gsParts.slice(4)].join('*'),
    'ST*997*0001',
    `AK1*${gsParts[1]}*${gsParts[6]}`,
    `AK2*${set}*${number}`,
    `AK5*${verdict}`,
    `AK9*${verdict}*1*1*${accepted ? 1 : 0}`,
    'SE*6*0001',
    `GE*1*${gsParts[6]}`,
    `IEA*1*${isaParts[13]}`,
  ].join('~\n')}~\n`;
};

const cxmlStatus = (code: number, text: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><cXML payloadID="simulated" timestamp="${fromEpochMillis(Date.now())}"><Response><Status code="${code}" text="${text}"/></Response></cXML>`;

/** Files a document beside what it already has of that purchase order, so that it can be looked up. */
const file = (book: OrderBook, { document, poNumber }: Filed, body: string): void => {
  const known = JSON.parse(book.find('b2b', poNumber) ?? '{"documents":[]}') as { documents: object[] };
  const documents = [...known.documents, { document, body }];
  book.put('b2b', poNumber, JSON.stringify({ order_id: poNumber, documents }));
};

/** A buyer's own endpoint: takes confirmations and ship notices in X12, UBL and cXML, and answers as buyers do. */
export const answerB2b = (call: ApiCall, account: PlatformAccount, book: OrderBook): ApiAnswer => {
  const { body } = call;
  if (!isSigned(call, account)) return { status: 401, body: 'signature is wrong' };
  if (body.startsWith('ISA')) {
    const filed = readX12(body);
    if (filed) file(book, filed, body);
    return {
      status: 200,
      body: acknowledged(body, filed !== null),
      headers: { 'content-type': 'application/edi-x12' },
    };
  }
  const isCxml = body.includes('<cXML ');
  const filed = isCxml ? readCxml(body) : readUbl(body);
  if (filed) file(book, filed, body);
  if (isCxml) return { status: 200, body: filed ? cxmlStatus(201, 'Accepted') : cxmlStatus(406, 'Not Acceptable') };
  return filed ? { status: 202, body: '' } : { status: 400, body: 'no document that is taken here' };
};
