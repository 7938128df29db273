import * as z from 'zod';
import type { ChannelOrder, Conflict, Line } from './order.ts';

/** What a SKU was sold for in a shop, by currency: how often, and typically per piece. */
export const PriceMemory = z.record(z.string(), z.object({ orders: z.number().int(), typicalMinor: z.number() }));
export type PriceMemory = z.infer<typeof PriceMemory>;

/** Fewer orders are no usual price. */
const KNOWN_FROM = 5;
/** Later prices weigh as if there had been so many, so that the memory follows what a SKU costs by now. */
const REMEMBERED = 20;
/** A price this near to the usual one teaches nothing once the memory is full: most orders then cost no write. */
const USUAL_WITHIN = 0.1;

/** Mistaken units are off by a hundred, and sale prices by up to a third of it. */
const HUNDREDFOLD = [67, 150] as const;

const isHundredfold = (ratio: number): boolean => ratio >= HUNDREDFOLD[0] && ratio <= HUNDREDFOLD[1];

/** What one piece is really sold for. */
const pieceOf = ({ totalMinor, quantity }: Line): number => (quantity > 0 ? totalMinor / quantity : 0);

type Told = Pick<ChannelOrder, 'currency' | 'placedAt'>;

const problemWith = (line: Line, memory: PriceMemory, { currency, placedAt }: Told): Conflict | null => {
  const price = pieceOf(line);
  const known = Object.entries(memory).filter(([, { orders }]) => orders >= KNOWN_FROM);
  const usual = memory[currency];
  const told = (code: string, value: string, other: string, chosenBy: string): Conflict => ({
    code,
    field: `lines.${line.lineId}`,
    values: [value, other],
    since: placedAt,
    chosenBy,
  });
  if (!usual || usual.orders < KNOWN_FROM)
    return known.length > 0 && !usual
      ? told(
          'CURRENCY_UNUSUAL',
          `${line.sku} in ${currency}`,
          `sold in ${known.map(([code]) => code).join(', ')} so far`,
          "the order's currency counts",
        )
      : null;
  const [here, before] = [
    `${line.sku} for ${Math.round(price)} ${currency}`,
    `usually ${Math.round(usual.typicalMinor)}`,
  ];
  if (isHundredfold(usual.typicalMinor / price))
    return told('PRICE_IMPLAUSIBLE', here, before, 'nothing is sent until somebody has looked');
  return isHundredfold(price / usual.typicalMinor)
    ? told('UNIT_IMPLAUSIBLE', here, before, "the order's price counts; check the unit in the mapping")
    : null;
};

const priced = ({ lines }: Pick<ChannelOrder, 'lines'>): Line[] =>
  lines.filter((line) => !line.gift && pieceOf(line) > 0);

/** SKUs whose prices an order can be judged by. */
export const pricedSkus = (order: Pick<ChannelOrder, 'lines'>): string[] => [
  ...new Set(priced(order).map(({ sku }) => sku)),
];

/** Prices that cannot be meant, judged by what the shop sold before. */
export const implausiblePrices = (
  order: Pick<ChannelOrder, 'lines'> & Told,
  memoryOf: (sku: string) => PriceMemory,
): Conflict[] => priced(order).flatMap((line) => problemWith(line, memoryOf(line.sku), order) ?? []);

/** The memory after an order; null where it has nothing to learn from it. What is implausible teaches nothing. */
export const remembered = (
  memory: PriceMemory,
  order: Pick<ChannelOrder, 'lines'> & Told,
  sku: string,
): PriceMemory | null => {
  const line = priced(order).find((each) => each.sku === sku);
  if (!line) return null;
  const price = pieceOf(line);
  const known = memory[order.currency];
  if (!known) return { ...memory, [order.currency]: { orders: 1, typicalMinor: price } };
  const distance = Math.log(price / known.typicalMinor);
  if (isHundredfold(Math.exp(Math.abs(distance)))) return null;
  if (known.orders >= REMEMBERED && Math.abs(distance) < USUAL_WITHIN) return null;
  const orders = Math.min(known.orders + 1, REMEMBERED);
  return { ...memory, [order.currency]: { orders, typicalMinor: known.typicalMinor * Math.exp(distance / orders) } };
};
