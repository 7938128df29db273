import { gzipSync } from 'node:zlib';
import type { jest } from '@jest/globals';
import type { Network } from '../../domain/routing/network.ts';
import type { PlanningAdvice } from '../../domain/routing/planning-advice.ts';
import { TableModel } from './table-model.ts';

/**
 * What planning an order reads and writes, in memory: tables that run what the stores send, the network's snapshot, and policies that say what `advice`
 * says now. To be called before the functions under test are imported.
 */
export const planningTables = (
  mocks: Pick<typeof jest, 'unstable_mockModule'>,
  network: Network,
  advice: () => PlanningAdvice,
): TableModel => {
  for (const name of ['ORDERS_TABLE', 'NETWORK_TABLE', 'CATALOG_TABLE', 'NETWORK_BUCKET']) process.env[name] = name;
  const tables = new TableModel();
  tables.give('NETWORK_TABLE', { pk: 'NETWORK', sk: 'CURRENT', version: 'n1' });
  const objects = new Map([
    ['/NETWORK_BUCKET/snapshots/n1.json.gz', new Uint8Array(gzipSync(JSON.stringify(network)))],
  ]);
  mocks.unstable_mockModule('#shared/aws.ts', () => ({
    ...tables.aws,
    awsRest: async (_service: string, path: string, init: { method?: string; body?: Uint8Array<ArrayBuffer> } = {}) => {
      if (init.method === 'PUT' && init.body) objects.set(path, init.body);
      const found = objects.get(path);
      return found ? new Response(found) : new Response(null, { status: 404 });
    },
  }));
  mocks.unstable_mockModule('#shared/policy-library.ts', () => ({
    askPolicies: async () => ({
      verdicts: [{ policy: 'as-told', version: 1, rule: 'all', description: '', says: advice() }],
      pinned: {},
    }),
  }));
  return tables;
};
