import { Fault } from '../support/asl-expressions.ts';
import { ALL_WELL, legFulfillment, lifecycle, outcome, pathOf, planOf, runOrder } from '../support/run-machines.ts';
import { type Mock, walk } from '../support/walk.ts';

const throwing =
  (error: string): Mock =>
  () =>
    new Fault(error, 'why it went wrong');

const CANCELLED_PATH = 'WithdrawPlan Withdrawn? Cancelled';
const ONE_LEG = 'CommitPlan Committed? FulfillLegs FulfillLeg';

describe('an order that all goes well with', () => {
  it('goes from screening to fulfilment', async () => {
    const walk = await runOrder();
    expect(walk.status).toBe('SUCCEEDED');
    expect(walk.output).toEqual({ outcome: 'FULFILLED' });
    expect(pathOf(walk)).toBe(
      `ScreenOrder Screened? ${ONE_LEG} Begin DispatchLeg LegOutcome? LegCompleted SettleOrder Settled? Fulfilled`,
    );
  });

  it('takes fewer than 15 standard transitions with one leg', async () => {
    const { visited, retried } = await runOrder();
    expect(visited).toHaveLength(14);
    expect(retried).toEqual([]);
  });

  it('names each leg to its execution, the tasks and the function that hands it out', async () => {
    const walk = await runOrder();
    expect(walk.children).toEqual(['leg_1']);
    expect(walk.calls).toContainEqual({
      state: 'DispatchLeg',
      payload: { orderId: 'ord_1', legId: 'leg_1', taskToken: expect.any(String) },
    });
    for (const { payload } of walk.calls) expect(payload).toMatchObject({ orderId: 'ord_1' });
  });

  it('names the executions of a later run apart from those of the first', async () => {
    expect((await runOrder({}, { run: '-r7' })).children).toEqual(['leg_1-r7']);
  });

  it('gives every leg of a divided order its own execution, and settles once', async () => {
    const walk = await runOrder({ CommitPlan: [planOf('leg_1', 'leg_2', 'leg_3')] });
    expect(walk.status).toBe('SUCCEEDED');
    expect(walk.children).toEqual(['leg_1', 'leg_2', 'leg_3']);
    expect(walk.calls.filter(({ state }) => state === 'SettleOrder')).toHaveLength(1);
  });

  it('settles at once when nothing is left to hand out', async () => {
    const walk = await runOrder({ CommitPlan: [planOf()] });
    expect(pathOf(walk)).toBe('ScreenOrder Screened? CommitPlan Committed? FulfillLegs SettleOrder Settled? Fulfilled');
  });

  it('hands every callback its own token', async () => {
    const walk = await runOrder({
      ScreenOrder: outcome('HELD', 'CLEAR'),
      CommitPlan: [planOf('leg_1', 'leg_2')],
    });
    const tokens = walk.calls.flatMap(({ payload }) => payload.taskToken ?? []);
    expect(new Set(tokens).size).toBe(3);
  });
});

describe('an order whose legs are handed out later', () => {
  const PLANNED = { outcome: 'PLANNED', legs: [{ legId: 'leg_1' }] };

  it('waits before its legs begin, and then drives the legs that there are by then', async () => {
    const walk = await runOrder({ CommitPlan: [PLANNED, planOf('leg_2')] });
    expect(pathOf(walk)).toBe(
      `ScreenOrder Screened? CommitPlan Committed? AwaitHandOut ${ONE_LEG} Begin DispatchLeg LegOutcome? LegCompleted SettleOrder Settled? Fulfilled`,
    );
    expect(walk.children).toEqual(['leg_2']);
  });

  it('is withdrawn when it is cancelled meanwhile', async () => {
    const walk = await runOrder({ CommitPlan: [PLANNED, ...outcome('CANCELLED')], AwaitHandOut: outcome('CANCELLED') });
    expect(pathOf(walk)).toMatch(
      new RegExp(`AwaitHandOut CommitPlan Committed\\? ${CANCELLED_PATH.replace('?', '\\?')}$`),
    );
  });

  it('goes on when nobody called it in time', async () => {
    const walk = await runOrder({ CommitPlan: [PLANNED, planOf('leg_1')], AwaitHandOut: throwing('States.Timeout') });
    expect(walk.status).toBe('SUCCEEDED');
  });
});

