import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alerts } from '../../lib/constructs/alerts.ts';
import { AslStateMachine } from '../../lib/constructs/asl-state-machine.ts';
import { BUNDLES_CONTEXT } from '../../lib/constructs/bundles.ts';
import { NodeFunction } from '../../lib/constructs/node-function.ts';
import { emptyBundles } from '../support/orderloom-template.ts';

const bundles = emptyBundles();

const stackWithTask = () => {
  const stack = new Stack(new App({ context: { [BUNDLES_CONTEXT]: bundles } }), 'Machines');
  new Alerts(stack);
  return { stack, ScreenOrder: new NodeFunction(stack, 'ScreenOrder', { source: 'order/screen-order' }) };
};

const definition = (...names: string[]): string =>
  JSON.stringify({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: names.map((name) => `\${${name}}`),
        End: true,
      },
    },
  });

describe('AslStateMachine', () => {
  it('fills each placeholder with its function and lets the machine invoke that function only', () => {
    const { stack, ScreenOrder } = stackWithTask();
    new AslStateMachine(stack, 'Life', {
      process: 'life',
      tasks: { ScreenOrder },
      definition: definition('ScreenOrder'),
    });
    const template = Template.fromStack(stack);
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    expect(Object.keys(machine?.Properties.DefinitionSubstitutions)).toEqual(['ScreenOrder']);
    const invoking = Object.values(template.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'lambda:InvokeFunction');
    expect(invoking.map(({ Resource }) => Resource)).toEqual([machine?.Properties.DefinitionSubstitutions.ScreenOrder]);
  });

  it('refuses to synthesise a placeholder that nobody fills, naming it', () => {
    const { stack, ScreenOrder } = stackWithTask();
    const make = () =>
      new AslStateMachine(stack, 'Life', {
        process: 'life',
        tasks: { ScreenOrder },
        definition: definition('ScreenOrder', 'CommitPlan'),
      });
    expect(make).toThrow('life.asl.json has placeholders without a value: CommitPlan');
  });

  it('refuses to synthesise a task that the file does not use, naming it', () => {
    const { stack, ScreenOrder } = stackWithTask();
    const make = () =>
      new AslStateMachine(stack, 'Life', {
        process: 'life',
        tasks: { ScreenOrder, Unused: ScreenOrder },
        definition: definition('ScreenOrder'),
      });
    expect(make).toThrow('life.asl.json has no placeholder for: Unused');
  });

  it('may run its child machines and watch their executions, and no others', () => {
    const { stack, ScreenOrder } = stackWithTask();
    const child = new AslStateMachine(stack, 'Leg', {
      process: 'leg',
      tasks: { ScreenOrder },
      definition: definition('ScreenOrder'),
    });
    new AslStateMachine(stack, 'Life', {
      process: 'life',
      tasks: {},
      machines: { Leg: child },
      definition: definition('Leg'),
    });
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('"Action":"states:StartExecution","Effect":"Allow","Resource":{"Ref":"Leg');
    expect(policies).toMatch(/"Action":\["states:DescribeExecution","states:StopExecution"\]/);
  });
});

describe('NodeFunction', () => {
  it('refuses a function that was not built, naming its file', () => {
    const { stack } = stackWithTask();
    expect(() => new NodeFunction(stack, 'Missing', { source: 'order/is-not-there' })).toThrow(
      'functions/order/is-not-there.ts',
    );
  });

  it('refuses to stand in a stack where its alarm would reach nobody', () => {
    const stack = new Stack(new App({ context: { [BUNDLES_CONTEXT]: bundles } }), 'Silent');
    expect(() => new NodeFunction(stack, 'ScreenOrder', { source: 'order/screen-order' })).toThrow('no alerts topic');
  });
});
