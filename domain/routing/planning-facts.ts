import { exponentOf } from '../money.ts';
import type { Line, Order } from '../order/order.ts';
import { hoursBetween, type Instant, toBeijing, toEpochMillis } from '../time.ts';
import type { FactKinds } from '../workbench/decision-space.ts';
import type { Sku } from './network.ts';
import { PROVINCES } from './provinces.ts';

/** What policies about planning may ask, and of which kind it is. Amounts in major units of the order's currency. */
export const PLANNING_FACTS: FactKinds = {
  channel: 'text',
  shopId: 'text',
  fulfillmentType: 'text',
  color: 'text',
  currency: 'text',
  amount: 'number',
  dearestPiece: 'number',
  lines: 'number',
  pieces: 'number',
  kg: 'number',
  attempts: 'number',
  hoursToPromise: 'number',
  gift: 'truth',
  presale: 'truth',
  groupBuy: 'truth',
  cashOnDelivery: 'truth',
  'customer.tier': 'text',
  'customer.isOrganisation': 'truth',
  'destination.country': 'text',
  'destination.province': 'text',
  'destination.city': 'text',
  'destination.region': 'text',
  'destination.isAbroad': 'truth',
  'goods.classes': 'list',
  'goods.tags': 'list',
  'goods.skus': 'list',
  wishes: 'list',
  intents: 'list',
  tags: 'list',
  'now.year': 'number',
  'now.month': 'number',
  /** 1111: the 11th of November. */
  'now.monthDay': 'number',
  /** 1 is Monday. */
  'now.weekday': 'number',
  'now.hour': 'number',
};

/** How sure an intent must be to count as one. */
const SURE_ENOUGH = 0.5;

type Known = {
  /** The network's region the destination resolves to. */
  readonly region: string | null;
  readonly skuOf: (sku: string) => Sku | undefined;
  readonly now: Instant;
};

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** The province's short Chinese name (新疆) where the region says which; else what the address says. */
const provinceOf = (order: Order, region: string | null): string | null => {
  const known = PROVINCES.find(({ code }) => /^\d{6}$/.test(region ?? '') && region?.startsWith(code));
  return known?.name ?? order.destination?.province ?? null;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const BEIJING_MS = 8 * 60 * 60 * 1000;
/** Days count from a Thursday. */
const THURSDAY = 3;

/** Calendar in Beijing: what hours, holidays and cut-offs are told in. */
const calendarOf = (now: Instant) => {
  const local = toBeijing(now);
  const [year = 0, month = 0, day = 0] = local.slice(0, 10).split('-').map(Number);
  const days = Math.floor((toEpochMillis(now) + BEIJING_MS) / DAY_MS);
  const weekday = ((days + THURSDAY) % 7) + 1;
  return { year, month, monthDay: month * 100 + day, weekday, hour: Number(local.slice(11, 13)) };
};

const isYes = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

const CASH = /货到付款|cash on delivery|^cod$/i;

/** Nothing was paid although the order is ready, or the channel says so in so many words. */
const isCashOnDelivery = ({ amounts, attributes, lifecycle: { channelStatus } }: Order): boolean => {
  const said = [attributes.payType, attributes.paymentMethod, attributes.payment].some(
    (each) => typeof each === 'string' && CASH.test(each),
  );
  return said || (channelStatus === 'READY' && amounts.totalMinor > 0 && amounts.paidMinor === 0);
};

const lineAttributes = ({ attributes }: Order): Record<string, unknown>[] =>
  Object.values((attributes.lines as Record<string, Record<string, unknown>> | undefined) ?? {});

const isPresale = (order: Order): boolean =>
  order.channelView.holds.some(({ type }) => type === 'DEPOSIT_ONLY') ||
  isYes(order.attributes.preSale) ||
  lineAttributes(order).some(({ preSaleType }) => typeof preSaleType === 'number' && preSaleType > 0);

const isGroupBuy = (order: Order): boolean =>
  order.channelView.holds.some(({ type }) => type === 'GROUP_BUY') || isYes(order.attributes.groupBuy);

/** What is known of an order when it is planned: the facts of every policy. @param lines those still to be planned */
export const planningFacts = (order: Order, lines: readonly Line[], { region, skuOf, now }: Known) => {
  const goods = lines.map((line) => ({ ...line, known: skuOf(line.sku) }));
  const { initiator, destination, amounts } = order;
  const major = 10 ** exponentOf(order.currency);
  const intents = (order.intents ?? []).filter(({ probability }) => probability >= SURE_ENOUGH);
  return {
    channel: order.channel,
    shopId: order.shopId,
    fulfillmentType: order.fulfillmentType,
    color: order.color,
    currency: order.currency,
    amount: amounts.totalMinor / major,
    dearestPiece: Math.max(0, ...lines.map(({ unitPriceMinor }) => unitPriceMinor)) / major,
    lines: lines.length,
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    kg: Math.round(goods.reduce((sum, { known, quantity }) => sum + (known?.kg ?? 0) * quantity, 0) * 1000) / 1000,
    attempts: order.lifecycle.attempts,
    hoursToPromise: order.promiseAt === null ? null : Math.round(hoursBetween(now, order.promiseAt) * 100) / 100,
    gift: intents.some(({ intent }) => intent === 'GIFT') || lines.some(({ gift }) => gift),
    presale: isPresale(order),
    groupBuy: isGroupBuy(order),
    cashOnDelivery: isCashOnDelivery(order),
    customer: { tier: initiator.tier, isOrganisation: initiator.organisation !== null },
    destination: {
      country: destination?.country ?? null,
      province: provinceOf(order, region),
      city: destination?.city ?? null,
      region,
      isAbroad: destination !== null && destination.country !== '' && destination.country !== 'CN',
    },
    goods: {
      classes: unique(goods.flatMap(({ known }) => known?.classes ?? [])),
      tags: unique(goods.flatMap(({ known }) => known?.tags ?? [])),
      skus: unique(lines.map(({ sku }) => sku)),
    },
    wishes: unique(order.constraints.map(({ type }) => type)),
    intents: intents.map(({ intent }) => intent),
    tags: unique((order.tags ?? []).map(({ tag }) => tag)),
    now: calendarOf(now),
  };
};
export type PlanningFacts = ReturnType<typeof planningFacts>;
