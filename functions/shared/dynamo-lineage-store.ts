import type { EventId, OrderId } from '#domain/id.ts';
import type { RecordedNode } from '#domain/lineage/lineage.ts';
import type { LineageStore } from '#domain/lineage/lineage-store.ts';
import { getItem, type Key, putItem, queryAll } from './dynamo.ts';
import { env } from './env.ts';

/*
 * Table `lineage`. Nobody else writes these keys.
 *
 * | question                                | access                                       |
 * |-----------------------------------------|----------------------------------------------|
 * | everything that happened to an order    | pk ORDER#id, sk begins_with NODE#            |
 * | an event without an order (a push)      | pk EVENT#id, sk NODE                         |
 */
const NODES = 'NODE#';
const orderPk = (orderId: OrderId): string => `ORDER#${orderId}`;
const eventKey = (nodeId: EventId): Key => ({ pk: `EVENT#${nodeId}`, sk: 'NODE' });
const keyOf = ({ orderId, nodeId, at }: RecordedNode): Key =>
  orderId ? { pk: orderPk(orderId), sk: `${NODES}${at}#${nodeId}` } : eventKey(nodeId);

type Row = { readonly node: RecordedNode };

export const dynamoLineageStore = (): LineageStore => {
  const table = env('LINEAGE_TABLE');
  return {
    record: async (node) => {
      await putItem(table, { ...keyOf(node), entity: 'NODE', node });
    },
    nodesOf: async (orderId) => {
      const rows = await queryAll<Row>({
        table,
        where: 'pk = :pk AND begins_with(sk, :nodes)',
        values: { ':pk': orderPk(orderId), ':nodes': NODES },
      });
      return rows.map(({ node }) => node);
    },
    nodesById: async (ids) => {
      const rows = await Promise.all(ids.map((id) => getItem<Row>(table, eventKey(id), false)));
      return rows.flatMap((row) => (row ? [row.node] : []));
    },
  };
};
