import type { EventId, OrderId } from '../id.ts';
import type { RecordedNode } from './lineage.ts';

/** Where lineage nodes are kept, one per event. */
export type LineageStore = {
  /** Recording a node again changes nothing. */
  readonly record: (node: RecordedNode) => Promise<void>;
  readonly nodesOf: (orderId: OrderId) => Promise<readonly RecordedNode[]>;
  /** Nodes of events that belong to no order; unknown ids are left out. */
  readonly nodesById: (ids: readonly EventId[]) => Promise<readonly RecordedNode[]>;
};
