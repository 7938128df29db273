const skusOf = (lines: readonly { readonly sku: string }[]): string[] => [...new Set(lines.map(({ sku }) => sku))];

/**
 * Events after which there may be stock for those who wait, and how each names its SKUs. `OrderBackordered` is one: stock that came
 * while the order was planned is looked for once it stands in the queue.
 */
const RESTOCKING = {
  NetworkSignalled: (data: { readonly signals: readonly { readonly kind: string; readonly sku?: string }[] }) =>
    skusOf(data.signals.flatMap(({ kind, sku }) => (kind === 'STOCK' && sku !== undefined ? [{ sku }] : []))),
  StockMoved: (data: { readonly lines: readonly { readonly sku: string; readonly onHand: number }[] }) =>
    skusOf(data.lines.filter(({ onHand }) => onHand > 0)),
  StockReleased: (data: { readonly lines: readonly { readonly sku: string }[] }) => skusOf(data.lines),
  StockUnlocked: (data: { readonly lines: readonly { readonly sku: string }[] }) => skusOf(data.lines),
  OrderBackordered: (data: { readonly missing: readonly { readonly sku: string }[] }) => skusOf(data.missing),
} as const;

export const RESTOCKING_EVENTS = Object.keys(RESTOCKING) as (keyof typeof RESTOCKING)[];

/** SKUs of which there may be more since an event; none where it is about something else. */
export const restockedBy = (type: string, data: unknown): string[] =>
  type in RESTOCKING ? RESTOCKING[type as keyof typeof RESTOCKING](data as never) : [];