describe('an order that must wait', () => {
  it('is looked at again when its hold is released', async () => {
    const walk = await runOrder({ ScreenOrder: outcome('HELD', 'HELD', 'CLEAR') });
    expect(pathOf(walk)).toMatch(
      /^ScreenOrder Screened\? AwaitRelease ScreenOrder Screened\? AwaitRelease ScreenOrder Screened\? CommitPlan/,
    );
    expect(walk.status).toBe('SUCCEEDED');
  });

  it.each(['BACKORDERED', 'HELD'])('is screened and planned again after the plan was %s', async (word) => {
    const walk = await runOrder({ CommitPlan: [{ outcome: word, legs: [] }, planOf('leg_1')] });
    expect(pathOf(walk)).toMatch(
      /^ScreenOrder Screened\? CommitPlan Committed\? AwaitRelease ScreenOrder Screened\? CommitPlan Committed\? FulfillLegs/,
    );
    expect(walk.output).toEqual({ outcome: 'FULFILLED' });
  });

  it('fails as HoldExpired when nobody releases it, its plan withdrawn', async () => {
    const walk = await runOrder({ ScreenOrder: outcome('HELD'), AwaitRelease: throwing('States.Timeout') });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'HoldExpired' });
    expect(walk.cause).toContain('ord_1 was held');
    expect(pathOf(walk)).toBe('ScreenOrder Screened? AwaitRelease ExpireOrder WithdrawPlan Withdrawn? Expired');
  });

  it('never waits a second time after a time-out', async () => {
    const walk = await runOrder({ ScreenOrder: outcome('HELD'), AwaitRelease: throwing('States.Timeout') });
    expect(walk.retried).toEqual([]);
  });

  it('waits for a person when its attempts are exhausted, and is fulfilled when one finds a way', async () => {
    const walk = await runOrder({
      DispatchLeg: outcome('REJECTED', 'COMPLETED'),
      CommitPlan: [planOf('leg_1'), planOf('leg_2')],
      SettleOrder: outcome('HELD', 'FULFILLED'),
    });
    expect(pathOf(walk)).toContain('SettleOrder Settled? AwaitRelease ScreenOrder Screened? CommitPlan');
    expect(walk.status).toBe('SUCCEEDED');
  });
});

describe('an order whose leg is not completed', () => {
  it.each(['aws', 'local'] as const)('is planned again after a rejection (errors as on %s)', async (childErrors) => {
    const walk = await runOrder(
      {
        DispatchLeg: outcome('REJECTED', 'COMPLETED'),
        CommitPlan: [planOf('leg_1'), planOf('leg_2')],
        SettleOrder: outcome('REPLAN', 'FULFILLED'),
      },
      { childErrors },
    );
    expect(walk.status).toBe('SUCCEEDED');
    expect(walk.children).toEqual(['leg_1', 'leg_2']);
    expect(walk.visited.filter((state) => state === 'LegEnded')).toHaveLength(1);
    expect(pathOf(walk)).toContain('ReleaseLeg LegNotCompleted LegEnded SettleOrder Settled? CommitPlan');
  });

  it('lets the other legs finish before it settles', async () => {
    const walk = await runOrder({
      CommitPlan: [planOf('leg_1', 'leg_2', 'leg_3')],
      DispatchLeg: outcome('FAILED', 'COMPLETED', 'REJECTED'),
      SettleOrder: outcome('CANCELLED'),
    });
    expect(walk.children).toHaveLength(3);
    expect(walk.calls.map(({ state }) => state).slice(-2)).toEqual(['SettleOrder', 'WithdrawPlan']);
  });

  it('is settled by what the table says after a leg ran out of time', async () => {
    const walk = await runOrder({
      DispatchLeg: throwing('States.Timeout'),
      SettleOrder: outcome('HELD'),
      AwaitRelease: throwing('States.Timeout'),
    });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'HoldExpired' });
    expect(walk.calls).toContainEqual({
      state: 'ReleaseLeg',
      payload: { orderId: 'ord_1', legId: 'leg_1', outcome: 'FAILED', reason: 'TIMED_OUT' },
    });
  });

  it('does not start an execution of a leg twice: the second start ends that round', async () => {
    const walk = await runOrder({
      CommitPlan: [planOf('leg_1'), planOf('leg_1')],
      SettleOrder: outcome('REPLAN', 'FULFILLED'),
    });
    expect(walk.children).toEqual(['leg_1']);
    expect(walk.visited.filter((state) => state === 'LegEnded')).toHaveLength(1);
  });

  it('starts a leg again when the start itself failed for a moment', async () => {
    let calls = 0;
    const walk = await runOrder({
      FulfillLeg: () => {
        calls += 1;
        return calls < 3 ? new Fault('StepFunctions.SdkClientException') : { Output: {} };
      },
    });
    expect(walk.retried).toEqual(['FulfillLeg', 'FulfillLeg']);
    expect(walk.status).toBe('SUCCEEDED');
  });

  it('waits longer for a leg than the leg waits for its partner', () => {
    const seconds = (state: { TimeoutSeconds?: unknown } | undefined) => Number(state?.TimeoutSeconds);
    const { FulfillLeg } = lifecycle.States.FulfillLegs?.ItemProcessor?.States ?? {};
    const { DispatchLeg, ReleaseLeg } = legFulfillment.States;
    expect(seconds(FulfillLeg)).toBeGreaterThan(seconds(DispatchLeg) + 7 * seconds(ReleaseLeg));
  });
});

