import { unknownIn } from '#domain/routing/signalled-network.ts';
import { Problem } from './api.ts';
import { currentNetwork } from './network-snapshot.ts';

const network = currentNetwork((released) => released);

/** @throws Problem 422 naming the first that the network does not have */
export const refuseUnknownPlaces = async (
  places: readonly { readonly sku: string; readonly nodes: readonly string[] }[],
): Promise<void> => {
  const known = await network();
  places.forEach(({ sku, nodes }, index) => {
    for (const node of nodes) {
      const unknown = unknownIn({ kind: 'STOCK', sku, node }, known);
      if (unknown)
        throw new Problem(
          422,
          'Unprocessable Content',
          `moves.${index}.${unknown.field}: the network has no ${unknown.field} ${unknown.value}`,
        );
    }
  });
};
