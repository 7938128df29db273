import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Command } from 'commander';
import { demoNetwork } from '../demo-network.ts';
import { type Clients, clientsOf } from '../local/clients.ts';
import { type Places, seedCatalog, seedNetwork } from '../local/seed.ts';
import { readLocalState, STATE_DIRECTORY } from '../local-state.ts';
import { readNetworkDirectory, UnreadableNetwork } from '../network-directory.ts';

const HELP = `
Writes into the system that \`npm start\` runs, or with --stack into a deployed one: the catalog's first documents, where none
of that name is released yet, and a network with its stock. Stock is set to what the files say: what orders have reserved there
is forgotten.

Examples:
  npx orderloom seed
  AWS_PROFILE=shop npx orderloom seed --stack Orderloom --network my-network
  npx orderloom network --out demo && npx orderloom seed --network demo`;

const demonstration = (): ReturnType<typeof readNetworkDirectory> => {
  const { stock, ...network } = demoNetwork();
  return { network, stock: [...stock] };
};

type Target = { readonly clients: Clients; readonly places: Places };

const localSystem = (home: string): Target => {
  const { endpoint, tables, networkBucket } = readLocalState(home);
  return { clients: clientsOf(endpoint), places: { catalog: tables.catalog, network: tables.network, networkBucket } };
};

/** A deployed stack, with the credentials and region of the AWS command line. */
const deployedStack = async (stack: string): Promise<Target> => {
  const clients = clientsOf(null);
  const { Stacks: [found] = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  const output = (name: string): string => {
    const value = found?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    if (!value) throw new Error(`stack ${stack} has no output ${name}: is it a stack of Orderloom, fully deployed?`);
    return value;
  };
  return {
    clients,
    places: {
      catalog: output('CatalogTable'),
      network: output('NetworkTable'),
      networkBucket: output('NetworkBucket'),
    },
  };
};

type Options = { readonly network?: string; readonly directory: string; readonly stack?: string };

const seed = async ({ network: directory, directory: home, stack }: Options): Promise<void> => {
  const { network, stock } = directory ? readNetworkDirectory(directory) : demonstration();
  const { clients, places } = stack ? await deployedStack(stack) : localSystem(home);
  const documents = await seedCatalog(clients, places);
  const version = await seedNetwork(clients, places, network, stock);
  process.stderr.write(
    `${documents} catalog documents; network ${version}: ${network.nodes.length} nodes, ${network.lanes.length} lanes, ${stock.length} stock levels\n`,
  );
};

export const seedCommand = (): Command =>
  new Command('seed')
    .description('put the catalog, a network and its stock into the running local system, or a deployed one')
    .option(
      '--network <directory>',
      'a directory of CSV files, as `plan --network` reads; without it the demonstration network',
    )
    .option('--stack <name>', 'a deployed CloudFormation stack, reached as the AWS command line would')
    .option('--directory <directory>', 'where the running system keeps its state', STATE_DIRECTORY)
    .addHelpText('after', HELP)
    .action(async (options: Options, command: Command) => {
      try {
        await seed(options);
      } catch (error) {
        if (!(error instanceof UnreadableNetwork)) throw error;
        command.error(`seed: ${error.message}`, { exitCode: 2 });
      }
    });
