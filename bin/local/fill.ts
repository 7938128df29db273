import { CHANNELS } from '../../domain/channel/channels.ts';
import { startBookers } from '../../test/simulators/carriers/bookers.ts';
import { startPlatforms } from '../../test/simulators/channels/platforms.ts';
import { startPartners } from '../../test/simulators/partners/partners.ts';
import { demoNetwork } from '../demo-network.ts';
import { forgetLocalState, type LocalState, writeLocalState } from '../local-state.ts';
import { bookingAccounts, drawBookerKeys } from './booking-accounts.ts';
import { REGION } from './clients.ts';
import { drawCredentials, fillBookingAccounts, fillSecrets, type LocalCredentials } from './credentials.ts';
import { apiUrlOf } from './deploy.ts';
import { seedCatalog, seedNetwork } from './seed.ts';
import { made, type Run, type Step } from './steps.ts';

const stateOf = (run: Run, credentials: LocalCredentials): LocalState => {
  const { outputs } = made(run, 'deployed');
  const output = (name: string): string => outputs[name] ?? '';
  const endpoint = made(run, 'endpoint').url;
  return {
    endpoint,
    region: REGION,
    apiUrl: apiUrlOf(endpoint),
    simulatorUrl: null,
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

const credited: Step = {
  title: 'Keys and secrets',
  run: async (run, say) => {
    run.state = stateOf(run, drawCredentials(CHANNELS.map(({ id }) => id)));
    say('drawn');
  },
};

const platforms: Step = {
  title: 'Simulated platforms',
  run: async (run, say) => {
    const state = made(run, 'state');
    const started = await startPlatforms({ port: 0, accounts: state.channels });
    run.closers.push(started.close);
    run.state = { ...state, simulatorUrl: started.url };
    say(started.url);
  },
};

const seeded: Step = {
  title: 'Catalog, network, stock',
  run: async (run, say) => {
    const [clients, state] = [made(run, 'clients'), made(run, 'state')];
    const { stock, ...network } = demoNetwork();
    const places = { catalog: state.tables.catalog, network: state.tables.network, networkBucket: state.networkBucket };
    await Promise.all([
      seedCatalog(clients, places),
      seedNetwork(clients, places, network, stock),
      fillSecrets(clients, state, network),
    ]);
    say(
      `${network.nodes.length} nodes, ${network.lanes.length} lanes, ${network.skus.length} SKUs, ${stock.length} stock levels`,
    );
  },
};

const bookers: Step = {
  title: 'Simulated bookers',
  run: async (run, say) => {
    const keys = drawBookerKeys();
    const started = await startBookers(keys);
    run.closers.push(started.close);
    await fillBookingAccounts(made(run, 'clients'), bookingAccounts(started.url, keys, made(run, 'state')));
    say(`${started.url}: parcels of WH-HANGZHOU are ordered there`);
  },
};

const partners: Step = {
  title: 'Simulated warehouses and carrier',
  run: async (run, say) => {
    const { endpoint, region, eventBus, apiUrl, keys, carriers } = made(run, 'state');
    const salt = carriers.kuaidi100?.secrets[0]?.key ?? '';
    const started = await startPartners({ endpoint, region, bus: eventBus, apiUrl, partnerKey: keys.partner, salt });
    run.closers.push(started.stop);
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

/** What comes after the stack, in order. Without simulators nobody answers for platforms and partners. */
export const fillingSteps = (simulators: boolean): readonly Step[] =>
  simulators ? [credited, platforms, seeded, bookers, partners, noted] : [credited, seeded, noted];
