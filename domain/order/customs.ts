import { deliveredLines } from './bundle.ts';
import { because, type Change, type Context } from './change.ts';
import { OrderAmended } from './events.ts';
import type { HoldWish } from './holds.ts';
import type { Constraint, ConstraintType, Line, Order } from './order.ts';

/** What the network knows about borders and goods. */
export type CustomsFacts = {
  /** Countries that goods leave from. */
  readonly homeCountries: ReadonlySet<string>;
  /** What customs must be told of a SKU, as far as the merchant's own data say. */
  readonly customsOf: (sku: string) => { readonly hsCode?: string | undefined; readonly origin?: string | undefined };
};

/** Told by the channel (its mapping's `crossBorder`), or by where it goes. */
export const isCrossBorder = ({ attributes, destination }: Order, { homeCountries }: CustomsFacts): boolean =>
  attributes.crossBorder === true ||
  (destination !== null && destination.country !== '' && !homeCountries.has(destination.country));

const DECLARED = [
  { type: 'HS_CODE', field: 'hsCode' },
  { type: 'ORIGIN', field: 'origin' },
] as const satisfies readonly { type: ConstraintType; field: string }[];

const SOURCE = 'network:skus';

/** Six digits or more, with or without dots: anything else is no code, whoever says so. */
const HS_CODE = /^\d{4}\.?\d{2}(?:\.?\d{2}){0,2}$/;
const isSaid = ({ type, value }: Constraint): boolean =>
  typeof value === 'string' && value !== '' && (type !== 'HS_CODE' || HS_CODE.test(value));

const carries = ({ constraints }: Order, type: ConstraintType, { lineId }: Line): boolean =>
  constraints.some((each) => each.type === type && isSaid(each) && (each.lineId === lineId || each.lineId === null));

const goodsOf = (order: Order): Line[] => deliveredLines(order).filter(({ kind }) => kind === 'GOODS');

/** What the merchant's SKU data say of lines about which the channel says nothing. */
const known = (order: Order, { customsOf }: CustomsFacts): Constraint[] =>
  goodsOf(order).flatMap((line) =>
    DECLARED.flatMap(({ type, field }): Constraint[] => {
      const value = customsOf(line.sku)[field];
      if (value === undefined || carries(order, type, line)) return [];
      return [{ type, value, lineId: line.lineId, source: SOURCE, confidence: 1 }];
    }),
  );

/** Every line of an order that crosses a border carries what customs must be told, as far as the SKU data have it. */
export const declareGoods = (change: Change, facts: CustomsFacts, context: Context): Change => {
  const { order } = change;
  const found = isCrossBorder(order, facts) ? known(order, facts) : [];
  if (found.length === 0) return change;
  return because(
    change,
    OrderAmended,
    { fields: ['constraints'], by: 'system:screen-order' },
    { constraints: [...order.constraints, ...found] },
    context,
  );
};

/** Why an order may not cross a border yet: one hold that names each line, what it lacks, and the cure. */
export const customsProblems = (order: Order, facts: CustomsFacts): HoldWish[] => {
  if (!isCrossBorder(order, facts)) return [];
  const lacking = goodsOf(order).flatMap((line) => {
    const types = DECLARED.filter(({ type }) => !carries(order, type, line)).map(({ type }) => type);
    return types.length === 0 ? [] : [`line ${line.lineId} ("${line.sku}") lacks ${types.join(' and ')}`];
  });
  if (lacking.length === 0) return [];
  const cure = `give the SKU its hsCode and origin in skus.csv and seed it, or correct it on ${order.channel}; then release the hold`;
  return [{ type: 'CUSTOMS_DATA', reason: `constraints: the order crosses a border: ${lacking.join('; ')}: ${cure}` }];
};
