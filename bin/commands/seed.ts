import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { NETWORK_FILE_NAMES, type NetworkFile, readNetworkCsv } from '../../domain/routing/network-csv.ts';
import { demoNetwork } from '../demo-network.ts';
import { clientsOf } from '../local/clients.ts';
import { seedCatalog, seedNetwork } from '../local/seed.ts';
import { readLocalState, STATE_DIRECTORY } from '../local-state.ts';

const HELP = `
Writes into the system that \`npm start\` runs: the catalog's first documents, and a network with its stock. Stock is set to
what the files say: what orders have reserved there is forgotten.

Examples:
  npx orderloom seed
  npx orderloom network --out demo && npx orderloom seed --network demo`;

const demonstration = (): ReturnType<typeof readNetworkCsv> => {
  const { stock, ...network } = demoNetwork();
  return { network, stock: [...stock] };
};

const fromDirectory = (directory: string): ReturnType<typeof readNetworkCsv> =>
  readNetworkCsv(
    Object.fromEntries(NETWORK_FILE_NAMES.map((file) => [file, readFileSync(join(directory, file), 'utf8')])) as Record<
      NetworkFile,
      string
    >,
  );

export const seedCommand = (): Command =>
  new Command('seed')
    .description('put the catalog, a network and its stock into the running local system')
    .option(
      '--network <directory>',
      'a directory of CSV files, as `plan --network` reads; without it the demonstration network',
    )
    .option('--directory <directory>', 'where the running system keeps its state', STATE_DIRECTORY)
    .addHelpText('after', HELP)
    .action(async ({ network: directory, directory: home }: { network?: string; directory: string }) => {
      const state = readLocalState(home);
      const clients = clientsOf(state.endpoint);
      const { network, stock } = directory ? fromDirectory(directory) : demonstration();
      const places = {
        catalog: state.tables.catalog,
        network: state.tables.network,
        networkBucket: state.networkBucket,
      };
      const documents = await seedCatalog(clients, places);
      const version = await seedNetwork(clients, places, network, stock);
      process.stderr.write(
        `${documents} catalog documents; network ${version}: ${network.nodes.length} nodes, ${network.lanes.length} lanes, ${stock.length} stock levels\n`,
      );
    });
