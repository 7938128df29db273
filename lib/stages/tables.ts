import { Construct } from 'constructs';
import { Table } from '../constructs/table.ts';

/** Where things are kept (design of each: the head comment of its key builders in functions/shared/). */
export class Tables extends Construct {
  /** Raw pushes by dedupe key, with what became of them. Holds consignees: own key. */
  readonly inbox: Table;
  /** Order heads, events, legs, actions, waiting callbacks. */
  readonly orders: Table;
  /** Identities and personal data; the rest of the system holds `customerId` and masked fields. Own key. */
  readonly customers: Table;
  /** Stock, reservations and the pointer to the network's snapshot. */
  readonly network: Table;
  /** Nodes and edges per order, and what is stuck. */
  readonly lineage: Table;
  /** Documents that operators edit, by version. */
  readonly catalog: Table;
  /** News on its way to the platforms, which shops sell what, and how freely each shop may be called. */
  readonly writeBacks: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.inbox = new Table(this, 'Inbox', {
      ownKey: true,
      stream: true,
      indexes: [
        { name: 'by-outcome', partition: 'outcome', sort: 'receivedAt' },
        { name: 'by-order', partition: 'orderKey', sort: 'receivedAt', with: ['outcome'] },
      ],
    });
    this.orders = new Table(this, 'Orders', {
      stream: true,
      indexes: [
        { name: 'by-channel-order', partition: 'channelKey', sort: 'channelOrderId' },
        { name: 'by-arrival', partition: 'channelKey', sort: 'pk', with: ['carries'] },
        { name: 'by-customer', partition: 'customerId', sort: 'placedAt' },
        { name: 'by-state', partition: 'state', sort: 'updatedAt' },
        { name: 'by-outbox', partition: 'outbox', sort: 'updatedAt' },
      ],
    });
    this.customers = new Table(this, 'Customers', { ownKey: true });
    this.network = new Table(this, 'Network', { stream: true });
    this.lineage = new Table(this, 'Lineage', {
      indexes: [{ name: 'by-attention', partition: 'attention', sort: 'since' }],
    });
    this.catalog = new Table(this, 'Catalog', { stream: true });
    this.writeBacks = new Table(this, 'WriteBacks', {
      indexes: [{ name: 'by-due', partition: 'due', sort: 'nextAt' }],
    });
  }
}
