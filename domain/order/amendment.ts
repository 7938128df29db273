import { worthOfFirst } from '../money.ts';
import { priceMoves, pricesOf, saidOf } from './amended.ts';
import type { ChangeKind } from './cut-offs.ts';
import { fingerprint } from './fingerprint.ts';
import { withLineChanges } from './line-changes.ts';
import { canonical } from './merge.ts';
import type {
  AmendedHere,
  Amendment,
  Amounts,
  Constraint,
  ConstraintType,
  Destination,
  Line,
  NewLine,
  Order,
} from './order.ts';
import { asOrdered, type MoneyDifference, type Movement, openAccount, reckon } from './order-account.ts';
import { type RefundTerms, USUAL_TERMS } from './refund.ts';

/** What somebody asked that cannot be: the field, what is wrong, and the cure. */
export class CannotAmend extends Error {
  override name = 'CannotAmend';
  readonly field: string;
  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
  }
}

export type FieldChange = { readonly field: string; readonly before: unknown; readonly after: unknown };

export type Amended = {
  /** The order as it would be, without events. */
  readonly order: Order;
  readonly changes: readonly FieldChange[];
  readonly money: MoneyDifference;
  /** Which cut-offs to ask, and of which lines; null: of all. */
  readonly kinds: readonly ChangeKind[];
  readonly touched: ReadonlySet<string> | null;
};

/** A line with fewer pieces; the first pieces go, at what they cost. */
const withoutPieces = (line: Line, gone: number): Line => ({
  ...line,
  quantity: line.quantity - gone,
  totalMinor: line.totalMinor - worthOfFirst(line.totalMinor, line.quantity, gone),
  discountMinor: line.discountMinor - worthOfFirst(line.discountMinor, line.quantity, gone),
});

const withMore = (line: Line, more: number): Line => ({
  ...line,
  quantity: line.quantity + more,
  totalMinor: line.totalMinor + line.unitPriceMinor * more,
});

type LinesMoved = { readonly lines: Line[]; readonly movement: Movement; readonly touched: ReadonlySet<string> };

const quantityChanged = (
  line: Line,
  wanted: number,
  movement: { gone: Record<string, number>; added: PricedLine[] },
): Line[] => {
  const { lineId, quantity, unitPriceMinor } = line;
  if (wanted > quantity) {
    const more = wanted - quantity;
    movement.added.push({ lineId, quantity: more, totalMinor: unitPriceMinor * more });
    return [withMore(line, more)];
  }
  if (wanted < quantity) movement.gone[lineId] = quantity - wanted;
  if (wanted === 0) return [];
  return [wanted === quantity ? line : withoutPieces(line, quantity - wanted)];
};

type PricedLine = { lineId: string; quantity: number; totalMinor: number };

const freshId = (lines: readonly Line[], serial: number): string => {
  const id = `here-${serial}`;
  return lines.some(({ lineId }) => lineId === id) ? freshId(lines, serial + 1) : id;
};

const lineOf = ({ sku, title, quantity, unitPriceMinor, gift }: NewLine, lineId: string): Line => ({
  lineId,
  kind: 'GOODS',
  sku,
  channelSku: null,
  title,
  quantity,
  unitPriceMinor,
  discountMinor: 0,
  totalMinor: unitPriceMinor * quantity,
  gift,
});

const moveLines = (order: Order, { added = [], quantities = {} }: Amendment): LinesMoved => {
  const known = order.deliverables;
  const unknown = Object.keys(quantities).find((id) => !known.some(({ lineId }) => lineId === id));
  if (unknown !== undefined)
    throw new CannotAmend(
      'lines',
      `the order has no line ${unknown}; it has ${known.map(({ lineId }) => lineId).join(', ')}`,
    );
  const movement = { gone: {} as Record<string, number>, added: [] as PricedLine[] };
  const lines = known.flatMap((line) => quantityChanged(line, quantities[line.lineId] ?? line.quantity, movement));
  const counted = [...known];
  for (const wanted of added) {
    const line = lineOf(wanted, freshId(counted, known.length + 1));
    counted.push(line);
    lines.push(line);
    movement.added.push({ lineId: line.lineId, quantity: line.quantity, totalMinor: line.totalMinor });
  }
  const touched = known.flatMap(({ lineId, quantity }) =>
    quantities[lineId] === undefined || quantities[lineId] === quantity ? [] : [lineId],
  );
  return { lines, movement, touched: new Set(touched) };
};

const gross = (lines: readonly Line[]): number =>
  lines.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * quantity, 0);

/** The order's sums after a change; what was paid and paid back is the channel's to say. */
const movedAmounts = (
  order: Order,
  lines: readonly Line[],
  { payableMinor, lines: parts, shippingMinor }: MoneyDifference,
): Amounts => {
  const { amounts } = order;
  const { itemsMinor, shippingMinor: shipping, discountMinor, taxMinor, totalMinor } = amounts;
  const taxOnTop = itemsMinor - discountMinor + shipping + taxMinor === totalMinor;
  const going = parts.filter(({ quantity }) => quantity > 0);
  const carriage = shippingMinor + going.reduce((sum, part) => sum + part.shippingMinor, 0);
  const taxes = going.reduce((sum, part) => sum + part.taxMinor, 0);
  const next = {
    itemsMinor: Math.max(0, itemsMinor + gross(lines) - gross(order.deliverables)),
    shippingMinor: Math.max(0, shipping - carriage),
    taxMinor: Math.max(0, taxMinor - taxes),
    totalMinor: Math.max(0, totalMinor + payableMinor.after - payableMinor.before),
  };
  const parted = next.itemsMinor + next.shippingMinor + (taxOnTop ? next.taxMinor : 0);
  return { ...amounts, ...next, discountMinor: Math.max(0, parted - next.totalMinor) };
};

