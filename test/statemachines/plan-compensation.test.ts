import { INTERCEPT_WITHIN_HOURS, RECALL_WITHIN_HOURS } from '#domain/fulfillment/take-back.ts';
import { readMachine } from '../support/asl.ts';
import { Fault } from '../support/asl-expressions.ts';
import { type Mock, type Walk, walk } from '../support/walk.ts';

const machine = readMachine('plan-compensation');

const two = { outcome: 'PLANNED', why: '', legs: [{ legId: 'leg_1' }, { legId: 'leg_2' }] };

const ALL_WELL: Readonly<Record<string, Mock>> = {
  PlanReplacement: () => two,
  RecallLeg: ({ legId }) => ({ outcome: 'RECALLED', legId }),
  InterceptLeg: ({ legId }) => ({ outcome: 'RECALLED', legId }),
  ReplaceLegs: () => ({ outcome: 'REPLACED', why: '' }),
  SendLegs: () => ({ outcome: 'SENT' }),
  CloseCompensation: () => ({ outcome: 'COMPENSATED' }),
  ReinstateLegs: () => ({ outcome: 'UNDONE' }),
  EscalateCompensation: () => ({ outcome: 'HELD' }),
};

const run = (tasks: Readonly<Record<string, Mock>> = {}): Promise<Walk> =>
  walk(machine, {
    input: { orderId: 'ord_1', traceId: 'trace_1', compensationId: 'cmp_1' },
    name: 'cmp_1',
    tasks: { ...ALL_WELL, ...tasks },
  });

const payloadOf = ({ calls }: Walk, state: string) => calls.findLast((call) => call.state === state)?.payload;

describe('a plan that is replaced', () => {
  it('has its legs asked back, replaced, sent and told of, in this order', async () => {
    const walked = await run();
    expect(walked).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'COMPENSATED' } });
    expect(walked.calls.map(({ state }) => state)).toEqual([
      'PlanReplacement',
      'RecallLeg',
      'RecallLeg',
      'ReplaceLegs',
      'SendLegs',
      'CloseCompensation',
    ]);
  });

  it('asks nobody where no leg makes room', async () => {
    const walked = await run({ PlanReplacement: [{ outcome: 'PLANNED', why: '', legs: [] }] });
    expect(walked.status).toBe('SUCCEEDED');
    expect(payloadOf(walked, 'RecallLeg')).toBeUndefined();
  });

  it('asks a leg back with a token to answer by, for as long as the events say', async () => {
    const walked = await run();
    expect(payloadOf(walked, 'RecallLeg')).toEqual({
      orderId: 'ord_1',
      legId: 'leg_2',
      taskToken: expect.any(String),
    });
    const { RecallLeg, InterceptLeg } = machine.States.TakeBackLegs?.ItemProcessor?.States ?? {};
    expect(RecallLeg?.TimeoutSeconds).toBe(RECALL_WITHIN_HOURS * 3600);
    expect(InterceptLeg?.TimeoutSeconds).toBe(INTERCEPT_WITHIN_HOURS * 3600);
  });

  it('asks the carrier for goods that have left, and for no others', async () => {
    const left: Mock = ({ legId }) => ({ outcome: legId === 'leg_2' ? 'LEFT' : 'RECALLED', legId });
    const walked = await run({ RecallLeg: left });
    expect(walked.calls.filter(({ state }) => state === 'InterceptLeg').map(({ payload }) => payload.legId)).toEqual([
      'leg_2',
    ]);
    expect(walked.status).toBe('SUCCEEDED');
  });

  it.each(['States.Timeout', 'VersionConflict'])(
    'leaves it to ReplaceLegs when a leg does not answer (%s): the others are asked all the same',
    async (error) => {
      const walked = await run({
        RecallLeg: ({ legId }) => (legId === 'leg_1' ? new Fault(error) : { outcome: 'RECALLED', legId }),
      });
      expect(walked.visited).toContain('ReplaceLegs');
      expect(walked.calls.some(({ state, payload }) => state === 'RecallLeg' && payload.legId === 'leg_2')).toBe(true);
    },
  );

  it('is planned once more when other orders took the stock', async () => {
    const walked = await run({
      ReplaceLegs: [
        { outcome: 'SHORT', why: 'taken' },
        { outcome: 'REPLACED', why: '' },
      ],
    });
    expect(walked.calls.filter(({ state }) => state === 'PlanReplacement')).toHaveLength(2);
    expect(walked.status).toBe('SUCCEEDED');
  });

  it.each(['PlanReplacement', 'ReplaceLegs', 'SendLegs'])(
    'is dropped when %s finds the order cancelled: its own machine gives everything back',
    async (state) => {
      const walked = await run({ [state]: [{ outcome: 'CANCELLED', why: '', legs: [] }] });
      expect(walked.status).toBe('SUCCEEDED');
      expect(walked.visited.at(-1)).toBe('Dropped');
      expect(payloadOf(walked, 'ReinstateLegs')).toBeUndefined();
    },
  );
});

