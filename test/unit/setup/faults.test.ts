import { appointmentOf, faultRatesOf } from '../../../bin/local/fault-flags.ts';
import { type Fault, type FaultPlan, faultAt, USUAL_RATES } from '../../../bin/local/fault-plan.ts';
import { faultyCalls } from '../../../bin/local/faulty-calls.ts';
import { faultyDeliveries } from '../../../bin/local/faulty-deliveries.ts';
import type { Outcome } from '../../../bin/local/function-thread.ts';

const SOURCE = 'order/f';
const appointed = (fault: Fault, at = 1): FaultPlan => ({
  seed: 1,
  rates: {},
  appointments: [{ source: SOURCE, fault, at }],
});
const usual = (seed: number): FaultPlan => ({ seed, rates: USUAL_RATES, appointments: [] });
const drawn = (plan: FaultPlan, source = SOURCE): (Fault | null)[] =>
  Array.from({ length: 5000 }, (_, turn) => faultAt(plan, source, 'CALL', turn + 1));

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another seed or function', () => {
    expect(drawn(usual(7))).toEqual(drawn(usual(7)));
    expect(drawn(usual(7))).not.toEqual(drawn(usual(8)));
    expect(drawn(usual(7))).not.toEqual(drawn(usual(7), 'order/g'));
  });

  it('lets things happen about as often as it says', () => {
    const share = drawn(usual(7)).filter((fault) => fault === 'THROTTLED').length / 5000;
    expect(share).toBeGreaterThan(USUAL_RATES.THROTTLED * 0.7);
    expect(share).toBeLessThan(USUAL_RATES.THROTTLED * 1.3);
  });

  it('is given by flags, and refuses what it does not know, naming what there is', () => {
    expect(faultRatesOf('crash-after=0.02,throttled=0.1')).toEqual({ CRASH_AFTER: 0.02, THROTTLED: 0.1 });
    expect(() => faultRatesOf('crash-after=2')).toThrow('share from 0 to 1');
    expect(() => faultRatesOf('crash=0.1')).toThrow('crash-before');
    expect(appointmentOf('order/drive-lifecycle:crash-after@3', [])).toEqual([
      { source: 'order/drive-lifecycle', fault: 'CRASH_AFTER', at: 3 },
    ]);
    expect(() => appointmentOf('order/drive-lifecycle:crash-after', [])).toThrow('turn');
  });
});

describe('what a function asks of AWS', () => {
  class Died extends Error {}
  const call = async (fault: Fault, operation: string, body: object, turns = new Int32Array(1)) => {
    const sent: unknown[] = [];
    const send = async (request: Request): Promise<Response> => {
      sent.push(await request.json());
      return Response.json({});
    };
    const die = (): never => {
      throw new Died();
    };
    const request = new Request('http://aws.test/', {
      method: 'POST',
      headers: { 'x-amz-target': `S_1.${operation}` },
      body: JSON.stringify(body),
    });
    const noted: string[] = [];
    const note = (what: Fault): void => void noted.push(what);
    const answer = await faultyCalls({ plan: appointed(fault), source: SOURCE, turns, send, die, note })(request).catch(
      (error: Error) => error,
    );
    return { sent, noted, died: answer instanceof Died, body: answer instanceof Response ? await answer.json() : null };
  };

  it('was done or not when the function dies, and is done when it is called again', async () => {
    const turns = new Int32Array(1);
    expect(await call('CRASH_BEFORE', 'PutItem', {}, turns)).toMatchObject({ died: true, sent: [] });
    expect(await call('CRASH_BEFORE', 'PutItem', {}, turns)).toMatchObject({ died: false, sent: [{}] });
    expect(await call('CRASH_AFTER', 'PutItem', {})).toMatchObject({ died: true, sent: [{}] });
  });

  it('is throttled and cancelled in the words of the service, and not done', async () => {
    expect(await call('THROTTLED', 'PutItem', {})).toMatchObject({ sent: [], body: { __type: 'ThrottlingException' } });
    expect(await call('CONTENDED', 'TransactWriteItems', { TransactItems: [{}, {}] })).toMatchObject({
      sent: [],
      body: { CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] },
    });
    expect(await call('CONTENDED', 'PutItem', {})).toMatchObject({ sent: [{}], noted: [] });
  });

  it('is done by half, saying which half, or twice', async () => {
    expect(await call('CUT_SHORT', 'PutEvents', { Entries: [1, 2, 3] })).toMatchObject({
      sent: [{ Entries: [1] }],
      body: { FailedEntryCount: 2 },
    });
    expect(await call('CUT_SHORT', 'BatchGetItem', { RequestItems: { t: { Keys: [1, 2, 3] } } })).toMatchObject({
      sent: [{ RequestItems: { t: { Keys: [1, 2] } } }],
      body: { UnprocessedKeys: { t: { Keys: [3] } } },
    });
    expect((await call('PUT_TWICE', 'PutEvents', { Entries: [1] })).sent).toHaveLength(2);
  });
});

describe('what a queue delivers', () => {
  const queue = (...ids: string[]) => JSON.stringify({ Records: ids.map((messageId) => ({ messageId })) });
  const delivering = (plan: FaultPlan, answer: Outcome = { answer: '{"batchItemFailures":[]}' }) => {
    const got: string[] = [];
    const deliver = faultyDeliveries(plan, () => {});
    return {
      got,
      deliver: (event: string) =>
        deliver(SOURCE, event, async (each) => {
          got.push(each);
          return answer;
        }),
    };
  };

  it('is delivered twice at once', async () => {
    const { got, deliver } = delivering(appointed('DELIVERED_TWICE'));
    await deliver(queue('a'));
    expect(got).toEqual([queue('a'), queue('a')]);
  });

  it('holds a message that fails each time it comes; the others of its batch do not', async () => {
    const { got, deliver } = delivering(appointed('POISONED', 2));
    const handedBack = { answer: '{"batchItemFailures":[{"itemIdentifier":"b"}]}' };
    expect(await deliver(queue('a', 'b', 'c'))).toEqual(handedBack);
    expect(await deliver(queue('b'))).toEqual(handedBack);
    expect(got).toEqual([queue('a', 'c')]);
  });

  it('comes back whole when either of two deliveries failed', async () => {
    const error = { error: { errorType: 'E', errorMessage: '', trace: [] } };
    expect(await delivering(appointed('DELIVERED_TWICE'), error).deliver(queue('a'))).toEqual(error);
  });
});
