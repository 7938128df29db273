import { Fault } from '../support/asl-expressions.ts';
import { legFulfillment, outcome, runLeg } from '../support/run-machines.ts';

describe('a leg that is completed', () => {
  it('succeeds in four transitions and releases nothing', async () => {
    const walk = await runLeg();
    expect(walk).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMPLETED' } });
    expect(walk.visited).toEqual(['Begin', 'DispatchLeg', 'LegOutcome?', 'LegCompleted']);
  });

  it('was handed out with a token to answer by', async () => {
    const { calls } = await runLeg();
    expect(calls).toEqual([
      { state: 'DispatchLeg', payload: { orderId: 'ord_1', legId: 'leg_1', taskToken: expect.any(String) } },
    ]);
  });
});

describe('a leg that is not completed', () => {
  it.each([
    ['REJECTED', 'LegRejected'],
    ['FAILED', 'LegFailed'],
    ['CANCELLED', 'LegCancelled'],
  ])('is released as %s and fails as %s', async (word, error) => {
    const walk = await runLeg({ DispatchLeg: [{ outcome: word, reason: 'no-capacity' }] });
    expect(walk).toMatchObject({ status: 'FAILED', error });
    expect(walk.cause).toBe(`leg_1 ended ${word}: no-capacity`);
    expect(walk.visited.slice(-3)).toEqual(['LegOutcome?', 'ReleaseLeg', 'LegNotCompleted']);
    expect(walk.calls.at(-1)).toEqual({
      state: 'ReleaseLeg',
      payload: { orderId: 'ord_1', legId: 'leg_1', outcome: word, reason: 'no-capacity' },
    });
  });

  it.each([{}, { reason: null }, { reason: '' }])(
    'is released without a reason when none was given (%j)',
    async (said) => {
      const walk = await runLeg({ DispatchLeg: [{ outcome: 'REJECTED', ...said }] });
      expect(walk.calls.at(-1)?.payload.reason).toBe('');
      expect(walk.cause).toBe('leg_1 ended REJECTED');
    },
  );

  it('is released and fails as LegTimedOut when nobody reports its end, without waiting a second time', async () => {
    const walk = await runLeg({ DispatchLeg: [new Fault('States.Timeout')] });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'LegTimedOut', retried: [] });
    expect(walk.calls.at(-1)).toEqual({
      state: 'ReleaseLeg',
      payload: { orderId: 'ord_1', legId: 'leg_1', outcome: 'FAILED', reason: 'TIMED_OUT' },
    });
  });
});

describe('a fault of a leg', () => {
  it.each(['VersionConflict', 'Runtime.HandlerError', 'Lambda.ServiceException'])(
    'while it is handed out (%s) releases it and fails by its name',
    async (error) => {
      const walk = await runLeg({ DispatchLeg: () => new Fault(error, 'why it went wrong') });
      expect(walk).toMatchObject({ status: 'FAILED', error, cause: 'why it went wrong' });
      expect(walk.calls.at(-1)).toEqual({
        state: 'ReleaseLeg',
        payload: { orderId: 'ord_1', legId: 'leg_1', outcome: 'FAILED', reason: error },
      });
    },
  );

  it('of one moment is got over', async () => {
    const conflict = new Fault('VersionConflict');
    const walk = await runLeg({ DispatchLeg: [conflict, conflict, { outcome: 'COMPLETED' }] });
    expect(walk).toMatchObject({ status: 'SUCCEEDED', retried: ['DispatchLeg', 'DispatchLeg'] });
  });

  it.each([{ outcome: 'LOST' }, { outcome: 'RELEASED' }, {}, { state: 'COMPLETED' }])(
    'is an answer it does not know (%j): released, and failed',
    async (answer) => {
      const walk = await runLeg({ DispatchLeg: [answer] });
      expect(walk).toMatchObject({ status: 'FAILED', error: 'UnexpectedOutcome' });
      expect(walk.calls.at(-1)?.payload).toMatchObject({ outcome: 'FAILED', reason: 'UnexpectedOutcome' });
    },
  );

  it('while it is released fails by its name, never green', async () => {
    const walk = await runLeg({
      DispatchLeg: outcome('REJECTED'),
      ReleaseLeg: () => new Fault('VersionConflict', 'somebody else wrote'),
    });
    expect(walk).toMatchObject({ status: 'FAILED', error: 'VersionConflict', cause: 'somebody else wrote' });
    expect(walk.visited.at(-1)).toBe('Faulted');
  });

  it('in any of its tasks never ends green', async () => {
    const tasks = Object.entries(legFulfillment.States).flatMap(([name, { Type }]) => (Type === 'Task' ? [name] : []));
    for (const task of tasks)
      for (const error of ['Boom', 'Lambda.SdkClientException', 'States.Timeout']) {
        const walk = await runLeg({ DispatchLeg: outcome('FAILED'), [task]: () => new Fault(error) });
        expect({ task, error, status: walk.status }).toEqual({ task, error, status: 'FAILED' });
      }
  });
});
