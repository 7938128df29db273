import type { Instant } from '../time.ts';
import type { StockMove } from './stock-command.ts';
import type { LotChange, MovementKind, StockChange } from './stock-movement.ts';
import type { StockRule } from './stock-rules.ts';
import { type ExpectedInbound, freeIn, lotsAt, partsAt, type StockPart, type StockSheet } from './stock-sheet.ts';

/** What a command comes to: changes of balances, and what is expected from then on. */
export type StockOrder = {
  readonly changes: readonly (StockChange & {
    /** The balance is to be as it was read: it is laid out anew. */
    readonly unlessMovedFrom?: number;
    readonly mayFallShort?: boolean;
    /** Over how many rows the balance is spread from then on. */
    readonly shards?: number;
  })[];
  readonly expected: readonly { readonly before: ExpectedInbound | null; readonly after: ExpectedInbound }[];
  /** Who may buy how much from then on. */
  readonly rules?: readonly StockRule[];
};

/** The command cannot be obeyed: names field and cure. */
export class StockRefused extends Error {
  override name = 'StockRefused';
}

/** Pieces whose lot nobody knows, once a balance is kept in lots: sold last. */
export const UNDATED = 'UNDATED';

export type CommandFacts = { readonly by: string; readonly command: string | null };

type Moving = { readonly sheet: StockSheet; readonly node: string; readonly facts: CommandFacts };

