import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

const ID = 'Alerts';

/** The one topic every alarm of the stack speaks to; operators subscribe a mailbox or a pager to it. */
export class Alerts extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct) {
    super(scope, ID);
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      description: 'Alerts topic',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true, displayName: 'Orderloom alerts' });
  }
}

/** That of the stack, or of the one it is nested in. @throws Error when there is none */
export const alertsOf = (scope: Construct): ITopic => {
  const stack = Stack.of(scope);
  const alerts = (stack.nestedStackParent ?? stack).node.tryFindChild(ID);
  if (!(alerts instanceof Alerts)) throw new Error('the stack has no alerts topic: make `new Alerts(this)` first');
  return alerts.topic;
};
