import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Access, read, readWrite } from '../constructs/access.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { Tables } from './tables.ts';

export type CustomersProps = {
  readonly api: HttpApi;
  readonly tables: Tables;
  /** The key of the digests by which customers are found again. */
  readonly digestKey: Access;
};

/** What people may do with customers: see who is one person, decide it, erase one, and tell what one did besides ordering. */
export class Customers extends Construct {
  constructor(scope: Construct, id: string, { api, tables, digestKey }: CustomersProps) {
    super(scope, id);
    // Events are written with what they tell, into the orders' outbox.
    const parting = { CUSTOMERS_TABLE: readWrite(tables.customers), ORDERS_TABLE: readWrite(tables.orders) };
    const deciding = { ...parting, DIGEST_KEY_SECRET: digestKey };
    const get = new NodeFunction(this, 'Get', {
      source: 'channel/get-customer',
      // Writes down who looked.
      uses: { CUSTOMERS_TABLE: readWrite(tables.customers), ORDERS_TABLE: read(tables.orders) },
    });
    const merge = new NodeFunction(this, 'Merge', { source: 'channel/merge-customers', uses: deciding });
    const unmerge = new NodeFunction(this, 'Unmerge', { source: 'channel/unmerge-customers', uses: parting });
    const erase = new NodeFunction(this, 'Erase', {
      source: 'channel/erase-customer',
      uses: {
        CUSTOMERS_TABLE: readWrite(tables.customers),
        ORDERS_TABLE: readWrite(tables.orders),
        INBOX_TABLE: readWrite(tables.inbox),
      },
      timeout: Duration.seconds(29),
      memoryMb: 1024,
    });
    const behaviour = new NodeFunction(this, 'Behaviour', { source: 'channel/record-behaviour', uses: deciding });
    api.serve('GET /customers/{id}', get);
    api.serve('POST /customers/{id}/merges', merge);
    api.serve('POST /customers/{id}/unmerges', unmerge);
    api.serve('POST /customers/{id}/erasures', erase);
    api.serve('POST /customers/behaviours', behaviour);
  }
}
