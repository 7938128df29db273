import type { OrderSummary } from './order-snapshot.ts';

const COLUMNS = [
  'orderId',
  'channel',
  'shopId',
  'channelOrderId',
  'customerId',
  'state',
  'since',
  'holds',
  'placedAt',
  'promiseAt',
  'currency',
  'totalMinor',
  'lines',
] as const satisfies readonly (keyof OrderSummary)[];

/** A spreadsheet takes text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** A number that a spreadsheet would round: platform ids have up to twenty digits. */
const LONG_NUMBER = /^\d{12,}$/;

const cell = (value: OrderSummary[keyof OrderSummary]): string => {
  if (value === null) return '';
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  const safe = FORMULA.test(text) || LONG_NUMBER.test(text) ? `\t${text}` : text;
  return /[",\n\r\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The first part begins with a byte-order mark, by which spreadsheets know UTF-8, and the names of the columns. */
const HEAD = `\uFEFF${COLUMNS.join(',')}\r\n`;

/**
 * Orders as RFC 4180 rows. Text that a spreadsheet would run as a formula or round as a number has a tab before it.
 * @param isFirst whether it is the beginning of a table rather than a later part
 */
export const ordersCsv = (orders: readonly OrderSummary[], isFirst: boolean): string =>
  (isFirst ? HEAD : '') + orders.map((order) => `${COLUMNS.map((name) => cell(order[name])).join(',')}\r\n`).join('');