describe('a cancelled order', () => {
  it.each([
    ['before screening', { ScreenOrder: outcome('CANCELLED') }, `ScreenOrder Screened? ${CANCELLED_PATH}`],
    [
      'while held',
      { ScreenOrder: outcome('HELD', 'CANCELLED'), AwaitRelease: outcome('CANCELLED') },
      `ScreenOrder Screened? AwaitRelease ScreenOrder Screened? ${CANCELLED_PATH}`,
    ],
    [
      'before it is planned',
      { CommitPlan: [{ outcome: 'CANCELLED', legs: [] }] },
      `ScreenOrder Screened? CommitPlan Committed? ${CANCELLED_PATH}`,
    ],
    [
      'between commit and dispatch, or while its leg runs',
      { DispatchLeg: outcome('CANCELLED'), SettleOrder: outcome('CANCELLED') },
      `ScreenOrder Screened? ${ONE_LEG} Begin DispatchLeg LegOutcome? ReleaseLeg LegNotCompleted LegEnded SettleOrder Settled? ${CANCELLED_PATH}`,
    ],
  ])('%s: its plan is withdrawn, and that is a decided end', async (_when, tasks, path) => {
    const walk = await runOrder(tasks);
    expect(walk.status).toBe('SUCCEEDED');
    expect(walk.output).toEqual({ outcome: 'CANCELLED' });
    expect(pathOf(walk)).toBe(path);
    expect(walk.calls.at(-1)).toEqual({ state: 'WithdrawPlan', payload: { orderId: 'ord_1' } });
  });
});

/** Ways to each task of the order's own machine. */
const WAYS: Readonly<Record<string, Readonly<Record<string, Mock>>>> = {
  ScreenOrder: {},
  AwaitRelease: { ScreenOrder: () => ({ outcome: 'HELD' }) },
  AwaitHandOut: { CommitPlan: () => ({ outcome: 'PLANNED', legs: [] }) },
  ExpireOrder: { ScreenOrder: () => ({ outcome: 'HELD' }), AwaitRelease: throwing('States.Timeout') },
  CommitPlan: {},
  WithdrawPlan: { ScreenOrder: () => ({ outcome: 'CANCELLED' }) },
  SettleOrder: {},
};
const taskNames = Object.entries(lifecycle.States).flatMap(([name, { Type }]) => (Type === 'Task' ? [name] : []));

/** Each endpoint's name for a function that threw, and one for each that is the service's. */
const FAULTS = ['VersionConflict', 'Runtime.HandlerError', 'Lambda.ServiceException', 'States.Timeout'];
const cases = Object.keys(WAYS)
  .flatMap((task) => FAULTS.map((error) => [task, error] as const))
  .filter(([task, error]) => !(task.startsWith('Await') && error === 'States.Timeout'));

