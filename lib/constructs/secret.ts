import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import { Secret as ManagedSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { type Access, readSecret } from './access.ts';

export type SecretProps = {
  /** Its literal name: operators and functions say the same word. */
  readonly name: string;
  readonly description: string;
  /** What it holds until an operator fills it: nothing that opens anything. @default a random text */
  readonly empty?: object;
};

/** A secret known by its name. Made once; what operators put into it stays through deployments. */
export class Secret extends Construct {
  readonly read: Access;

  constructor(scope: Construct, id: string, { name, description, empty }: SecretProps) {
    super(scope, id);
    const secret = new ManagedSecret(this, 'Resource', {
      secretName: name,
      description,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(empty
        ? { secretStringValue: SecretValue.unsafePlainText(JSON.stringify(empty)) }
        : { generateSecretString: { passwordLength: 64, excludePunctuation: true } }),
    });
    NagSuppressions.addResourceSuppressions(secret, [
      {
        id: 'AwsSolutions-SMG4',
        reason:
          'issued by another party, or a digest key whose change would part customers from their past: rotated by hand, old and new valid together',
      },
    ]);
    this.read = readSecret(secret, name);
  }
}