const changeOf = (
  { sheet: { sku }, node, facts }: Moving,
  kind: MovementKind,
  more: Partial<StockChange>,
): StockChange => ({
  sku,
  node,
  kind,
  onHand: 0,
  reserved: 0,
  by: facts.by,
  ...(facts.command === null ? {} : { command: facts.command }),
  reason: null,
  ...more,
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const nothing: StockOrder = { changes: [], expected: [] };

/** Free pieces of a balance whose lot nobody named, while others are about to be. */
const undated = (parts: readonly StockPart[]): LotChange[] => {
  const free = sum(parts.map(({ onHand, reserved }) => Math.max(0, onHand - reserved)));
  return free > 0 ? [{ lot: UNDATED, onHand: free, reserved: 0, expiresAt: null }] : [];
};

const intoLot = ({ sheet, node }: Moving, lot: string, quantity: number, expiresAt?: Instant | null): LotChange[] => {
  const known = lotsAt(sheet, node);
  const same = known.find((each) => each.lot === lot);
  if (same && expiresAt !== undefined && same.expiresAt !== expiresAt)
    throw new StockRefused(
      `expiresAt: lot ${lot} at ${node} expires ${same.expiresAt ?? 'never'}; leave it out, or name another lot`,
    );
  if (!same && quantity < 0) throw new StockRefused(`lot: ${node} has no lot ${lot} of ${sheet.sku}`);
  const date = same ? {} : { expiresAt: expiresAt ?? null };
  const others = known.length === 0 ? undated(partsAt(sheet, node)) : [];
  return [...others, { lot, onHand: quantity, reserved: 0, ...date }];
};

/** Pieces that come to a node. */
const comingIn = (moving: Moving, kind: MovementKind, quantity: number, more: InMore = {}): StockOrder['changes'] => {
  const { lot, expiresAt, reason = null } = more;
  const parts = partsAt(moving.sheet, moving.node);
  const inLots = lotsAt(moving.sheet, moving.node).length > 0;
  if (inLots && lot === undefined)
    throw new StockRefused(`lot: ${moving.node} keeps ${moving.sheet.sku} in lots; name the one`);
  if (lot !== undefined && parts.length > 1)
    throw new StockRefused(`lot: ${moving.sheet.sku} is spread at ${moving.node}; gather it first (SPREAD, shards: 1)`);
  const lots = lot === undefined ? {} : { lots: intoLot(moving, lot, quantity, expiresAt) };
  // Pieces without a lot become a lot's as they were read.
  const first = lot !== undefined && !inLots && parts[0] ? { unlessMovedFrom: parts[0].moves } : {};
  return [{ ...changeOf(moving, kind, { onHand: quantity, reason, ...lots }), ...first }];
};
type InMore = {
  readonly lot?: string | undefined;
  readonly expiresAt?: Instant | null | undefined;
  readonly reason?: string | null;
};

type Out = { readonly lot?: string | undefined; readonly reason: string | null; readonly mayFallShort: boolean };

/** From each part what is free in it; what is missing then, from the first that has it on hand. */
const outOfParts = (
  parts: readonly StockPart[],
  quantity: number,
  mayFallShort: boolean,
): Map<number, number> | null => {
  const taken = new Map<number, number>();
  let left = quantity;
  const take = (part: StockPart, most: number): void => {
    const pieces = Math.max(0, Math.min(left, most - (taken.get(part.shard) ?? 0)));
    if (pieces > 0) taken.set(part.shard, (taken.get(part.shard) ?? 0) + pieces);
    left -= pieces;
  };
  for (const part of parts) take(part, part.available);
  if (mayFallShort) for (const part of parts) take(part, part.onHand);
  return left > 0 ? null : taken;
};

/** Pieces that leave a node otherwise than to a buyer. */
const goingOut = (moving: Moving, kind: MovementKind, quantity: number, out: Out): StockOrder['changes'] => {
  const { sheet, node } = moving;
  const { lot, reason, mayFallShort } = out;
  const parts = partsAt(sheet, node);
  if (lotsAt(sheet, node).length > 0 && lot === undefined)
    throw new StockRefused(`lot: ${node} keeps ${sheet.sku} in lots; name the one`);
  const taken = outOfParts(parts, quantity, mayFallShort);
  if (!taken) {
    const there = sum(parts.map((part) => (mayFallShort ? part.onHand : Math.max(0, part.available))));
    throw new StockRefused(`quantity: ${node} has ${there} of ${sheet.sku}${mayFallShort ? '' : ' that are free'}`);
  }
  const lots = lot === undefined ? {} : { lots: outOfLot(moving, lot, quantity) };
  const free = (shard: number): number => parts.find((part) => part.shard === shard)?.available ?? 0;
  return [...taken].map(([shard, pieces]) => ({
    ...changeOf(moving, kind, { onHand: -pieces, reason, ...(shard ? { shard } : {}), ...lots }),
    // Only where it is more than was free: what was free must be so still.
    mayFallShort: pieces > free(shard),
  }));
};

const outOfLot = ({ sheet, node }: Moving, lot: string, quantity: number): LotChange[] => {
  const known = lotsAt(sheet, node).find((each) => each.lot === lot);
  if (!known) throw new StockRefused(`lot: ${node} has no lot ${lot} of ${sheet.sku}`);
  if (freeIn(known) < quantity)
    throw new StockRefused(`quantity: lot ${lot} at ${node} has ${freeIn(known)} that no order holds`);
  return [{ lot, onHand: -quantity, reserved: 0 }];
};

const expectedAt = ({ sheet, node }: Moving, ref: string): ExpectedInbound | null =>
  sheet.expected.find((each) => each.node === node && each.ref === ref) ?? null;

const expecting = (moving: Moving, ref: string, quantity: number, at: Instant): StockOrder => {
  const before = expectedAt(moving, ref);
  const { sheet, node } = moving;
  return {
    changes: [changeOf(moving, 'EXPECTED', { expected: quantity - (before?.quantity ?? 0), reason: ref })],
    expected: [{ before, after: { node, sku: sheet.sku, ref, quantity, at } }],
  };
};

/** More may come than was expected, and fewer: what is open under the name never falls below nothing. */
const receiving = (moving: Moving, { quantity, ref, lot, expiresAt }: ReceiveMove): StockOrder => {
  const before = ref === undefined ? null : expectedAt(moving, ref);
  if (ref !== undefined && !before) throw new StockRefused(`ref: ${moving.node} expects nothing under ${ref}`);
  const [change] = comingIn(moving, 'RECEIVED', quantity, { lot, expiresAt, reason: ref ?? null });
  if (!change || !before) return { changes: change ? [change] : [], expected: [] };
  const arrived = Math.min(quantity, before.quantity);
  return {
    changes: [{ ...change, expected: -arrived }],
    expected: [{ before, after: { ...before, quantity: before.quantity - arrived } }],
  };
};
type ReceiveMove = Extract<StockMove, { kind: 'RECEIVE' }>;

const transferring = (move: Extract<StockMove, { kind: 'TRANSFER' }>, from: Moving): StockOrder => {
  const { to: node, quantity, lot, arrivesAt } = move;
  if (node === from.node) throw new StockRefused(`to: ${node} is where they are`);
  const to = { ...from, node };
  const gone = goingOut(from, 'TRANSFERRED_OUT', quantity, { lot, reason: `to ${node}`, mayFallShort: false });
  if (arrivesAt) {
    const ref = `transfer ${from.facts.command}`;
    const coming = expecting(to, ref, (expectedAt(to, ref)?.quantity ?? 0) + quantity, arrivesAt);
    return { ...coming, changes: [...gone, ...coming.changes] };
  }
  const expiresAt = lotsAt(from.sheet, from.node).find((each) => each.lot === lot)?.expiresAt;
  const come = comingIn(to, 'TRANSFERRED_IN', quantity, { lot, expiresAt, reason: `from ${from.node}` });
  return { changes: [...gone, ...come], expected: [] };
};

/** Free pieces over the rows as evenly as can be; what is reserved stays where it is held. */
const spreading = (moving: Moving, shards: number): StockOrder => {
  const { sheet, node } = moving;
  const parts = partsAt(sheet, node);
  const [first] = parts;
  if (!first) throw new StockRefused(`node: ${node} has no balance of ${sheet.sku}`);
  if (lotsAt(sheet, node).length > 0)
    throw new StockRefused(`sku: ${node} keeps ${sheet.sku} in lots; what is in lots is not spread`);
  const free = sum(parts.map(({ available }) => available));
  const rows = Math.max(shards, parts.length);
  const shareOf = (shard: number): number => {
    // More was promised than is there: the first row says so for all.
    if (free < 0) return shard === 0 ? free : 0;
    return shard < shards ? Math.floor(free / shards) + (shard < free % shards ? 1 : 0) : 0;
  };
  const changes = Array.from({ length: rows }, (_, shard) => {
    const part = parts.find((each) => each.shard === shard);
    const onHand = shareOf(shard) - (part?.available ?? 0);
    const where = shard === 0 ? { shards: rows } : { shard };
    return {
      ...changeOf(moving, 'SPREAD', { onHand }),
      ...where,
      unlessMovedFrom: part?.moves ?? 0,
      mayFallShort: true,
    };
  });
  return { changes, expected: [] };
};

/** What a count changes: reservations stand. @param onHand all that lies at the node */
export const countingAs = (
  sheet: StockSheet,
  node: string,
  onHand: number,
  facts: CommandFacts,
): StockOrder['changes'] => {
  if (lotsAt(sheet, node).length > 0)
    throw new StockRefused(`sku: ${node} keeps ${sheet.sku} in lots; adjust them (POST /stock/movements)`);
  const moving = { sheet, node, facts };
  const more = onHand - sum(partsAt(sheet, node).map((part) => part.onHand));
  const none = { ...changeOf(moving, 'COUNTED', {}), mayFallShort: true };
  if (more >= 0) return [{ ...none, onHand: more }];
  const out = goingOut(moving, 'COUNTED', -more, { reason: null, mayFallShort: true });
  return out.some(({ shard = 0 }) => shard === 0) ? out : [none, ...out];
};

/** Nothing moves: who may buy is another. */
const ruling = (move: Extract<StockMove, { kind: 'BUFFER' | 'KEEP' }>): StockOrder => {
  const { sku, quantity } = move;
  if (move.kind === 'BUFFER') {
    const { channel } = move;
    return { ...nothing, rules: [{ id: `buffer ${channel}`, sku, quantity, channel }] };
  }
  const { id, channels, tiers } = move;
  if (!channels?.length && !tiers?.length)
    throw new StockRefused('channels: say for which channels or tiers they are kept');
  const keptFor = { ...(channels ? { channels } : {}), ...(tiers ? { tiers } : {}) };
  return { ...nothing, rules: [{ id: `keep ${id}`, sku, quantity, keptFor }] };
};

const orderOf = (move: StockMove, sheet: StockSheet, facts: CommandFacts): StockOrder => {
  if (move.kind === 'BUFFER' || move.kind === 'KEEP') return ruling(move);
  const moving = { sheet, node: move.kind === 'TRANSFER' ? move.from : move.node, facts };
  switch (move.kind) {
    case 'ADJUST': {
      const { lot, quantity, reason } = move;
      const changes =
        quantity > 0
          ? comingIn(moving, 'ADJUSTED', quantity, { lot, reason })
          : goingOut(moving, 'ADJUSTED', -quantity, { lot, reason, mayFallShort: true });
      return { changes, expected: [] };
    }
    case 'DAMAGE': {
      const { lot, quantity, reason } = move;
      return { changes: goingOut(moving, 'DAMAGED', quantity, { lot, reason, mayFallShort: true }), expected: [] };
    }
    case 'TRANSFER':
      return transferring(move, moving);
    case 'EXPECT':
      return expecting(moving, move.ref, move.quantity, move.at);
    case 'RECEIVE':
      return receiving(moving, move);
    case 'SPREAD':
      return spreading(moving, move.shards);
  }
};

const refuseTwice = (order: StockOrder, index: number, seen: Set<string>): void => {
  for (const { node, sku, shard = 0 } of order.changes) {
    const place = `${node} ${sku} ${shard}`;
    if (seen.has(place))
      throw new StockRefused(
        `moves.${index}: ${sku} at ${node} is moved by another one of them; send it as a command of its own`,
      );
    seen.add(place);
  }
};

/**
 * What a command comes to. Nothing is decided here that the write does not check again: between reading and writing stock moves.
 * @throws StockRefused naming the move, the field and the cure
 */
export const decideMoves = (
  moves: readonly StockMove[],
  sheetOf: (sku: string) => StockSheet,
  facts: CommandFacts,
): StockOrder => {
  const seen = new Set<string>();
  return moves.reduce<StockOrder>((all, move, index) => {
    try {
      const order = orderOf(move, sheetOf(move.sku), facts);
      refuseTwice(order, index, seen);
      return {
        changes: [...all.changes, ...order.changes],
        expected: [...all.expected, ...order.expected],
        rules: [...(all.rules ?? []), ...(order.rules ?? [])],
      };
    } catch (error) {
      if (error instanceof StockRefused && !error.message.startsWith('moves.'))
        throw new StockRefused(`moves.${index}.${error.message}`);
      throw error;
    }
  }, nothing);
};
