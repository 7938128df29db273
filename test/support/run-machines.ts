import { readMachine } from './asl.ts';
import { type Mock, type Walk, type WalkOptions, walk } from './walk.ts';

export const lifecycle = readMachine('order-lifecycle');
export const legFulfillment = readMachine('leg-fulfillment');

/** Every task of both machines answers as when all goes well; a test says what goes otherwise. */
export const ALL_WELL: Readonly<Record<string, Mock>> = {
  ScreenOrder: () => ({ outcome: 'CLEAR' }),
  CommitPlan: () => ({ outcome: 'COMMITTED', legs: [{ legId: 'leg_1' }] }),
  SettleOrder: () => ({ outcome: 'FULFILLED' }),
  WithdrawPlan: () => ({ outcome: 'CANCELLED' }),
  ExpireOrder: () => ({ outcome: 'CANCELLED' }),
  RecordFault: () => ({ outcome: 'HELD' }),
  AwaitHandOut: () => ({ outcome: 'CLEAR' }),
  AwaitRelease: () => ({ outcome: 'CLEAR' }),
  DispatchLeg: () => ({ outcome: 'COMPLETED' }),
  ReleaseLeg: () => ({ outcome: 'FAILED' }),
};

/** Runs an order through the lifecycle, its legs through their own machine. */
export const runOrder = (
  tasks: Readonly<Record<string, Mock>> = {},
  { run = '', childErrors }: { readonly run?: string } & Pick<WalkOptions, 'childErrors'> = {},
): Promise<Walk> =>
  walk(lifecycle, {
    input: { orderId: 'ord_1', traceId: 'trace_1', run },
    name: `ord_1${run}`,
    tasks: { ...ALL_WELL, ...tasks },
    machines: { LegFulfillment: legFulfillment },
    ...(childErrors ? { childErrors } : {}),
  });

/** Runs one leg by itself. */
export const runLeg = (tasks: Readonly<Record<string, Mock>> = {}): Promise<Walk> =>
  walk(legFulfillment, {
    input: { orderId: 'ord_1', legId: 'leg_1', traceId: 'trace_1', run: '' },
    name: 'leg_1',
    tasks: { ...ALL_WELL, ...tasks },
  });

export const outcome = (...outcomes: readonly string[]): { outcome: string }[] =>
  outcomes.map((word) => ({ outcome: word }));

export const planOf = (...legIds: readonly string[]) => ({
  outcome: 'COMMITTED',
  legs: legIds.map((legId) => ({ legId })),
});

/** The states entered after the first Begin, those of the legs' executions among them. */
export const pathOf = ({ visited }: Walk): string => visited.slice(1).join(' ');