describe('a plan that cannot be replaced', () => {
  it.each([
    ['PlanReplacement', 'UNROUTABLE'],
    ['ReplaceLegs', 'REFUSED'],
  ])('is undone after %s answered %s, and says why', async (state, outcome) => {
    const walked = await run({ [state]: [{ outcome, why: 'wh-2 keeps leg_1' }] });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'CompensationUndone', cause: 'cmp_1: wh-2 keeps leg_1' });
    expect(payloadOf(walked, 'ReinstateLegs')).toEqual({ orderId: 'ord_1', why: 'wh-2 keeps leg_1' });
  });

  it.each(['PlanReplacement', 'ReplaceLegs'])('is undone when %s fails for good, never silently', async (state) => {
    const walked = await run({ [state]: () => new Fault('Boom', 'it broke') });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'CompensationUndone' });
    expect(payloadOf(walked, 'ReinstateLegs')).toEqual({ orderId: 'ord_1', why: 'Boom: see the execution cmp_1' });
  });

  it('goes on when undoing finds that the legs were replaced all the same: an answer was lost', async () => {
    const walked = await run({
      ReplaceLegs: () => new Fault('States.Timeout'),
      ReinstateLegs: () => ({ outcome: 'REPLACED' }),
    });
    expect(walked.status).toBe('SUCCEEDED');
    expect(walked.visited.slice(-5)).toEqual(['SendLegs', 'Sent?', 'CloseCompensation', 'Closed?', 'Compensated']);
  });

  it.each(['SendLegs', 'CloseCompensation'])(
    'is a person’s when %s fails for good: after the point of no return nothing is undone',
    async (state) => {
      const walked = await run({ [state]: () => new Fault('Boom', 'it broke') });
      expect(walked).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'it broke' });
      expect(payloadOf(walked, 'ReinstateLegs')).toBeUndefined();
      expect(payloadOf(walked, 'EscalateCompensation')).toEqual({
        orderId: 'ord_1',
        error: 'Boom',
        cause: 'it broke',
      });
    },
  );

  it('is a person’s when not even the undo works', async () => {
    const walked = await run({
      PlanReplacement: () => new Fault('Boom'),
      ReinstateLegs: () => new Fault('Worse'),
    });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Worse' });
    expect(walked.visited.slice(-2)).toEqual(['EscalateCompensation', 'Stuck']);
  });

  it('fails by name even when no person can be told', async () => {
    const walked = await run({
      SendLegs: () => new Fault('Boom'),
      EscalateCompensation: () => new Fault('Worse'),
    });
    expect(walked).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  it.each(['PlanReplacement', 'ReplaceLegs', 'SendLegs', 'CloseCompensation', 'ReinstateLegs'])(
    'is a person’s when %s answers what nobody knows',
    async (state) => {
      const before: Record<string, Mock> =
        state === 'ReinstateLegs' ? { PlanReplacement: () => new Fault('Boom') } : {};
      const walked = await run({ ...before, [state]: [{ outcome: 'NONSENSE' }] });
      expect(walked).toMatchObject({ status: 'FAILED', error: 'UnexpectedOutcome' });
      expect(walked.visited).toContain('EscalateCompensation');
    },
  );
});

it('every state is entered by one of these walks', async () => {
  const left: Mock = ({ legId }) => ({ outcome: 'LEFT', legId });
  const walks = await Promise.all([
    run({ RecallLeg: left }),
    run({ PlanReplacement: [{ outcome: 'UNROUTABLE', why: 'x' }] }),
    run({ PlanReplacement: [{ outcome: 'CANCELLED', legs: [] }] }),
    run({ SendLegs: () => new Fault('Boom') }),
  ]);
  const entered = new Set(walks.flatMap(({ visited }) => visited));
  const inner = Object.keys(machine.States.TakeBackLegs?.ItemProcessor?.States ?? {});
  expect([...Object.keys(machine.States), ...inner].filter((name) => !entered.has(name))).toEqual([]);
});
