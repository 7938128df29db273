import { DescribeExecutionCommand, GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { Command, InvalidArgumentError } from 'commander';
import { OrderId } from '../../domain/id.ts';
import { ORDER_STATES } from '../../domain/order/lifecycle.ts';
import { clientsOf } from '../local/clients.ts';
import { type LocalState, NotRunning, readLocalState } from '../local-state.ts';

const HELP = `
Reads the running system (npm start) and prints, as people read it: the order, its executions in Step Functions, its legs
with their actions, what its platform was told, and its lineage, which is every event of it on the bus.

Examples:
  npx orderloom follow                                     the newest orders, with their ids
  npx orderloom follow ord_01K9Z3V5T7E2B4N6M8Q0R1S2T3      one of them`;

type Snapshot = {
  readonly order: {
    readonly channel: string;
    readonly channelOrderId: string;
    readonly lifecycle: { readonly state: string };
    readonly destination: { readonly province: string; readonly city: string } | null;
    readonly deliverables: readonly { readonly sku: string; readonly quantity: number; readonly title: string }[];
  };
  readonly legs: readonly {
    readonly legId: string;
    readonly node: string;
    readonly carrier: string;
    readonly state: string | null;
    readonly etaAt: string;
  }[];
  readonly actions: Readonly<Record<string, readonly { readonly action: string; readonly occurredAt: string }[]>>;
  readonly holds: readonly { readonly type: string; readonly reason: string }[];
  readonly returns: readonly {
    readonly channelReturnId: string;
    readonly kind: string;
    readonly state: string | null;
    readonly platformStatus: string;
    readonly refundMinor: number | null;
    readonly currency: string;
  }[];
  readonly health: string;
  readonly writeBacks: readonly {
    readonly id: string;
    readonly state: string;
    readonly attempts: number;
    readonly lastError: string | null;
    readonly news: { readonly kind: string; readonly carrier?: string; readonly trackingNumber?: string };
  }[];
};

type Lineage = {
  readonly nodes: readonly {
    readonly at: string;
    readonly type: string;
    readonly owner: string;
    readonly summary: { readonly en: string; readonly zh: string };
  }[];
  readonly slas: readonly {
    readonly what: { readonly en: string };
    readonly owner: string;
    readonly dueAt: string;
    readonly status: string;
  }[];
};

const ask = async <T>({ apiUrl, keys }: LocalState, path: string): Promise<T> => {
  const response = await fetch(`${apiUrl}${path}`, { headers: { authorization: `Bearer ${keys.operator}` } });
  const body = (await response.json()) as T & { detail?: string };
  if (!response.ok) throw new NotRunning(body.detail ?? `the API answered ${response.status}`);
  return body;
};

const time = (at: string): string => at.slice(11, 23);
const title = (text: string): string => `\n${text}`;

const orderLines = ({ order, holds, returns, health }: Snapshot): string[] => [
  `${order.lifecycle.state} (${health})  ${order.channel} ${order.channelOrderId} → ${order.destination ? `${order.destination.province}${order.destination.city}` : 'no address'}`,
  ...order.deliverables.map(({ sku, quantity, title: name }) => `  ${quantity} × ${sku} ${name}`),
  ...holds.map(({ type, reason }) => `  held: ${type}: ${reason}`),
  ...returns.map(
    ({ channelReturnId, kind, state, platformStatus, refundMinor, currency }) =>
      `  return ${channelReturnId} (${kind}): ${state ?? platformStatus}${refundMinor === null ? '' : `, ${refundMinor} minor units ${currency}`}`,
  ),
];

const legLines = ({ legs, actions }: Snapshot): string[] =>
  legs.flatMap(({ legId, node, carrier, state, etaAt }) => [
    `  ${legId}  ${node} by ${carrier}: ${state ?? 'not handed out'}, arrival ${etaAt}`,
    ...(actions[legId] ?? []).map(({ action, occurredAt }) => `    ${time(occurredAt)} ${action}`),
  ]);

const writeBackLines = ({ writeBacks }: Snapshot): string[] =>
  writeBacks.flatMap(({ id, state, attempts, lastError, news: { kind, carrier, trackingNumber } }) => [
    `  ${id}  ${[kind, carrier, trackingNumber].filter(Boolean).join(' ')}: ${state}, told ${attempts} times`,
    ...(lastError ? [`    ${lastError}`] : []),
  ]);

const lineageLines = ({ nodes, slas }: Lineage): string[] => [
  ...nodes.map(
    ({ at, type, owner, summary }) =>
      `  ${time(at)} ${type.padEnd(15)} ${owner.padEnd(26)} ${summary.zh} · ${summary.en}`,
  ),
  ...slas.map(
    ({ what, owner, dueAt, status }) => `  deadline ${status.padEnd(8)} ${what.en}, by ${owner}, due ${dueAt}`,
  ),
];

/** Every execution of the order: the first bears its id, later ones its id and a run. */
const executionLines = async ({ endpoint, orderLifecycleArn }: LocalState, orderId: string): Promise<string[]> => {
  const { sfn } = clientsOf(endpoint);
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: orderLifecycleArn, maxResults: 1000 }),
  );
  const own = executions.filter(({ name = '' }) => name.startsWith(orderId));
  const lines = own.map(async ({ executionArn = '', name }) => {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const states = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    return `  ${name}: ${status}\n    ${states.join(' → ')}`;
  });
  return Promise.all(lines);
};

