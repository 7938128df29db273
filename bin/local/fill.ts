import { CHANNELS } from '../../domain/channel/channels.ts';
import { startPartners } from '../../test/simulators/partners/partners.ts';
import { demoNetwork } from '../demo-network.ts';
import { forgetLocalState, type LocalState, writeLocalState } from '../local-state.ts';
import { REGION } from './clients.ts';
import { drawCredentials, fillSecrets, type LocalCredentials } from './credentials.ts';
import { apiUrlOf } from './deploy.ts';
import { seedCatalog, seedNetwork } from './seed.ts';
import { made, type Run, type Step } from './steps.ts';

const channelIds = CHANNELS.map(({ id }) => id);

const stateOf = (run: Run, credentials: LocalCredentials, simulatorUrl: string | null): LocalState => {
  const { outputs } = made(run, 'deployed');
  const output = (name: string): string => outputs[name] ?? '';
  const endpoint = made(run, 'endpoint').url;
  return {
    endpoint,
    region: REGION,
    apiUrl: apiUrlOf(endpoint),
    simulatorUrl,
    ...credentials,
    tables: {
      orders: output('OrdersTable'),
      inbox: output('InboxTable'),
      customers: output('CustomersTable'),
      network: output('NetworkTable'),
      lineage: output('LineageTable'),
      catalog: output('CatalogTable'),
    },
    eventBus: output('EventBusName'),
    networkBucket: output('NetworkBucket'),
    orderLifecycleArn: output('OrderLifecycleArn'),
    pid: process.pid,
  };
};

const seeded: Step = {
  title: 'Catalog, network, keys',
  run: async (run, say) => {
    const clients = made(run, 'clients');
    const { stock, ...network } = demoNetwork();
    const credentials = drawCredentials(channelIds);
    const state = stateOf(run, credentials, null);
    const places = { catalog: state.tables.catalog, network: state.tables.network, networkBucket: state.networkBucket };
    await Promise.all([
      seedCatalog(clients, places),
      seedNetwork(clients, places, network, stock),
      fillSecrets(clients, credentials, network, () => state.simulatorUrl ?? ''),
    ]);
    run.state = state;
    say(
      `${network.nodes.length} nodes, ${network.lanes.length} lanes, ${network.skus.length} SKUs, ${stock.length} stock levels`,
    );
  },
};

const simulated: Step = {
  title: 'Simulated warehouses and carrier',
  run: async (run, say) => {
    const { endpoint, region, eventBus, apiUrl, keys, carriers } = made(run, 'state');
    const partners = await startPartners({
      endpoint,
      region,
      bus: eventBus,
      apiUrl,
      partnerKey: keys.partner,
      salt: carriers.kuaidi100.salts[0] ?? '',
    });
    run.closers.push(partners.stop);
    say('they take every leg, report its steps and push its tracking');
  },
};

const noted: Step = {
  title: 'State',
  run: async (run, say) => {
    const { directory } = run.options;
    writeLocalState(made(run, 'state'), directory);
    run.closers.push(async () => forgetLocalState(directory));
    say(`${directory}/state.json`);
  },
};

export const FILLING: readonly Step[] = [seeded];
export const SIMULATION: readonly Step[] = [simulated];
export const NOTE: Step = noted;
