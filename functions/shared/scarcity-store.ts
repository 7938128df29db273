import { ScarcityPrices } from '#domain/routing/scarcity-prices.ts';
import { hoursBetween, type Instant } from '#domain/time.ts';
import { getItem, putItem } from './dynamo.ts';
import { env } from './env.ts';
import { PRICES_POINTER, pricesPath } from './network-keys.ts';
import { putPacked, readPacked } from './packed-object.ts';

/** Prices as old as this say nothing any more: whoever works them out has stopped. */
const STALE_HOURS = 2;
/** A pointer older than this is read again. */
const POINTER_MS = 3_000;

const readCurrent = async (known: ScarcityPrices | null): Promise<ScarcityPrices | null> => {
  const pointer = await getItem<{ version: string }>(env('NETWORK_TABLE'), PRICES_POINTER);
  if (!pointer) return null;
  if (known?.version === pointer.version) return known;
  const prices = await readPacked<unknown>(env('NETWORK_BUCKET'), pricesPath(pointer.version));
  return prices === null ? null : ScarcityPrices.parse(prices);
};

/** As last published; null while nothing ever was. */
export const publishedPrices = (): Promise<ScarcityPrices | null> => readCurrent(null);

let kept: ScarcityPrices | null = null;
let checkedAt = 0;

/** The prices that plans use now, kept while the function is warm; null where there are none, or only stale ones. */
export const standingPrices = async (now: Instant): Promise<ScarcityPrices | null> => {
  if (Date.now() - checkedAt >= POINTER_MS) {
    kept = await readCurrent(kept);
    checkedAt = Date.now();
  }
  return kept && hoursBetween(kept.pricedAt, now) < STALE_HOURS ? kept : null;
};

/** @returns false when another version was published since `before`: this one counts for nothing */
export const publishPrices = async (prices: ScarcityPrices, before: string | null): Promise<boolean> => {
  const { version, pricedAt } = prices;
  await putPacked(env('NETWORK_BUCKET'), pricesPath(version), prices);
  const still =
    before === null
      ? { condition: 'attribute_not_exists(pk)' }
      : { condition: 'version = :before', values: { ':before': before } };
  return putItem(env('NETWORK_TABLE'), { ...PRICES_POINTER, entity: 'PRICES', version, pricedAt }, still);
};
