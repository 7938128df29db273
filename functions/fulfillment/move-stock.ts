import { MoveStock, type StockMove } from '#domain/fulfillment/stock-command.ts';
import { api } from '#shared/api.ts';
import { moveStock } from '#shared/move-stock.ts';
import { refuseUnknownPlaces } from '#shared/network-places.ts';
import { onlyAtOwnNodes, whoMoves } from '#shared/party.ts';

const nodesOf = (move: StockMove): string[] => {
  if (move.kind === 'BUFFER' || move.kind === 'KEEP') return [];
  return move.kind === 'TRANSFER' ? [move.from, move.to] : [move.node];
};

export const handler = api(MoveStock, async ({ body, caller }) => {
  const places = body.moves.map((move) => ({ sku: move.sku, nodes: nodesOf(move) }));
  // What comes to another's node is theirs to receive: of a transfer its sender's node counts.
  onlyAtOwnNodes(
    caller,
    places.map(({ nodes: [first = ''] }) => first),
  );
  await refuseUnknownPlaces(places);
  return { body: await moveStock(body, whoMoves(caller)) };
});
