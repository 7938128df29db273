import type { Instant } from '../time.ts';
import type { PartyCode } from './b2b-party.ts';
import { utf8 } from './bytes.ts';
import type { PushAnswer, Reading, UnreadablePush } from './channel.ts';
import { aloneOf, BadX12, elementOf, readX12, type X12Group, type X12Interchange, type X12Transaction } from './x12.ts';
import { acknowledgementOf, isAcknowledgement, type Judged, type JudgedGroup } from './x12-acknowledgement.ts';
import { checkInterchange, checkTransaction, faultsText } from './x12-checks.ts';
import { x12Identity, x12Order } from './x12-order.ts';

type Sha256Hex = (data: Uint8Array) => string;

/** A document taken apart, and what its sender is told at once. */
export type DocumentReading = Reading & {
  readonly answer: PushAnswer;
  /** Who sends it by its own account; null where it does not say. */
  readonly sender: PartyCode | null;
};

/** RFC 1767 */
const CONTENT_TYPE = 'application/edi-x12';

/** Control numbers begin anew one day, so the day is part of the key; a transmission sent again has all of them the same. */
const keyOf = ({ isa }: X12Interchange, { gs }: X12Group, { st }: X12Transaction): string =>
  [
    'x12',
    ...[5, 6, 9, 10, 13].map((number) => elementOf(isa, number)),
    elementOf(gs, 6),
    elementOf(st, 1),
    elementOf(st, 2),
  ].join(':');

const merged = (readings: readonly Reading[]): Reading => ({
  pushes: readings.flatMap(({ pushes }) => pushes),
  unreadable: readings.flatMap(({ unreadable }) => unreadable),
});

/** A partner's answer to what we sent: worth a person's look only when it refuses. */
const readAcknowledgement = (kept: Omit<UnreadablePush, 'error'>, { segments }: X12Transaction): Reading => {
  const refused = segments.some(({ id }, index) => id === 'AK5' && elementOf(segments[index], 1) === 'R');
  if (!refused) return { pushes: [{ ...kept, channelOrderId: null, sourceAt: null }], unreadable: [] };
  const error =
    'b2b 997: the partner rejected a document of ours (AK5*R): correct what AK3 and AK4 name, and have it sent again';
  return { pushes: [], unreadable: [{ ...kept, error }] };
};

const readSet = (interchange: X12Interchange, group: X12Group, { transaction, verdict }: Judged): Reading => {
  const topic = elementOf(transaction.st, 1);
  const { orderId, shopId } = x12Identity(interchange, transaction);
  const kept = {
    dedupeKey: keyOf(interchange, group, transaction),
    topic,
    shopId,
    body: aloneOf(interchange, group, transaction),
  };
  if (isAcknowledgement(group)) return readAcknowledgement(kept, transaction);
  if (!verdict.accepted) {
    const error = `b2b ${topic} ${faultsText(verdict)}: the partner was told so in the 997, and is to correct it and send it again`;
    return { pushes: [], unreadable: [{ ...kept, error }] };
  }
  const { said_at: saidAt } = x12Order(interchange, group, transaction);
  return { pushes: [{ ...kept, channelOrderId: orderId, sourceAt: saidAt as Instant | null }], unreadable: [] };
};

const judge = (group: X12Group): JudgedGroup => ({
  group,
  sets: group.transactions.map((transaction) => ({ transaction, verdict: checkTransaction(transaction) })),
});

const TOO_SHORT = '023';

const readInterchange = (
  interchange: X12Interchange,
  body: string,
  sha256Hex: Sha256Hex,
): Reading & { told: string } => {
  if (checkInterchange(interchange) === TOO_SHORT) {
    const error =
      'b2b IEA: is missing, so the file is cut off, and nothing of it was taken: the partner was told so in a TA1, and is to send it again';
    const unreadable = [{ dedupeKey: sha256Hex(utf8(body)), topic: '', shopId: '', body, error }];
    return { pushes: [], unreadable, told: acknowledgementOf(interchange, []) };
  }
  const judged = interchange.groups.map(judge);
  const readings = judged.flatMap(({ group, sets }) => sets.map((set) => readSet(interchange, group, set)));
  return { ...merged(readings), told: acknowledgementOf(interchange, judged) };
};

/** An X12 file: a push for each of its transaction sets, and its 997. */
export const readX12Document = (body: string, sha256Hex: Sha256Hex): DocumentReading => {
  let interchanges: X12Interchange[];
  try {
    interchanges = readX12(body);
  } catch (error) {
    if (!(error instanceof BadX12)) throw error;
    const unreadable = [
      { dedupeKey: sha256Hex(utf8(body)), topic: '', shopId: '', body, error: `b2b ${error.message}` },
    ];
    return { pushes: [], unreadable, answer: { status: 200, contentType: CONTENT_TYPE, body: '' }, sender: null };
  }
  const readings = interchanges.map((each) => readInterchange(each, body, sha256Hex));
  const [first] = interchanges;
  return {
    ...merged(readings),
    answer: { status: 200, contentType: CONTENT_TYPE, body: readings.map(({ told }) => told).join('') },
    sender: first ? { scheme: elementOf(first.isa, 5), id: elementOf(first.isa, 6) } : null,
  };
};

/** The order of a kept push: an interchange with one transaction set. */
export const x12OrderIn = (body: string): unknown => {
  for (const interchange of readX12(body))
    for (const group of interchange.groups)
      for (const transaction of group.transactions)
        if (checkTransaction(transaction).accepted) return x12Order(interchange, group, transaction);
  return undefined;
};
