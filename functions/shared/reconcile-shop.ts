import type { ChannelListing } from '#domain/channel/channel-api.ts';
import type { CursorStore, Turn } from '#domain/channel/cursor-store.ts';
import { ChannelReconciled } from '#domain/channel/events.ts';
import { type Span, spanToReconcile, windowsOf } from '#domain/channel/reconcile-listing.ts';
import { happened } from '#domain/event.ts';
import { type Instant, plusSeconds, secondsBetween } from '#domain/time.ts';
import { type ReconcileStores, reconcileWindow, type Sweep, type WindowReport } from './reconcile-window.ts';

export type ShopSweep = Omit<Sweep, 'stores' | 'listing'> & {
  readonly stores: ReconcileStores & { readonly cursors: CursorStore };
  /** A span to compare once more, asked for by a person; the cursor stays where it is. Absent: what has passed since the last sweep. */
  readonly again?: Span;
  /** No page is begun after it. */
  readonly endsAt: Instant;
};

export type ShopReport = {
  readonly windows: readonly (Span & WindowReport)[];
  /** Why the sweep ended before everything was compared; null when it is. */
  readonly trouble: string | null;
  /** How long ago a sweep last succeeded. */
  readonly behindSeconds: number;
};

/** Longer than a sweep can last, so that a turn ends by itself only where its sweep has died. */
const TURN_SECONDS = 330;

const summarise = async (sweep: ShopSweep, window: Span, report: WindowReport, began: Instant): Promise<void> => {
  const { shop, stores, now, nextUlid, traceId } = sweep;
  const about = { channel: shop.channel.id, shopId: shop.secret.appId };
  const at = now();
  const { MISSED: missed, BEHIND: behind, UNKNOWN_TO_PLATFORM: unknownToPlatform } = report.found;
  const tookMs = Math.round(secondsBetween(began, at) * 1000);
  const facts = { ...about, ...window, listed: report.listed, missed, behind, unknownToPlatform, tookMs };
  const occasion = { at, orderId: null, causedBy: null, traceId, color: 'default' };
  await stores.findings.summarise(about, happened(ChannelReconciled, occasion, facts, nextUlid));
};

type Compared = Omit<ShopReport, 'behindSeconds'>;

/** Window by window: compared, told, and only then the cursor moved on. One that breaks off is compared again. */
const compareSpan = async (
  sweep: ShopSweep,
  listing: ChannelListing,
  span: Span,
  turn: Turn | null,
): Promise<Compared> => {
  const windows: (Span & WindowReport)[] = [];
  for (const window of windowsOf(span, listing)) {
    const began = sweep.now();
    const report = await reconcileWindow({ ...sweep, listing }, window, sweep.endsAt);
    if (report.kind === 'LATER') return { windows, trouble: report.reason };
    await summarise(sweep, window, report, began);
    if (turn) await sweep.stores.cursors.move(turn, window.to);
    windows.push({ ...window, ...report });
  }
  return { windows, trouble: null };
};

/**
 * Compares the orders that changed at a platform since the last sweep with ours.
 * @returns null when another sweep is at it
 * @throws when a store fails; the next sweep compares again
 */
export const reconcileShop = async (sweep: ShopSweep): Promise<ShopReport | null> => {
  const { shop, stores, now, again } = sweep;
  const { id: channel, listing } = shop.channel;
  if (!listing) throw new Error(`${channel} has no list of orders to compare with`);
  if (again) return { ...(await compareSpan(sweep, listing, again, null)), behindSeconds: 0 };
  const reader = { kind: 'LISTING', channel, shopId: shop.secret.appId } as const;
  const turn = await stores.cursors.take(reader, sweep.traceId, now(), plusSeconds(now(), TURN_SECONDS));
  if (!turn) return null;
  let succeededAt: Instant | null = null;
  try {
    const span = spanToReconcile(turn.cursor as Instant | null, now(), listing);
    const compared = span ? await compareSpan(sweep, listing, span, turn) : { windows: [], trouble: null };
    if (compared.trouble === null) succeededAt = now();
    return { ...compared, behindSeconds: secondsBetween(succeededAt ?? turn.succeededAt, now()) };
  } finally {
    await stores.cursors.leave(turn, succeededAt);
  }
};
