import { allocateLegs, allocation } from '#domain/fulfillment/allocate-stock.ts';
import type { Leg } from '#domain/fulfillment/leg.ts';
import type { StockSheet } from '#domain/fulfillment/stock-sheet.ts';
import type { ReadyLegs } from '#domain/routing/replace-legs.ts';
import type { Instant } from '#domain/time.ts';
import { jitter } from './clock.ts';
import { type NodesOfNetwork, roomAt } from './node-rooms.ts';

export type Standing = {
  /** Stock as the order may take it. */
  readonly sheets: readonly StockSheet[];
  readonly network: NodesOfNetwork;
  readonly now: Instant;
  /** Legs whose room is free when others take theirs. */
  readonly givenBack?: readonly Leg[];
};

/**
 * The one way for legs to become ready to be reserved: of which lots (first expired, first out) and rows they take their pieces, and
 * when their nodes have room. What is read here the reservation checks again.
 * @param nodes of the legs
 */
export const readyAt = async (
  nodes: readonly string[],
  { sheets, network, now, givenBack = [] }: Standing,
): Promise<ReadyLegs> => {
  const withRoom = await roomAt(nodes, network, now, givenBack);
  return (legs) => withRoom(allocateLegs(legs, allocation(sheets, now, jitter)));
};