describe('a fault', () => {
  it('is tried at every task', () => {
    expect([...Object.keys(WAYS), 'RecordFault'].sort()).toEqual(taskNames.sort());
  });

  it.each(cases)('in %s (%s) is recorded and fails by its name', async (task, error) => {
    const walk = await runOrder({ ...WAYS[task], [task]: throwing(error) });
    expect(walk).toMatchObject({ status: 'FAILED', error, cause: 'why it went wrong' });
    expect(walk.calls.at(-1)).toEqual({
      state: 'RecordFault',
      payload: { orderId: 'ord_1', error, cause: 'why it went wrong' },
    });
    expect(walk.visited.at(-1)).toBe('Faulted');
  });

  it.each(Object.keys(WAYS))('of one moment in %s is got over', async (task) => {
    const answers = (ALL_WELL[task] as () => unknown)();
    const once: Record<string, Mock> = ['WithdrawPlan', 'ExpireOrder'].includes(task)
      ? { ...WAYS[task] }
      : { ScreenOrder: outcome('HELD', 'CLEAR') };
    const way = task === 'AwaitHandOut' ? { CommitPlan: [{ outcome: 'PLANNED', legs: [] }, planOf('leg_1')] } : once;
    let calls = 0;
    const walk = await runOrder({
      ...way,
      [task]: () => {
        calls += 1;
        return calls < 3 ? new Fault('VersionConflict') : answers;
      },
    });
    expect(walk.retried).toEqual([task, task]);
    expect(walk.visited).not.toContain('RecordFault');
  });

  it.each(Object.keys(WAYS).filter((task) => !task.startsWith('Await')))(
    'is what an answer of %s is that no choice knows',
    async (task) => {
      for (const answer of [{ outcome: 'SOMETHING' }, { outcome: null }, {}, { status: 'CLEAR' }]) {
        const known: Record<string, Mock> = task === 'ExpireOrder' ? { WithdrawPlan: () => answer } : {};
        const walk = await runOrder({ ...WAYS[task], [task]: () => ({ legs: [], ...answer }), ...known });
        expect(walk).toMatchObject({ status: 'FAILED', error: 'UnexpectedOutcome' });
        expect(walk.visited.slice(-2)).toEqual(['RecordFault', 'Faulted']);
      }
    },
  );

  it.each([
    ['an answer that is nothing', () => null],
    ['a plan without legs', () => ({ outcome: 'COMMITTED' })],
    ['legs that are no list', () => ({ outcome: 'COMMITTED', legs: 'leg_1' })],
  ])('is %s', async (_what, commitPlan) => {
    const walk = await runOrder({ CommitPlan: commitPlan });
    expect(walk.status).toBe('FAILED');
    expect(walk.visited.slice(-2)).toEqual(['RecordFault', 'Faulted']);
  });

  it('without a cause is recorded all the same', async () => {
    const walk = await runOrder({ ScreenOrder: () => new Fault('States.Timeout') });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: '' });
    expect(walk.calls.at(-1)?.payload).toEqual({ orderId: 'ord_1', error: 'States.Timeout', cause: '' });
  });

  it('that cannot be recorded still fails by the name of the first', async () => {
    const walk = await runOrder({ SettleOrder: throwing('NoSuchLeg'), RecordFault: throwing('TableGone') });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'NoSuchLeg', cause: 'why it went wrong' });
    expect(walk.visited.at(-1)).toBe('Faulted');
  });

  it.each(['DispatchLeg', 'ReleaseLeg', 'FulfillLeg'])(
    'in %s is the leg’s: what SettleOrder then answers decides about the order',
    async (task) => {
      const faulty = { DispatchLeg: outcome('REJECTED'), [task]: throwing('VersionConflict') };
      const refused = await runOrder({ ...faulty, SettleOrder: throwing('LegStillOpen') });
      expect(refused).toMatchObject({ status: 'FAILED', error: 'LegStillOpen' });
      const settled = await runOrder({ ...faulty, SettleOrder: outcome('CANCELLED') });
      expect(settled.visited).toContain('LegEnded');
      expect(settled.output).toEqual({ outcome: 'CANCELLED' });
    },
  );

  it('fails an execution that does not say which order', async () => {
    const lost = await walk(lifecycle, { input: {}, tasks: {} });
    expect(lost).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', visited: ['Begin'] });
  });
});
