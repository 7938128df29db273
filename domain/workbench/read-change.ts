import { CannotAmend } from '../order/amendment.ts';
import type { Amendment, Constraint, ConstraintType, Destination, Order } from '../order/order.ts';
import type { AmendOrder, CancelOrder } from './change-requests.ts';

const quantitiesOf = (lines: NonNullable<AmendOrder['lines']>): Record<string, number> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      if (line.do === 'ADD') return [];
      return [[line.lineId, line.do === 'REMOVE' ? 0 : line.quantity] as const];
    }),
  );

const refuseTwice = (ids: readonly string[]): void => {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new CannotAmend('lines', `line ${twice} is named twice: say once what becomes of it`);
};

/** What a request says of constraints, by the person who sends it. */
const wishesOf = ({ window, carriers, constraints, deliverBy }: AmendOrder, source: string): Amendment['wishes'] => {
  const said = (type: ConstraintType, value: Constraint['value'], lineId: string | null = null): Constraint => ({
    type,
    value,
    lineId,
    source,
    confidence: 1,
  });
  const listed = constraints ?? [];
  const types: ConstraintType[] = [
    ...(window === undefined ? [] : ['DELIVERY_WINDOW' as const]),
    ...(deliverBy === undefined ? [] : ['DELIVER_BY' as const]),
    ...(carriers ? (['CARRIER_WANTED', 'CARRIER_AVOIDED'] as const) : []),
    ...listed.map(({ type }) => type),
  ];
  if (types.length === 0) return undefined;
  return {
    types: [...new Set(types)],
    constraints: [
      ...(window ? [said('DELIVERY_WINDOW', window)] : []),
      ...(carriers?.wanted ?? []).map((carrier) => said('CARRIER_WANTED', carrier)),
      ...(carriers?.avoided ?? []).map((carrier) => said('CARRIER_AVOIDED', carrier)),
      ...listed.map(({ type, value, lineId }) => said(type, value, lineId)),
    ],
  };
};

/**
 * An amendment as it is asked for.
 * @param destination where it is to go instead, masked; the address itself is kept with the customer
 * @throws CannotAmend
 */
export const readAmendment = (asked: AmendOrder, destination: Destination | null, source: string): Amendment => {
  const lines = asked.lines ?? [];
  refuseTwice(lines.flatMap((line) => (line.do === 'ADD' ? [] : [line.lineId])));
  const added = lines.flatMap((line) => (line.do === 'ADD' ? [line] : []));
  const wishes = wishesOf(asked, source);
  return {
    kind: 'AMEND',
    ...(added.length > 0 ? { added } : {}),
    ...(lines.length > added.length ? { quantities: quantitiesOf(lines) } : {}),
    ...(destination ? { destination } : {}),
    ...(asked.intercept ? { intercept: true } : {}),
    ...(asked.deliverBy === undefined ? {} : { promiseAt: asked.deliverBy }),
    ...(wishes ? { wishes } : {}),
  };
};

/** A cancellation as it is asked for, read against the order as it is. @throws CannotAmend for a line nobody knows, or more pieces than are left */
export const readCancellation =
  ({ lines }: Pick<CancelOrder, 'lines'>) =>
  ({ deliverables }: Order): Amendment => {
    if (!lines)
      return { kind: 'CANCEL', quantities: Object.fromEntries(deliverables.map(({ lineId }) => [lineId, 0])) };
    refuseTwice(lines.map(({ lineId }) => lineId));
    const left = lines.map(({ lineId, quantity }) => {
      const line = deliverables.find((each) => each.lineId === lineId);
      const known = line?.quantity ?? 0;
      const gone = quantity ?? known;
      if (!line || gone > known)
        throw new CannotAmend('lines', `line ${lineId} has ${known} left, ${gone} cannot be cancelled`);
      return [lineId, known - gone] as const;
    });
    return { kind: 'CANCEL', quantities: Object.fromEntries(left) };
  };
