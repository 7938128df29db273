import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { REALLOCATING_EVENTS } from '../../domain/routing/reallocate.ts';
import { answerTasks, read, readObjects, readWrite, startMachine, stopExecutions } from '../constructs/access.ts';
import { AslStateMachine } from '../constructs/asl-state-machine.ts';
import { BusSubscription } from '../constructs/bus-subscription.ts';
import type { HttpApi } from '../constructs/http-api.ts';
import { NodeFunction, type NodeFunctionProps } from '../constructs/node-function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { Repeatedly } from '../constructs/repeatedly.ts';
import { Timers } from '../constructs/timers.ts';
import type { RoutingStage } from './routing.ts';
import type { Tables } from './tables.ts';

/** A closure looks through every order that is under way. */
const SIGNALLED = Duration.seconds(60);

export type CompensationStageProps = {
  readonly api: HttpApi;
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly routing: RoutingStage;
  readonly lifecycle: AslStateMachine;
};

/** Replaces plans that are under way: by a person's wish, after a refusal or a short pick, when a part of the network closes. */
export class CompensationStage extends Construct {
  readonly machine: AslStateMachine;
  readonly #props: CompensationStageProps;

  constructor(scope: Construct, id: string, props: CompensationStageProps) {
    super(scope, id);
    this.#props = props;
    this.machine = this.#machine();
    this.#drive();
    this.#reconsider();
    props.api.serve(
      'POST /orders/{id}/plan-override',
      this.#task('OverridePlan', 'routing/override-plan', { ...this.#planner, timeout: Duration.seconds(25) }),
    );
    props.api.serve('DELETE /orders/{id}/plan-override', this.#task('WithdrawWish', 'routing/withdraw-wish'));
  }

  get #orders(): NonNullable<NodeFunctionProps['uses']> {
    return { ORDERS_TABLE: readWrite(this.#props.tables.orders) };
  }

  /** What planning needs: a whole vCPU, the network, the policies. */
  get #planner(): Partial<NodeFunctionProps> {
    const { tables, routing } = this.#props;
    return {
      uses: {
        ...this.#orders,
        NETWORK_TABLE: read(tables.network),
        CATALOG_TABLE: readWrite(tables.catalog),
        NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
      },
      memoryMb: 1769,
      timeout: Duration.seconds(20),
    };
  }

  #task(id: string, source: string, more: Partial<NodeFunctionProps> = {}): NodeFunction {
    return new NodeFunction(this, id, { source, uses: this.#orders, ...more });
  }

  #machine(): AslStateMachine {
    const { tables, lifecycle } = this.#props;
    // How much room nodes have is the network's word.
    const { CATALOG_TABLE: _policies, ...planning } = this.#planner.uses ?? {};
    const ledger = { ...this.#planner, uses: { ...planning, NETWORK_TABLE: readWrite(tables.network) } };
    const asking = { may: [answerTasks] };
    return new AslStateMachine(this, 'PlanCompensation', {
      process: 'plan-compensation',
      // A partner that keeps its leg ends an execution red; many at once are somebody's trouble.
      failuresOften: 20,
      article: 'stuck-compensations',
      tasks: {
        PlanReplacement: this.#task('PlanReplacement', 'routing/plan-replacement', this.#planner),
        RecallLeg: this.#task('RecallLeg', 'fulfillment/recall-leg', asking),
        InterceptLeg: this.#task('InterceptLeg', 'fulfillment/intercept-leg', asking),
        ReinstateLegs: this.#task('ReinstateLegs', 'routing/reinstate-legs'),
        ReplaceLegs: this.#task('ReplaceLegs', 'routing/replace-legs', ledger),
        SendLegs: this.#task('SendLegs', 'routing/send-legs', {
          uses: { ...this.#orders, ORDER_LIFECYCLE_ARN: startMachine(lifecycle) },
          may: [stopExecutions(lifecycle)],
        }),
        CloseCompensation: this.#task('CloseCompensation', 'routing/close-compensation'),
        EscalateCompensation: this.#task('EscalateCompensation', 'routing/escalate-compensation'),
      },
    });
  }

  /** Plans that a policy lets wait for their hand-out: looked at together every minute, handed out when it is time. */
  #reconsider(): void {
    const { network } = this.#props.tables;
    new Repeatedly(this, 'EveryMinute', {
      every: Duration.minutes(1),
      call: this.#task('ReconsiderPlans', 'routing/reconsider-plans', {
        ...this.#planner,
        uses: { ...this.#planner.uses, NETWORK_TABLE: readWrite(network) },
        may: [answerTasks],
        timeout: Duration.minutes(2),
      }),
    });
  }

  /** Bus → executions, and what makes them necessary. */
  #drive(): void {
    const { bus, tables, routing } = this.#props;
    const closures = new Timers(this, 'ClosureTimers', {
      prefix: 'closure_',
      of: 'the closure that takes effect',
      consumerTimeout: SIGNALLED,
    });
    const looking = {
      uses: {
        ...this.#orders,
        NETWORK_TABLE: read(tables.network),
        NETWORK_BUCKET: readObjects(routing.snapshots, 'snapshots/'),
      },
      memoryMb: 1024,
      timeout: SIGNALLED,
    };
    closures.wake(this.#task('RingClosure', 'routing/ring-closure', looking));
    const starting = { ...looking.uses, PLAN_COMPENSATION_ARN: startMachine(this.machine) };
    new Repeatedly(this, 'EveryFiveMinutes', {
      every: Duration.minutes(5),
      call: this.#task('ReconcileCompensations', 'routing/reconcile-compensations', { ...looking, uses: starting }),
    });
    new BusSubscription(this, 'Compensations', {
      bus,
      pattern: { detailType: ['CompensationStarted', 'NetworkSignalled', ...REALLOCATING_EVENTS] },
      consumer: this.#task('DriveCompensation', 'routing/drive-compensation', {
        ...looking,
        uses: { ...starting, NETWORK_TABLE: readWrite(tables.network), ...closures.uses },
      }),
      queue: new QueueWithDeadLetters(this, 'Queue', { consumerTimeout: SIGNALLED }),
    });
  }
}