const followOne = async (state: LocalState, orderId: string): Promise<void> => {
  const [snapshot, lineage, executions] = await Promise.all([
    ask<Snapshot>(state, `/orders/${orderId}`),
    ask<Lineage>(state, `/orders/${orderId}/lineage`),
    executionLines(state, orderId),
  ]);
  const parts = [
    [title(`Order ${orderId}`), ...orderLines(snapshot)],
    [title('Executions (Step Functions)'), ...executions],
    [title('Legs and actions'), ...legLines(snapshot)],
    [title('Told to the platform'), ...writeBackLines(snapshot)],
    [title('Lineage: its events on the bus'), ...lineageLines(lineage)],
  ];
  process.stdout.write(`${parts.flat().join('\n')}\n`);
};

type Listed = {
  readonly orders: readonly {
    readonly orderId: string;
    readonly channel: string;
    readonly channelOrderId: string;
    readonly state: string;
  }[];
};

const listNewest = async (state: LocalState): Promise<void> => {
  const pages = await Promise.all(ORDER_STATES.map((each) => ask<Listed>(state, `/orders?state=${each}&limit=20`)));
  const newest = pages.flatMap(({ orders }) => orders).sort((a, b) => (a.orderId < b.orderId ? 1 : -1));
  if (newest.length === 0)
    process.stderr.write('no orders yet: npx orderloom send douyin test/fixtures/channel/douyin/order-paid.json\n');
  for (const { orderId, channel, channelOrderId, state: at } of newest.slice(0, 20))
    process.stdout.write(`${orderId}  ${at.padEnd(11)} ${channel} ${channelOrderId}\n`);
};

const orderIdOf = (text: string): string => {
  if (!OrderId.safeParse(text).success) throw new InvalidArgumentError('an order id is ord_ and 26 characters');
  return text;
};

export const followCommand = (): Command =>
  new Command('follow')
    .description('Shows an order of the running system: state, executions, legs, events, lineage.')
    .argument('[orderId]', 'an order id; without it the newest orders are listed', orderIdOf)
    .addHelpText('after', HELP)
    .action(async (orderId: string | undefined, _options: unknown, command: Command) => {
      try {
        const state = readLocalState();
        await (orderId ? followOne(state, orderId) : listNewest(state));
      } catch (error) {
        if (!(error instanceof NotRunning)) throw error;
        command.error(`follow: ${error.message}`, { exitCode: 2 });
      }
    });