const shownLines = (lines: readonly Line[]) =>
  lines.map(({ lineId, sku, quantity, totalMinor }) => ({ lineId, sku, quantity, totalMinor }));

/** Names of the place; who and where exactly is the customer record's. */
const shownPlace = (destination: Destination | null) => {
  if (!destination) return null;
  const { country, province, city, district } = destination;
  return { country, province, city, district };
};

const withWishes = (
  { constraints }: Order,
  { types, constraints: said }: NonNullable<Amendment['wishes']>,
): Constraint[] => [...constraints.filter(({ type }) => !types.includes(type)), ...said];

const CARRIERS: readonly ConstraintType[] = ['CARRIER_WANTED', 'CARRIER_AVOIDED'];
const TIMES: readonly ConstraintType[] = ['DELIVER_BY', 'DELIVERY_WINDOW', 'SHIP_BY', 'NOT_BEFORE'];

const kindsOf = (amendment: Amendment): ChangeKind[] => {
  const types = amendment.wishes?.types ?? [];
  const lines = amendment.kind === 'CANCEL' ? 'CANCEL' : 'LINES';
  return [
    ...(amendment.quantities || amendment.added ? [lines as ChangeKind] : []),
    ...(amendment.destination ? ['ADDRESS' as const] : []),
    ...(amendment.promiseAt !== undefined || types.some((type) => TIMES.includes(type)) ? ['TIME' as const] : []),
    ...(types.some((type) => CARRIERS.includes(type)) ? ['CARRIER' as const] : []),
    ...(types.some((type) => !CARRIERS.includes(type) && !TIMES.includes(type)) ? ['WISHES' as const] : []),
  ];
};

/** What stands over the channel's word from now on. */
const amendedHere = (
  { channelView: view, amended }: Order,
  after: Order,
  changed: (field: keyof Order) => boolean,
  types: readonly ConstraintType[],
): AmendedHere => {
  const said = withLineChanges(view);
  const over = <F extends 'deliverables' | 'destination' | 'promiseAt'>(field: F, value: Order[F]) =>
    changed(field) ? { [field]: { over: saidOf(field, value), value: after[field] } } : {};
  return {
    ...amended,
    ...over('deliverables', said.lines),
    ...over('destination', view.destination),
    ...over('promiseAt', said.promiseAt),
    ...(changed('amounts')
      ? { amounts: { over: fingerprint(pricesOf(said.amounts)), by: priceMoves(said.amounts, after.amounts) } }
      : {}),
    ...(types.length > 0 ? { wishes: [...new Set([...(amended?.wishes ?? []), ...types])] } : {}),
  };
};

/**
 * An order as it would be after a change, and what that means in money; legs and stock are `changeOrder`'s.
 * @throws CannotAmend, MoreThanLeft
 */
export const amend = (order: Order, amendment: Amendment, terms: RefundTerms = USUAL_TERMS): Amended => {
  const { lines, movement, touched } = moveLines(order, amendment);
  const opened = order.account
    ? asOrdered(order.account, order.deliverables)
    : openAccount(order.deliverables, order.amounts, terms);
  const { account, difference: money } = reckon(opened, movement, order.amounts, order.currency);
  const moves = touched.size > 0 || movement.added.length > 0;
  const after: Order = {
    ...order,
    ...(moves ? { deliverables: lines, amounts: movedAmounts(order, lines, money), account } : {}),
    ...(amendment.destination ? { destination: amendment.destination } : {}),
    ...(amendment.promiseAt === undefined ? {} : { promiseAt: amendment.promiseAt }),
    ...(amendment.wishes ? { constraints: withWishes(order, amendment.wishes) } : {}),
  };
  const changed = (field: keyof Order): boolean => canonical(order[field]) !== canonical(after[field]);
  const shown: readonly (readonly [keyof Order, (of: Order) => unknown])[] = [
    ['deliverables', (of) => shownLines(of.deliverables)],
    ['destination', (of) => shownPlace(of.destination)],
    ['promiseAt', (of) => of.promiseAt],
    ['constraints', (of) => of.constraints.map(({ type, value, lineId }) => ({ type, value, lineId }))],
    ['amounts', (of) => pricesOf(of.amounts)],
  ];
  const changes = shown.flatMap(([field, show]) =>
    changed(field) ? [{ field, before: show(order), after: show(after) }] : [],
  );
  const kinds = kindsOf(amendment);
  const whole = kinds.some((kind) => kind !== 'LINES' && kind !== 'CANCEL');
  return {
    order: { ...after, amended: amendedHere(order, after, changed, amendment.wishes?.types ?? []) },
    changes,
    money,
    kinds,
    touched: whole ? null : touched,
  };
};
